"""How the fields of one record are shown: texts in the reader's language, links with the titles the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

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


def in_full(actor: Actor, field: Field, value: Any) -> tuple[str, str]:
    """Text and address of a value that was revealed to the actor; the right to that is the caller's care."""
    row = field.to_row(value)
    text = field.show(row[0] if len(row) == 1 else row, format_of(actor))
    return text, _href(field, row, text)


def titles_of(actor: Actor, fields: Iterable[Field], values: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    """Titles of all records that Link fields among `fields` lead to, as far as the actor may see them."""
    return titles_for(actor, links_of(fields, values))


def links_of(fields: Iterable[Field], values: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Kind and id of each record that Link fields among `fields` lead to."""
    for field in fields:
        if isinstance(field, Link) and values.get(field.name):
            yield field.to, values[field.name]


def titles_for(actor: Actor, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Titles of records given by kind and id, as far as the actor may see them: one statement a kind."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, key in wanted:
        by_kind[kind].add(key)
    return {
        (kind, key): title for kind, ids in by_kind.items() for key, title in titles(actor, kind, ids).items()
    }


def linked_title(field: Field, value: Any, linked: Mapping[tuple[str, int], str]) -> str:
    """The title, among those `linked`, of the record that the value of a Link field leads to; empty for other fields."""
    return linked.get((field.to, value), "") if isinstance(field, Link) and value else ""


def titles(actor: Actor, kind: str, ids: Iterable[int]) -> dict[int, str]:
    """Titles by id of the records of `kind` among `ids` that the actor may see; everybody knows his own name."""
    resource, wanted, found = actor.host.resources.get(kind), set(ids), dict[int, str]()
    if resource is None or not wanted or not title_seen(actor, resource):
        return {}
    if kind == "people.user" and actor.id in wanted:
        wanted.remove(actor.id)
        found[actor.id] = actor.name
    if wanted:
        title = resource.by_name[resource.title]
        kept = dict(gate.columns_among(actor, resource, wanted, (title.columns[0],)))
        found |= _in_words(actor, title, kept) if title.worded else kept
    return found


def _in_words(actor: Actor, title: Field, kept: Mapping[int, str]) -> dict[int, str]:
    fmt = format_of(actor)
    return {key: title.show(value, fmt) for key, value in kept.items()}


def title_of(actor: Actor, resource: Resource, record: Any) -> str:
    """The title of a loaded record, or its kind and number where it has none or the actor does not see it."""
    title = resource.by_name[resource.title]
    found = getattr(record, title.columns[0], None)
    if found and title.worded:
        found = title.show(found, format_of(actor))
    return found if found and title_seen(actor, resource) else f"{resource.label_one} {record.id}"


def title_seen(actor: Actor, resource: Resource) -> bool:
    """Tell whether the actor sees the titles of these records whole."""
    return resource.title in gate.searchable_fields(actor, resource)


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
