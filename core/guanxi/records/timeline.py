"""Reads a timeline: the entries about some records or hanging on them, newest first, a page by key; one limited stream a source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from guanxi.data.clause import Clause
from guanxi.data.database import is_sqlite, row, rows
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.hanging import LAST_ID, Way, ways_of
from guanxi.records.presence import absent, entered, linked, passed
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.rowset import row_set
from guanxi.records.rule_sql import condition, row_by_row
from guanxi.records.search.kinds import numbers
from guanxi.records.search.storage import entry_id

ROUNDS = 5
FIRST_ID = -1
STEPS = -1
"""The rank of milestones: at one moment they stand below the entries."""


class Place(NamedTuple):
    """Where a page ended: the moment (ms UTC) of its last entry, its number, and the rank of the table that holds the number."""

    at: int
    link: int
    rank: int = 0


class Stream(NamedTuple):
    """Entries of one kind about the records or hanging on them; of one `topic` where it is named.

    With `find` (folded, see `search.folding`) those alone that were indexed with this text.
    """

    kind: str
    topic: str | None = None
    find: str = ""


class Entry(NamedTuple):
    """One entry: which, when (ms UTC), what sort, its values in the columns asked for, and whether others are about it in turn.

    A milestone is one of the record that took the step.
    """

    ref: Ref
    place: Place
    topic: str
    values: tuple[Any, ...]
    bears: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """A page of entries; `next` is where older ones begin, None where there are none."""

    found: list[Entry]
    next: Place | None = None


def read(
    actor: Actor,
    records: Sequence[Ref],
    streams: Sequence[Stream],
    columns: Mapping[str, Sequence[str]],
    *,
    limit: int,
    before: Place | None = None,
    holds: Callable[[Entry], bool] = lambda entry: True,
) -> Entries:
    """The newest `limit` entries about any of `records` that the actor may see, each once; `columns` are wanted by kind.

    The records themselves must have passed the gate: the page of one shows entries about others only where it says so.
    `holds` is asked of each entry that was found by a text: whether the actor may see a field that has it.
    """
    found: dict[tuple[Ref, str, int], Entry] = {}
    sources = tuple(
        each for record in records for stream in streams for each in _sources(actor, record, stream)
    )
    for _round in range(ROUNDS if sources else 0):
        links = _links(sources, limit + 1, before)
        for entry in _seen(actor, links, columns):
            if holds(entry):
                found.setdefault((entry.ref, entry.topic, entry.place.at), entry)
        if len(links) <= limit:
            return _cut(found, limit, None)
        at, rank, link, *_entry = links[-1]
        before = Place(at, link, rank)
        if len(found) > limit:
            break
    return _cut(found, limit, before)


def may_be_there(actor: Actor, records: Sequence[Ref], kind: str) -> bool:
    """Tell whether entries of a kind may be about any of the records; False where it is known that none are."""
    return any(True for record in records for _source in _sources(actor, record, Stream(kind)))


def topics_there(actor: Actor, records: Sequence[Ref], streams: Sequence[Stream]) -> set[Stream]:
    """Those of the streams, each of one topic, in which there is any entry; one statement for all."""
    wanted = [
        (stream, source)
        for stream in streams
        for record in records
        for source in _sources(actor, record, stream)
    ]
    if not wanted:
        return set()
    shape = tuple(source.shape for _stream, source in wanted)
    sqlite = is_sqlite()
    marks = [
        mark
        for (_stream, source), each in zip(wanted, shape, strict=True)
        for mark in source.marks * (1 if sqlite or not _by_sort(each) else 2)
    ]
    there = row(_there_sql(shape, sqlite=sqlite), marks) or ()
    return {stream for (stream, _source), found in zip(wanted, there, strict=True) if found is not None}


@lru_cache(maxsize=256)
def _there_sql(shape: tuple[Shape, ...], *, sqlite: bool) -> str:
    """The first entry of each source in a column of its own."""
    parts = [
        each.way.any_of_topic()
        if each.way and not sqlite and _by_sort(each)
        else _parts((each,), 1, after=False, sqlite=sqlite)[0]
        for each in shape
    ]
    return f"SELECT {', '.join(f'(SELECT link FROM ({part}) s)' for part in parts)}"


def _by_sort(shape: Shape) -> bool:
    """Tell whether a source is one sort of what hangs on a record, whatever its text is."""
    return bool(shape.way and shape.of_topic and not shape.indexed)


class Shape(NamedTuple):
    """How one branch of the statement is read: by a link, or in the table that names the record; its rank in one moment.

    `indexed`, where entries are found by a text, is the id in the index of search of one with the number 0; `rule` what of
    milestones the actor may see.
    """

    way: Way | None
    of_topic: bool
    rank: int
    indexed: int = 0
    rule: str = ""


class Source(NamedTuple):
    """One branch of the statement: the marks that name the record, the sort, the text, and those of the rule; and its shape."""

    marks: tuple[Any, ...]
    shape: Shape


def _sources(actor: Actor, record: Ref, stream: Stream) -> Iterator[Source]:
    """How entries of one kind are found for one record: by what they are about, or by each link that leads to it."""
    resource, declared = actor.host.resources.get(stream.kind), actor.host.entries.get(stream.kind)
    if resource is None:
        return
    topic = () if stream.topic is None else (stream.topic,)
    known = numbers(resource) if stream.find else None
    if stream.find and known is None:
        return
    text = (encode_basestring(stream.find)[1:-1],) if stream.find else ()
    indexed = entry_id(known.kind, 0) if known else 0
    if stream.kind in actor.host.milestones:
        if not absent(passed(record, stream.kind)):
            rule = _steps_seen(actor, resource)
            marks = (*record, stream.kind, *topic, *text, *rule.params)
            yield Source(marks, Shape(None, bool(topic), STEPS, indexed, rule.sql))
        return
    if declared is None or not declared.links:
        if not absent(entered(record, stream.kind, stream.topic)):
            yield Source((*record, stream.kind, *topic, *text), Shape(None, bool(topic), 0, indexed))
        return
    rank = actor.host.hanging[stream.kind]
    for way in ways_of(resource, declared):
        if way.to == record.kind and not absent(linked(resource, way.field, record.id)):
            yield Source((record.id, *topic, *text), Shape(way, bool(topic), rank, indexed))


# guard: milestone-rows
def _steps_seen(actor: Actor, resource: Resource) -> Clause:
    """That the record which took a step is one that the actor may see: in the statement, lest hidden ones end a page early."""
    rule = condition(resource, row_set(actor, resource), "r")
    if not rule.sql:
        return rule
    table = resource.model._meta.table_name
    return Clause(
        f'EXISTS (SELECT 1 FROM "{table}" r WHERE r.id = milestone.entry_id AND {rule.sql}{row_by_row()})',
        rule.params,
    )


def _cut(found: dict[tuple[Ref, str, int], Entry], limit: int, more: Place | None) -> Entries:
    """The first `limit` of what was found; what is left over or lies beyond `more` comes next."""
    kept = list(found.values())
    if len(kept) > limit:
        return Entries(kept[:limit], kept[limit - 1].place)
    return Entries(kept, more)


def _seen(
    actor: Actor, links: Sequence[tuple[Any, ...]], columns: Mapping[str, Sequence[str]]
) -> list[Entry]:
    """The entries that links lead to, as far as the actor may see them, in the same order."""
    ids: dict[str, set[int]] = {}
    for _at, _rank, _link, kind, key, _topic, _bears in links:
        ids.setdefault(kind, set()).add(key)
    kinds = sorted(ids)  # so that the same kinds are the same statement
    wanted = [(actor.host.resources[kind], ids[kind], tuple(columns.get(kind, ()))) for kind in kinds]
    values = {(kinds[number], found[0]): found[1:] for number, found in gate.columns_of_kinds(actor, wanted)}
    return [
        Entry(Ref(kind, key), Place(at, link, rank), topic, found, bool(bears))
        for at, rank, link, kind, key, topic, bears in links
        if (found := values.get((kind, key))) is not None
    ]


def _links(sources: Sequence[Source], limit: int, before: Place | None) -> list[tuple[Any, ...]]:
    params: list[Any] = []
    for source in sources:
        params += source.marks
        params += [] if before is None else _below(source, before)
    shape = tuple(source.shape for source in sources)
    return rows(_sql(shape, limit, after=before is not None, sqlite=is_sqlite()), params)


def _below(source: Source, place: Place) -> tuple[int | str, int]:
    """Where a source goes on below a place: entries of one moment stand by rank, then by number."""
    way, rank = source.shape.way, source.shape.rank
    number = place.link if rank == place.rank else LAST_ID if rank < place.rank else FIRST_ID
    return way.below(place.at, number) if way else (place.at, number)


@lru_cache(maxsize=256)
def _sql(shape: tuple[Shape, ...], limit: int, *, after: bool, sqlite: bool) -> str:
    """Each source is limited by itself, so that a page costs the same however long the timeline is.

    The limit, of which there are few, is text: behind a mark PostgreSQL would plan the statement anew each time.
    """
    parts = _parts(shape, limit, after=after, sqlite=sqlite)
    together = " UNION ALL ".join(f"SELECT * FROM ({part}) s" for part in parts)
    order = "ORDER BY at DESC, rank DESC, link DESC"
    page = f"SELECT * FROM ({together}) t {order} LIMIT {limit}"
    return f"SELECT p.*, ({_BORNE}) IS NOT NULL FROM ({page}) p {order}"


# In the order of its index, lest PostgreSQL reads the whole table where it believes that nearly every row fits.
_BORNE = """SELECT 1 FROM about b WHERE b.kind = p.entry_kind AND b.record_id = p.entry_id AND b.deleted_at IS NULL
    ORDER BY b.entry_kind, b.at, b.id LIMIT 1"""


def _parts(shape: tuple[Shape, ...], limit: int, *, after: bool, sqlite: bool) -> list[str]:
    """The statement of each source."""
    return [
        each.way.select(
            each.rank,
            limit,
            of_topic=each.of_topic,
            after=after,
            sqlite=sqlite,
            also=_having(each.indexed, f'"{each.way.table}".id', sqlite=sqlite),
        )
        if each.way
        else _named(each, limit, after=after, sqlite=sqlite)
        for each in shape
    ]


def _having(indexed: int, entry: str, *, sqlite: bool) -> str:
    """What keeps a branch to entries that were indexed with a text: one look by id for each, in the order of the branch.

    A subselect, lest PostgreSQL reads the whole index of search first.
    """
    if not indexed:
        return ""
    has = "instr(s.texts, ?)" if sqlite else "strpos(s.texts, ?)"
    return f" AND (SELECT {has} FROM search_entry s WHERE s.id = {indexed} + {entry}) > 0"


def _named(shape: Shape, limit: int, *, after: bool, sqlite: bool) -> str:
    """What stands in a table that names the record: entries about it, or steps of those that lead to it."""
    table = "milestone" if shape.rank == STEPS else "about"
    where = "kind = ? AND record_id = ? AND entry_kind = ?" + (" AND topic = ?" if shape.of_topic else "")
    where += _having(shape.indexed, f"{table}.entry_id", sqlite=sqlite)
    where += f" AND {shape.rule}" if shape.rule else ""
    where += " AND (at, id) < (?, ?)" if after else ""
    return (
        f"SELECT at, {shape.rank} AS rank, id AS link, entry_kind, entry_id, topic FROM {table} WHERE {where} "
        f"AND deleted_at IS NULL ORDER BY at DESC, id DESC LIMIT {limit}"
    )
