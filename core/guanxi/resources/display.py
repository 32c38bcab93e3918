"""How the fields of one record are shown: texts in the reader's language, links with the titles the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.data.fields import Field, Link
from guanxi.data.formats import Format
from guanxi.records.actor import Actor
from guanxi.records.titles import format_of as format_of
from guanxi.records.titles import title_of as title_of
from guanxi.records.titles import title_seen as title_seen
from guanxi.records.titles import titles as titles
from guanxi.records.titles import titles_for as titles_for


@dataclass(frozen=True, slots=True)
class Shown:
    """One field as it is read: `text`, where it leads (`href`), whether the reader sees only a mask."""

    field: Field
    text: str
    href: str = ""
    masked: bool = False


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
    return titles_for(actor, links_of(fields, values))


def links_of(fields: Iterable[Field], values: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Kind and id of each record that Link fields among `fields` lead to."""
    for field in fields:
        if isinstance(field, Link) and values.get(field.name):
            yield field.to, values[field.name]


def linked_title(field: Field, value: Any, linked: Mapping[tuple[str, int], str]) -> str:
    """The title, among those `linked`, of the record that the value of a Link field leads to; empty for other fields."""
    return linked.get((field.to, value), "") if isinstance(field, Link) and value else ""


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
