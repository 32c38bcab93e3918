"""How the fields of one record are shown: texts in the reader's language, links with the titles the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.data.fields import About, Field, Link
from guanxi.data.formats import Format
from guanxi.records.actor import Actor
from guanxi.records.former import Former
from guanxi.records.titles import format_of as format_of
from guanxi.records.titles import title_of as title_of
from guanxi.records.titles import title_seen as title_seen
from guanxi.records.titles import titles as titles
from guanxi.records.titles import titles_for as titles_for


@dataclass(slots=True)
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
    if isinstance(field, About):
        return _about(actor, field, field.from_row(row) or (), titles)
    text = field.show(row[0] if len(row) == 1 else row, fmt)
    return Shown(field, text, field.href(row[0]))


def in_full(actor: Actor, field: Field, value: Any) -> tuple[str, str]:
    """Text and address of a value that was revealed to the actor; the right to that is the caller's care."""
    row = field.to_row(value)
    text = field.show(row[0] if len(row) == 1 else row, format_of(actor))
    return text, field.href(row[0])


def titles_of(actor: Actor, fields: Iterable[Field], values: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    """Titles of all records that Link fields among `fields` lead to, as far as the actor may see them."""
    return titles_for(actor, links_of(fields, values))


def links_of(fields: Iterable[Field], values: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Kind and id of each record that Link and About fields among `fields` lead to."""
    for field in fields:
        if isinstance(field, About):
            yield from values.get(field.name) or ()
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
    leads = actor.may(resource.permission("view")) and not isinstance(title, Former)
    return Shown(field, title, f"/{resource.path}/{key}" if leads else "")


def _about(
    actor: Actor, field: About, refs: Iterable[tuple[str, int]], titles: Mapping[tuple[str, int], str]
) -> Shown:
    """The titles of those records that the actor may see; one alone is led to."""
    seen = [ref for ref in refs if ref in titles]
    text = ("、" if actor.locale == "zh" else ", ").join(named(actor, titles, ref) for ref in seen)
    resource = actor.host.resources.get(seen[0][0]) if len(seen) == 1 else None
    return Shown(field, text, f"/{resource.path}/{seen[0][1]}" if resource else "")


def named(actor: Actor, titles: Mapping[tuple[str, int], str], ref: tuple[str, int]) -> str:
    """The title of a record among `titles`, or its kind and number where it has none."""
    kind, key = ref
    return titles.get(ref) or f"{actor.host.resources[kind].label_one} {key}"
