"""How the fields of one record are shown: texts in the reader's language, links with the titles the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.data.database import as_set, in_set, rows
from guanxi.data.fields import Field, Link
from guanxi.data.formats import Format
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as it is read: `text`, where it leads (`href`), whether the reader sees only a mask."""

    field: Field
    text: str
    href: str = ""
    masked: bool = False


def format_of(actor: Actor, currency: str = "") -> Format:
    """The format an actor reads in: own language and zone, the house's base currency."""
    return Format.of(
        actor.locale, actor.zone, currency or str(actor.host.settings.get("host.currency", "CNY"))
    )


def shown(
    actor: Actor, field: Field, row: tuple[Any, ...], fmt: Format, titles: Mapping[tuple[str, int], str]
) -> Shown:
    """A field as `actor` reads it; `row` are the database values of its columns, `titles` those of linked records."""
    if field.mask and not actor.may(field.mask):
        return Shown(field, field.show_masked(row[0] if len(row) == 1 else row, fmt), masked=True)
    if isinstance(field, Link):
        return _link(actor, field, row[0], fmt, titles)
    text = field.show(row[0] if len(row) == 1 else row, fmt)
    return Shown(field, text, _href(field, row, text))


def titles_of(actor: Actor, fields: Iterable[Field], values: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    """Titles of all records that Link fields among `fields` lead to, as far as the actor may see them."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for field in fields:
        if isinstance(field, Link) and values.get(field.name):
            wanted[field.to].add(values[field.name])
    return {
        (kind, key): title for kind, ids in wanted.items() for key, title in titles(actor, kind, ids).items()
    }


def linked_title(field: Field, value: Any, linked: Mapping[tuple[str, int], str]) -> str:
    """The title, among those `linked`, of the record that the value of a Link field leads to; empty for other fields."""
    return linked.get((field.to, value), "") if isinstance(field, Link) and value else ""


def titles(actor: Actor, kind: str, ids: Iterable[int]) -> dict[int, str]:
    """Titles by id of the records of `kind` among `ids` that the actor may see."""
    resource = actor.host.resources.get(kind)
    if resource is None:
        return {}
    allowed = gate.rows_among(actor, resource, ids)
    if not allowed:
        return {}
    table, title = resource.model._meta.table_name, resource.by_name[resource.title].columns[0]
    return dict(rows(f'SELECT id, "{title}" FROM "{table}" WHERE {in_set("id")}', (as_set(allowed),)))  # type: ignore[arg-type]


def title_of(resource: Resource, record: Any) -> str:
    """The title of a loaded record, or its kind and number where it has none."""
    found = getattr(record, resource.by_name[resource.title].columns[0], None)
    return found or f"{resource.label_one} {record.id}"


def _link(actor: Actor, field: Link, key: Any, fmt: Format, titles: Mapping[tuple[str, int], str]) -> Shown:
    if key is None:
        return Shown(field, "")
    title = titles.get((field.to, key))
    resource = actor.host.resources.get(field.to)
    if title is None or resource is None:
        return Shown(field, "", masked=True)
    return Shown(field, title, f"/{resource.path}/{key}" if actor.may(resource.permission("view")) else "")


def _href(field: Field, row: tuple[Any, ...], text: str) -> str:
    raw = row[0]
    if not raw:
        return ""
    if field.editor == "phone":
        return f"tel:{raw}"
    if field.editor == "email":
        return f"mailto:{raw}"
    return str(raw) if field.editor == "url" else ""
