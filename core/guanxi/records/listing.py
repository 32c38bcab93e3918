"""Lists: pages by key over sorted streams, one statement each, compiled once a shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from guanxi.data.clause import Clause
from guanxi.data.database import is_sqlite
from guanxi.data.filters import Spec
from guanxi.records.actor import Actor
from guanxi.records.listing_columns import Column, Selection, selection, told
from guanxi.records.listing_cursor import Key, decode, encode
from guanxi.records.listing_plan import PART, OfId, Plan, plan
from guanxi.records.listing_sort import SortKey, own_place, sort_of
from guanxi.records.listing_streams import Walk, order_by, walk_sql
from guanxi.records.listing_texts import run_text, text_of
from guanxi.records.resource import Resource

__all__ = ["Column", "ListQuery", "Page", "chunks", "page"]
DEFAULT_LIMIT = 80
LARGEST_LIMIT = 1000
LARGEST_PAGE = 2000
"""Of records that are known by their ids so many are read at once where all are needed, as on the days of a month."""
FIRST_CHUNK = 500
WINDOWS = (1_000, 5_000, 25_000)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What is asked: columns (None: all one may see), ``name`` or ``-name`` to sort by, a filter, and where the page lies.

    `after` and `before` are cursors of a page, `among` names the only records asked for. `bin` lists the deleted records
    that he may restore instead of living ones. `action` is what is done with the rows beside seeing them. `also` is a further
    condition on their ids.
    """

    resource: Resource
    columns: tuple[str, ...] | None = None
    sort: str | None = None
    filter: Spec | None = None
    limit: int = DEFAULT_LIMIT
    after: str | None = None
    before: str | None = None
    bin: bool = False
    among: tuple[int, ...] | None = None
    action: str = "view"
    also: OfId | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as tuples of database values (the id first, the rest by `columns`), and cursors of the pages beside this one.

    `partial` tells that the search through rows that an index cannot find stopped at its limit: `next` goes on with it.
    `last` is the cursor to give as `before` for the last page. `plan` is how the rows were found, for who counts them.
    """

    rows: list[tuple[Any, ...]]
    columns: tuple[Column, ...]
    next: str | None = None
    previous: str | None = None
    last: str | None = None
    partial: bool = False
    plan: Plan | None = None


def page(actor: Actor, query: ListQuery) -> Page:
    """One page of the rows the actor may see; raises BadFilter, BadSort, BadCursor."""
    resource = actor.host.resources.get(query.resource.name, query.resource)
    key, descending = sort_of(actor, resource, query.sort)
    start, backward = _start(resource, query, key, descending=descending)
    chosen = selection(actor, resource, query.columns)
    found = _plan(actor, query, resource, key)
    if found is None:
        return Page([], chosen.columns)
    limit = max(1, min(query.limit, LARGEST_LIMIT if found.most is None else LARGEST_PAGE))
    walk = Walk(
        key, found.sources, descending, backward, "start", limit + 1, found.alive, filled=found.filled
    )
    reader = _Reader(found, chosen, walk, limit)
    reader.read(start)
    reader.rows = told(actor, chosen, reader.rows)
    return _page(resource, query, reader, start)


def chunks(actor: Actor, query: ListQuery) -> tuple[tuple[Column, ...], Iterator[list[tuple[Any, ...]]]]:
    """The columns of a list and all its rows from the first page on, `query.limit` of them at once, the first ones sooner.

    Raises as `page` does. Nothing is read before the first rows are asked for. Each row comes once if they are read in one `read_snapshot`.
    """
    resource = actor.host.resources.get(query.resource.name, query.resource)
    key, descending = sort_of(actor, resource, query.sort)
    chosen = selection(actor, resource, query.columns)
    found = _plan(actor, query, resource, key)
    if found is None:
        return chosen.columns, iter(())
    walk = Walk(key, found.sources, descending, False, "start", 0, found.alive, filled=found.filled)
    read = _chunks(found, chosen, walk, query.limit)
    return chosen.columns, (told(actor, chosen, each) for each in read)


def first_pages(actor: Actor, query: ListQuery, part: str, values: Sequence[Any]) -> list[Page]:
    """The first page of each part of a list: of the records whose field `part` has this database value. One statement reads them all.

    Raises as `page` does, and BadFilter where the actor may not filter by `part`.
    """
    resource = actor.host.resources.get(query.resource.name, query.resource)
    key, descending = sort_of(actor, resource, query.sort)
    chosen = selection(actor, resource, query.columns)
    found = _plan(actor, query, resource, key, part)
    if found is None or not values:
        return [Page([], chosen.columns) for _value in values]
    limit = max(1, min(query.limit, LARGEST_LIMIT))
    walk = Walk(key, found.sources, descending, False, "start", limit + 1, found.alive, filled=found.filled)
    slots = found.slots | {"titles": chosen.joins.params}
    readers = [
        _Reader(replace(found, slots=slots | {PART: (value,)}), chosen, walk, limit) for value in values
    ]
    for reader, rows in zip(readers, _together(readers), strict=True):
        reader.read(None, rows)
    read = iter(told(actor, chosen, [each for reader in readers for each in reader.rows]))
    for reader in readers:
        reader.rows = list(islice(read, len(reader.rows)))
    return [_page(resource, query, reader, None) for reader in readers]


def _together(readers: list[_Reader]) -> list[list[tuple[Any, ...]]]:
    """The first rows of readers that differ in the values of their slots alone."""
    one, number = readers[0], len(readers)
    walk = one.first

    def text() -> Clause:
        page = one.page_sql(walk)
        parts = (f"SELECT {place} AS part, p{place}.* FROM ({page.sql}) p{place}" for place in range(number))
        params = tuple(f"{name} {place}" for place in range(number) for name in page.params)
        return Clause(" UNION ALL ".join(parts), params)

    shape = ("parts", number, one.shape("page", walk))
    slots = {
        f"{name} {place}": values
        for place, reader in enumerate(readers)
        for name, values in reader.plan.slots.items()
    }
    found: list[list[tuple[Any, ...]]] = [[] for _reader in readers]
    for row in run_text(lambda: text_of(shape, text), slots):
        found[row[0]].append(row[1:])
    return [_in_order(rows, falls=walk.falls) for rows in found]


def _in_order(found: list[tuple[Any, ...]], *, falls: bool) -> list[tuple[Any, ...]]:
    """Rows as the list sorts them, which a union need not keep; those without a value come last."""
    filled = sorted(
        (row for row in found if row[-1] is not None), key=lambda row: (row[-1], row[0]), reverse=falls
    )
    return filled + sorted((row for row in found if row[-1] is None), key=lambda row: row[0], reverse=falls)


def _plan(actor: Actor, query: ListQuery, resource: Resource, key: SortKey, part: str = "") -> Plan | None:
    return plan(
        actor,
        resource,
        key,
        query.filter,
        bin=query.bin,
        action=query.action,
        among=query.among,
        also=query.also,
        part=part,
    )


def _chunks(found: Plan, chosen: Selection, walk: Walk, size: int) -> Iterator[list[tuple[Any, ...]]]:
    at: Key | None = None
    number = min(size, FIRST_CHUNK)
    while True:
        reader = _Reader(found, chosen, replace(walk, limit=number + 1), number)
        reader.read(at)
        more = len(reader.rows) > number
        if read := reader.rows[:number]:
            yield read
        at, number = _key(read[-1]) if more else reader.stopped, size
        if at is None:
            return


def _start(
    resource: Resource, query: ListQuery, key: SortKey, *, descending: bool
) -> tuple[Key | None, bool]:
    cursor = query.before or query.after
    start = decode(resource, key, descending=descending, cursor=cursor) if cursor else None
    return start, bool(query.before)


class _Reader:
    """Reads a page: at once where streams hold the answer, else in growing windows of the streams."""

    def __init__(self, found: Plan, chosen: Selection, walk: Walk, limit: int):
        self.plan, self.chosen, self.walk, self.limit = found, chosen, walk, limit
        self.rows: list[tuple[Any, ...]] = []
        self.stopped: Key | None = None

    def read(self, start: Key | None, first: list[tuple[Any, ...]] | None = None) -> None:
        """Fill `rows` with one row more than the limit if there are so many; `stopped` is where the last window ended.

        `first` are the rows of the first walk, where they have been read already.
        """
        at = start
        for window in WINDOWS:
            walk = replace(self.walk, limit=window) if self.plan.rest.sql else self.walk
            self.rows += self._rows(walk, at) if first is None else first
            if not self.plan.rest.sql or len(self.rows) > self.limit or self._holds_all(window):
                return
            first, at = None, self._end(walk, at)
            if at is None:
                return
        self.stopped = at

    def _holds_all(self, window: int) -> bool:
        """Tell whether a window is known to be as large as all streams together."""
        return self.plan.most is not None and self.plan.most <= window

    @property
    def first(self) -> Walk:
        """The first walk of a page from the start: of all that it needs, or of the first window."""
        return replace(self.walk, limit=WINDOWS[0]) if self.plan.rest.sql else self.walk

    def _rows(self, walk: Walk, at: Key | None) -> list[tuple[Any, ...]]:
        return self._run("page", walk, at)

    def _end(self, walk: Walk, at: Key | None) -> Key | None:
        """Where a full window ends; None where the streams end within it."""
        found = self._run("end", walk, at)
        return Key(*found[0]) if found else None

    def _run(self, what: str, walk: Walk, at: Key | None) -> list[tuple[Any, ...]]:
        walk = replace(walk, after="start" if at is None else "empty" if at.value is None else "value")
        slots = self.plan.slots | {"titles": self.chosen.joins.params}
        if at is not None:
            slots |= {"key": (at.value, at.id), "key_id": (at.id,)}
        return run_text(lambda: self._text(what, walk), slots)

    def _text(self, what: str, walk: Walk) -> Clause:
        shape = self.shape(what, walk)
        return text_of(shape, lambda: self.page_sql(walk) if what == "page" else _end_sql(walk))

    def shape(self, what: str, walk: Walk) -> tuple[Any, ...]:
        """All that changes the text of a statement."""
        chosen, found = self.chosen, self.plan
        return (
            found.resource,
            what,
            walk,
            found.rest,
            found.rest_joins,
            chosen.select,
            chosen.joins.sql,
            self.limit,
        )

    def page_sql(self, walk: Walk) -> Clause:
        """The statement of a page; its parameters are slots."""
        streams = walk_sql(walk)
        params = streams.params
        inner, table = streams.sql, own_place(self.plan.resource).table
        join = "CROSS JOIN" if is_sqlite() else "JOIN"
        order = f"{order_by(walk, 'w.s', 'w.id')} LIMIT {self.limit + 1}"
        if self.plan.rest.sql and self.plan.rest_of_id:
            first = f"{order_by(walk, 'f.s', 'f.id')} LIMIT {self.limit + 1}"
            inner = f"SELECT f.s, f.id FROM ({inner}) f WHERE {self.plan.rest.sql} {first}"
            params += self.plan.rest.params
        elif self.plan.rest.sql:
            joined = f"({inner}) w {_row_of_each(table, few=walk.limit == WINDOWS[0])}{self.plan.rest_joins}"
            inner = f"SELECT w.s, w.id FROM {joined} WHERE {self.plan.rest.sql} {order}"
            params += self.plan.rest.params
        titles = ("titles",) if self.chosen.joins.params else ()
        on = "r.id = w.id AND r.deleted_at IS NULL" if walk.kept else "r.id = w.id"
        sql = f"SELECT {self.chosen.select}, w.s FROM ({inner}) w {join} {table} r ON {on}{self.chosen.joins.sql} {order}"
        return Clause(sql, params + titles)


def _row_of_each(table: str, *, few: bool) -> str:
    """Joins the row `f` of each id of `w`; with a `few` PostgreSQL would else read all rows that meet the conditions."""
    if is_sqlite():
        return f"CROSS JOIN {table} f ON f.id = w.id"
    if few:
        return f"CROSS JOIN LATERAL (SELECT * FROM {table} s WHERE s.id = w.id OFFSET 0) f"
    return f"JOIN {table} f ON f.id = w.id"


def _end_sql(walk: Walk) -> Clause:
    streams = walk_sql(walk)
    order = order_by(walk, "w.s", "w.id")
    return Clause(
        f"SELECT w.s, w.id FROM ({streams.sql}) w {order} LIMIT 1 OFFSET {walk.limit - 1}", streams.params
    )


def _page(resource: Resource, query: ListQuery, reader: _Reader, start: Key | None) -> Page:
    found, limit, walk = reader.rows, reader.limit, reader.walk
    more = len(found) > limit
    found = found[:limit]
    beyond = _key(found[-1]) if more else reader.stopped

    def cursor(at: Key | None) -> str:
        return encode(resource, walk.key, descending=walk.descending, at=at)

    onward = cursor(beyond) if beyond else None
    back = None
    if start is not None:
        back = cursor(_key(found[0])) if found else None if walk.backward else cursor(None)
    if walk.backward:
        found.reverse()
    following, previous = (back, onward) if walk.backward else (onward, back)
    return Page(
        found,
        reader.chosen.columns,
        following,
        previous,
        cursor(None),
        partial=not more and beyond is not None,
        plan=reader.plan,
    )


def _key(found: tuple[Any, ...]) -> Key:
    return Key(found[-1], found[0])
