"""Hits of a search over all kinds of records, grouped by kind, as one actor reads them: titles, and by what else they are known."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from guanxi.data.fields import Field
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.records.search.finding import Found, Memory, find
from guanxi.records.search.kinds import is_complete
from guanxi.records.search.near import near
from guanxi.records.search.question import Question
from guanxi.records.search.texts import by_index, searched
from guanxi.resources.display import format_of, titles
from guanxi.resources.faces import Record, Without

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """One record: its title as the actor reads it, and the other texts by which it is found (`detail`)."""

    id: int
    title: str
    detail: str


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
    groups = _groups(actor, asked, question, shown, memory)
    alike = None if groups else near(question)
    if alike is not None:
        groups = _groups(actor, asked, alike, shown, memory)
    return Answer(
        groups, is_complete(resource.name for resource in asked), alike is not None and bool(groups)
    )


def _groups(
    actor: Actor, asked: list[Resource], question: Question, shown: int, memory: Memory
) -> tuple[Group, ...]:
    return tuple(
        Group(resource, _hits(actor, resource, found.ids[:shown]), len(found.ids), found.more)
        for resource in asked
        if (found := find(actor, resource, question, memory=memory)).ids
    )


def offered(host: Host) -> list[Resource]:
    """The resources that are searched and have pages of records to lead to; those of the house come last."""
    closed = {item.resource.name for item in host.items if isinstance(item, Without) and Record in item.faces}
    open_ = [each for name, each in host.resources.items() if name not in closed and by_index(each)]
    return sorted(open_, key=lambda resource: resource.plugin == "people")


def found_titles(actor: Actor, resource: Resource, found: Found, most: int) -> list[tuple[int, str]]:
    """Ids and titles of the first hits, in their order."""
    ids = found.ids[:most]
    known = titles(actor, resource.name, ids)
    return [(key, known.get(key) or f"{resource.label_one} {key}") for key in ids]


def _hits(actor: Actor, resource: Resource, ids: tuple[int, ...]) -> tuple[Hit, ...]:
    known = titles(actor, resource.name, ids)
    others = _others(actor, resource, ids)
    return tuple(
        Hit(key, known.get(key) or f"{resource.label_one} {key}", others.get(key, "")) for key in ids
    )


def _others(actor: Actor, resource: Resource, ids: tuple[int, ...]) -> dict[int, str]:
    """The other searched texts of the record's own table, as far as the actor sees them whole."""
    whole = gate.searchable_fields(actor, resource)
    own: list[Field] = [f for f in resource.fields if f in searched(resource) and f.name in whole]
    fields = [f for f in own if f.name != resource.title and f.editor != "longtext"]
    if not fields or not ids:
        return {}
    fmt = format_of(actor)
    columns = tuple(field.columns[0] for field in fields)
    return {
        key: " · ".join(f.show(value, fmt) for f, value in zip(fields, values, strict=True) if value)
        for key, *values in gate.columns_among(actor, resource, ids, columns)
    }
