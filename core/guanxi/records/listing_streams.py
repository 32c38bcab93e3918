"""Sorted streams of ids, one a team, owner or filter value, merged and cut: the SQL under every list, on both databases.

A rule with ORDER BY and LIMIT is a trap for both planners. So each stream is read from an index that holds exactly its
order, at most a page of it, and only then are the streams merged. Parameters are named slots, so that a text is made once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from guanxi.data.clause import ALWAYS, Clause
from guanxi.data.database import HIDDEN, in_set, is_sqlite
from guanxi.records.indexes import LIVING, free_mark, known, list_index
from guanxi.records.listing_sort import Kind, Place, SortKey
from guanxi.records.sharing import CONDITION

Segment = Literal["values", "empty"]
After = Literal["start", "value", "empty"]
SMALLEST = {"integer": "-9223372036854775808", "number": "-9e999", "text": "''"}
PG_ARRAYS = {"integer": "bigint[]", "number": "float8[]", "text": "text[]"}


@dataclass(frozen=True, slots=True)
class Head:
    """A leading column of an index whose value must be in the set of the slot: one stream a value.

    `single`: the slot is the only value itself, which spares the databases the set.
    """

    column: str
    slot: str
    kind: Kind = "integer"
    expression: str = ""
    single: bool = False

    @property
    def sql(self) -> str:
        """The column on the alias ``y``, or what stands for it there."""
        return self.expression or f'y."{self.column}"'

    @property
    def asked(self) -> str:
        """The condition that the value is one of the slot's; PostgreSQL is not to know which, so that one plan serves all."""
        if self.single:
            return f"{self.sql} = {HIDDEN}"
        return in_set(self.sql)


@dataclass(frozen=True, slots=True)
class Source:
    """One way to rows: the streams of `heads`, or the records shared with the actor; `where` must hold in each row.

    `free` streams begin with neither team nor owner; `kept` are the same rows as streams of another table: of shares, of tags.
    A small set may be read from an index in another order (its columns after the heads: `unsorted_tail`) and sorted whole.
    """

    heads: tuple[Head, ...] = ()
    shared: bool = False
    where: Clause = ALWAYS
    unsorted_tail: tuple[str, ...] | None = None
    free: bool = False
    kept: tuple[Kept, ...] = ()

    @property
    def ways(self) -> tuple[Kept | None, ...]:
        """How its streams are walked: each of those that are kept elsewhere, else the record's own."""
        return self.kept or (None,)


@dataclass(frozen=True, slots=True)
class Kept:
    """Streams of another table in the order of `key`, from the index of this name; `source` says which."""

    key: SortKey
    index: str
    source: Source


@dataclass(frozen=True, slots=True)
class Walk:
    """What to walk: sources sorted by `key`, from the start, or from beyond a value or an empty one, `limit` ids at most.

    Empty values come last, `backward` first and everything the other way round. Counting needs no order (`ordered`). Where a range
    of the key is asked for, no value is empty (`filled`).
    """

    key: SortKey
    sources: tuple[Source, ...]
    descending: bool
    backward: bool
    after: After
    limit: int
    alive: str = LIVING
    ordered: bool = True
    filled: bool = False

    @property
    def falls(self) -> bool:
        """Tell whether values and ids fall along the walk."""
        return self.descending != self.backward

    @property
    def kept(self) -> bool:
        """Tell whether any of its streams is another table's: marks there are the change's to keep, so the record is asked too."""
        return any(source.kept for source in self.sources)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Values and empty ones are walked apart, because no index holds the empty ones last both ways."""
        if not self.key.nullable or self.key.is_id or self.filled:
            return ("values",)
        if self.after == "start":
            return ("values", "empty")
        if self.backward:
            return ("values",) if self.after == "value" else ("empty", "values")
        return ("values", "empty") if self.after == "value" else ("empty",)


def walk_sql(walk: Walk) -> Clause:
    """Text whose rows are (s, id), sorted and cut; the parameters are slots: head slots, "share", "terms", "key", "key_id"."""
    streams = [
        _stream(walk, source, kept, segment)
        for source in walk.sources
        for kept in source.ways
        for segment in walk.segments
    ]
    if len(streams) == 1:
        return streams[0]
    united = " UNION ".join(f"SELECT s, id FROM ({stream.sql}) v{n}" for n, stream in enumerate(streams))
    params = tuple(slot for stream in streams for slot in stream.params)
    order = order_by(walk, "s", "id") if walk.ordered else ""
    return Clause(f"SELECT s, id FROM ({united}) u {order} LIMIT {walk.limit}", params)


def order_by(walk: Walk, value: str, row_id: str) -> str:
    """The order of the walk by a sort column and an id."""
    way = "DESC" if walk.falls else "ASC"
    if walk.key.is_id:
        return f"ORDER BY {row_id} {way}"
    first = ""
    if walk.key.nullable:
        first = f"({value} IS NULL) {'DESC' if walk.backward else 'ASC'}, "
    return f"ORDER BY {first}{collated(walk.key, value)} {way}, {row_id} {way}"


def collated(key: SortKey, column: str) -> str:
    """The column sorted by code points on both databases."""
    return f'{column} COLLATE "C"' if key.kind == "text" and not is_sqlite() else column


def source_sql(place: Place, source: Source, alive: str, index: str = "", joins: str = "") -> Clause:
    """FROM and WHERE of all rows ``y`` of one source, unsorted: for counts and sums."""
    if source.shared:
        return _shared_from(place, source.where, alive, joins)
    conditions = _alive(place, source, alive) & heads_sql(source) & source.where
    return Clause(f"FROM {place.table} y {index}{joins} WHERE {conditions.sql}", conditions.params)


def heads_sql(source: Source) -> Clause:
    """The condition that a row is in one of the source's streams."""
    return Clause(" AND ".join(head.asked for head in source.heads), tuple(h.slot for h in source.heads))


def indexed_by(place: Place, columns: tuple[str, ...], *, free: bool = False) -> str:
    """SQLite guesses wrongly among indexes, so it is told; PostgreSQL is given texts that leave one way only."""
    return _named(place, list_index(place, columns, free=free))


def _named(place: Place, index: str) -> str:
    return f'INDEXED BY "{index}"' if is_sqlite() and index in known(place) else ""


def _stream(walk: Walk, source: Source, kept: Kept | None, segment: Segment) -> Clause:
    index = _index(walk, source, kept)
    if kept:
        walk, source = replace(walk, key=kept.key), kept.source
    key, place = walk.key, walk.key.place
    value = f'y."{key.column}"'
    row_id = f'y."{place.id}"'
    wanted = source.where & _bounds(walk, segment, value, row_id)
    way = "DESC" if walk.falls else "ASC"
    order = f"ORDER BY {row_id} {way}"
    # Where all are empty PostgreSQL recognises the index's order only by both columns, SQLite only by the id.
    if not key.is_id and (segment == "values" or not is_sqlite()):
        order = f"ORDER BY {collated(key, value)} {way}, {row_id} {way}"
    select = f"SELECT {value} AS s, {row_id} AS id"
    if not walk.ordered and (source.shared or is_sqlite()):
        order = ""
    if source.shared:
        return _shared_stream(walk, wanted, select, order)
    if is_sqlite():
        return _sqlite_stream(walk, source, wanted, f"{select} FROM {place.table} y {index}", order)
    return _postgresql_stream(walk, source, wanted, select, order)


def _index(walk: Walk, source: Source, kept: Kept | None) -> str:
    if walk.alive != LIVING:
        return ""
    if kept:
        return _named(kept.key.place, kept.index)
    return indexed_by(walk.key.place, index_columns(walk.key, source), free=source.free)


def _sqlite_stream(walk: Walk, source: Source, wanted: Clause, select: str, order: str) -> Clause:
    conditions = _alive(walk.key.place, source, walk.alive) & heads_sql(source) & wanted
    sql = f"{select} WHERE {conditions.sql} {order} LIMIT {walk.limit}"
    return Clause(sql, conditions.params)


def _postgresql_stream(walk: Walk, source: Source, wanted: Clause, select: str, order: str) -> Clause:
    table = walk.key.place.table
    outer = order.replace(f'y."{walk.key.column}"', "z.s").replace(f'y."{walk.key.place.id}"', "z.id")
    if source.unsorted_tail is not None:
        found = source_sql(walk.key.place, replace(source, where=wanted), walk.alive)
        fenced = f"SELECT z.s, z.id FROM ({select} {found.sql} OFFSET 0) z {outer} LIMIT {walk.limit}"
        return Clause(fenced, found.params)
    many = [head for head in source.heads if not head.single]
    # The sets too are asked for in a SELECT, lest their sizes be known.
    sets = ", ".join(f"unnest((SELECT ?::{PG_ARRAYS[head.kind]})) o{n}(v)" for n, head in enumerate(many))
    equal = Clause(" AND ".join(f"{head.sql} = o{n}.v" for n, head in enumerate(many)))
    one_each = heads_sql(replace(source, heads=tuple(head for head in source.heads if head.single)))
    conditions = _alive(walk.key.place, source, walk.alive) & one_each & equal & wanted
    one = f"{select} FROM {table} y WHERE {conditions.sql} {order} LIMIT {walk.limit}"
    if not many:
        return Clause(one, conditions.params)
    params = tuple(head.slot for head in many) + conditions.params
    merged = outer if walk.ordered else ""
    return Clause(f"SELECT z.s, z.id FROM {sets}, LATERAL ({one}) z {merged} LIMIT {walk.limit}", params)


def _shared_stream(walk: Walk, wanted: Clause, select: str, order: str) -> Clause:
    """All the shared records, looked up by id: as one array, lest PostgreSQL read the whole table instead."""
    place = walk.key.place
    if is_sqlite():
        found = _shared_from(place, wanted, walk.alive)
        return Clause(f"{select} {found.sql} {order} LIMIT {walk.limit}", found.params)
    array = f"ARRAY(SELECT c.record_id FROM collaborator c WHERE {CONDITION})"
    inside = Clause(f'y."{place.id}" = ANY({array}) AND y.{walk.alive}', ("share",)) & wanted
    return Clause(
        f"{select} FROM {place.table} y WHERE {inside.sql} {order} LIMIT {walk.limit}", inside.params
    )


def index_columns(key: SortKey, source: Source) -> tuple[str, ...]:
    """The columns of the index that holds a source's streams in order."""
    tail = (key.place.id,) if key.is_id else (key.column, key.place.id)
    return tuple(head.column for head in source.heads) + (
        tail if source.unsorted_tail is None else source.unsorted_tail
    )


def _shared_from(place: Place, wanted: Clause, alive: str, joins: str = "") -> Clause:
    conditions = Clause(CONDITION, ("share",)) & Clause(f"y.{alive}") & wanted
    join = "CROSS JOIN" if is_sqlite() else "JOIN"
    on = f'ON y."{place.id}" = c.record_id'
    return Clause(
        f"FROM collaborator c {join} {place.table} y {on}{joins} WHERE {conditions.sql}", conditions.params
    )


def _alive(place: Place, source: Source, alive: str) -> Clause:
    return Clause(f"y.{alive} AND y.{free_mark(place)}" if source.free else f"y.{alive}")


def _bounds(walk: Walk, segment: Segment, value: str, row_id: str) -> Clause:
    """Where the walk begins, and which segment it stays in."""
    sign, here = ("<" if walk.falls else ">"), walk.after
    if walk.key.is_id:
        return Clause() if here == "start" else Clause(f"{row_id} {sign} ?", ("key_id",))
    if segment == "empty":
        beyond = Clause(f"{row_id} {sign} ?", ("key_id",)) if here == "empty" else Clause()
        return Clause(f"{value} IS NULL") & beyond
    found = Clause()
    if here == "value":
        found = Clause(f"({collated(walk.key, value)}, {row_id}) {sign} (?, ?)", ("key",))
    return _filled(walk.key, value) & found if walk.key.nullable and not walk.filled else found


def _filled(key: SortKey, value: str) -> Clause:
    """Not empty, as a range that an index can begin with."""
    return Clause(f"{value} >= {SMALLEST[key.kind]}" if is_sqlite() else f"{value} IS NOT NULL")
