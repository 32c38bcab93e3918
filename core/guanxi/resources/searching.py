"""Hits of a search over all kinds of records, grouped by kind, as one actor reads them: titles, and by what else they are known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guanxi.data.fields import Field, Link
from guanxi.data.formats import Format
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.former import USER
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.records.search.finding import Found, Memory, find
from guanxi.records.search.kinds import inhabited, is_complete
from guanxi.records.search.near import near
from guanxi.records.search.question import Question
from guanxi.records.search.texts import by_index, searched
from guanxi.records.titles import title_seen
from guanxi.resources.apart import told_apart
from guanxi.resources.display import format_of, titles, titles_for
from guanxi.resources.faces import Record, Without

SHOWN = 5
LAST = ("work", "people")


@dataclass(frozen=True, slots=True)
class Hit:
    """One record: its title as the actor reads it, and the other texts by which it is found (`detail`).

    `of` is the record, if any, to whose page it leads because the hit is a part of that: its path and id.
    """

    id: int
    title: str
    detail: str
    of: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The first hits of one kind; `count` is how many there are, `more` tells that these are only the newest ones."""

    resource: Resource
    hits: tuple[Hit, ...]
    count: int
    more: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """All groups that have hits; `complete` is False while records are still to be indexed.

    `near` tells that nothing was found as typed, and these differ from it by one sign.
    """

    groups: tuple[Group, ...]
    complete: bool
    near: bool = False


def search(actor: Actor, question: Question, *, kinds: Collection[str] = (), shown: int = SHOWN) -> Answer:
    """The hits of a question among the kinds named (none: all); `shown` of each."""
    asked = [each for each in offered(actor.host) if not kinds or each.name in kinds]
    memory: Memory = {}
    there = [] if question.short else inhabited(each for each in asked if actor.may(each.permission("view")))
    groups = _groups(actor, there, question, shown, memory)
    alike = None if groups else near(question)
    if alike is not None:
        groups = _groups(actor, there, alike, shown, memory)
    return Answer(
        groups, is_complete(resource.name for resource in asked), alike is not None and bool(groups)
    )


def _groups(
    actor: Actor, asked: list[Resource], question: Question, shown: int, memory: Memory
) -> tuple[Group, ...]:
    return tuple(
        Group(resource, hits_of(actor, resource, found.ids[:shown]), len(found.ids), found.more)
        for resource in asked
        if (found := find(actor, resource, question, memory=memory)).ids
    )


def offered(host: Host) -> list[Resource]:
    """The resources that are searched and have pages of records to lead to; customers before what is about them.

    The house's own work and its users come last.
    """
    closed = {item.resource.name for item in host.items if isinstance(item, Without) and Record in item.faces}
    open_ = [each for name, each in host.resources.items() if name not in closed and by_index(each)]
    return sorted(open_, key=_rank)


def _rank(resource: Resource) -> int:
    if resource.plugin in LAST:
        return 2 + LAST.index(resource.plugin)
    return int(resource.rows.part or bool(resource.rows.about))


def found_titles(actor: Actor, resource: Resource, found: Found, most: int) -> list[tuple[int, str]]:
    """Ids and titles of the first hits, in their order."""
    ids = found.ids[:most]
    known = titles(actor, resource.name, ids)
    return [(key, known.get(key) or f"{resource.label_one} {key}") for key in ids]


def hits_of(actor: Actor, resource: Resource, ids: tuple[int, ...]) -> tuple[Hit, ...]:
    """The records of `ids` as hits, in their order; parts of one record are known by that."""
    if resource.rows.part and resource.rows.through:
        return tuple(_parts(actor, resource, ids))
    known, others = _told(actor, resource, ids)
    named = [(key, known.get(key) or f"{resource.label_one} {key}") for key in ids]
    apart = told_apart(actor, resource, named)
    return tuple(
        Hit(key, title, " · ".join(filter(None, (others.get(key), apart.get(key))))) for key, title in named
    )


def _told(
    actor: Actor, resource: Resource, ids: tuple[int, ...]
) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """Titles and other texts by id, in one statement where the title is a text of the record's own table that is shown as it is."""
    title = resource.by_name[resource.title]
    plain = title in resource.fields and title in searched(resource) and not title.worded
    if not plain or resource.name == USER or not title_seen(actor, resource):
        return titles(actor, resource.name, ids), _others(actor, resource, ids)
    fields = _other_fields(actor, resource, resource.title)
    columns = tuple(field.columns[0] for field in (title, *fields))
    found = gate.columns_among(actor, resource, ids, columns)
    fmt = format_of(actor)
    others = {key: _joined(fields, values, fmt) for key, _title, *values in found}
    return {key: name for key, name, *_values in found}, others


def wholes(actor: Actor, resource: Resource, ids: Sequence[int]) -> Iterator[tuple[int, Resource, int, str]]:
    """For each part of `ids` that the actor may see: its id, and resource, id and title of what it belongs to."""
    links = [field for name in resource.rows.through if isinstance(field := resource.by_name[name], Link)]
    columns = tuple(link.columns[0] for link in links)
    rows = {row[0]: row[1:] for row in gate.columns_among(actor, resource, ids, columns)}
    found = {
        key: next(((f, v) for f, v in zip(links, row, strict=True) if v), None) for key, row in rows.items()
    }
    named = titles_for(actor, {(each[0].to, each[1]) for each in found.values() if each})
    for key in ids:
        if each := found.get(key):
            link, target = each
            whole = actor.host.resources[link.to]
            yield key, whole, target, named.get((link.to, target)) or f"{whole.label_one} {target}"


def _parts(actor: Actor, resource: Resource, ids: tuple[int, ...]) -> Iterator[Hit]:
    """Parts are known by what they belong to; their own texts stand beside that."""
    own = _others(actor, resource, ids, but="")
    for key, whole, target, title in wholes(actor, resource, ids):
        yield Hit(key, title, own.get(key, ""), (whole.path, target))


def _others(
    actor: Actor, resource: Resource, ids: tuple[int, ...], *, but: str | None = None
) -> dict[int, str]:
    """The searched texts of the record's own table but its title (or the field `but`), as far as the actor sees them whole."""
    fields = _other_fields(actor, resource, resource.title if but is None else but)
    if not fields or not ids:
        return {}
    fmt = format_of(actor)
    found = gate.columns_among(actor, resource, ids, tuple(field.columns[0] for field in fields))
    return {key: _joined(fields, values, fmt) for key, *values in found}


def _other_fields(actor: Actor, resource: Resource, left: str) -> list[Field]:
    whole = gate.searchable_fields(actor, resource)
    own: list[Field] = [f for f in resource.fields if f in searched(resource) and f.name in whole]
    return [f for f in own if f.name != left and f.editor != "longtext"]


def _joined(fields: Sequence[Field], values: Sequence[Any], fmt: Format) -> str:
    return " · ".join(f.show(value, fmt) for f, value in zip(fields, values, strict=True) if value)
