"""Counts, totals and groups over what a list holds; each is a statement of its own, to be loaded after the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from guanxi.data.clause import Clause
from guanxi.data.database import is_sqlite, row
from guanxi.data.fields import Field
from guanxi.data.filters import BadFilter
from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.gate import link_target, rows_among, searchable_fields
from guanxi.records.listing import ListQuery, Page
from guanxi.records.listing_columns import places, side_joins
from guanxi.records.listing_plan import Plan, plan
from guanxi.records.listing_sort import own_place, sort_of
from guanxi.records.listing_streams import Source, Walk, index_columns, indexed_by, source_sql, walk_sql
from guanxi.records.listing_texts import run_text, text_of
from guanxi.records.resource import Resource

_ = translator("guanxi")
CAP = 1_000
WINDOW = 20_000
MOST_GROUPS = 500
HALF = 2**32
LARGE_PART = 6


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows; `more` tells that there are more than `number`, or may be."""

    number: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a field over `count` filled rows, in stored units; of one `currency` where the field is money."""

    units: int
    count: int
    currency: str | None = None

    def average(self) -> float:
        """The mean of the filled rows, in stored units."""
        return self.units / self.count


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that have one value of a field (database values of its columns), with totals of another field."""

    value: tuple[Any, ...]
    count: int
    totals: tuple[Total, ...] = ()


def count(actor: Actor, query: ListQuery, cap: int | None = CAP) -> Count:
    """How many rows the list holds, counted no further than `cap`; exactly where `cap` is None. Raises BadFilter."""
    found = plan_of(actor, query)
    if found is None:
        return Count(0)
    if cap is None:
        return Count(sum(number for (number,) in aggregated(found, "count", "count(*)", "")))
    return _capped(found, cap)


def count_on_page(actor: Actor, query: ListQuery, page: Page, cap: int = CAP) -> Count | None:
    """The count that stands on the page itself: where the page is all there is, or streams hold nothing but the rows; else None."""
    if not (page.next or page.previous or page.partial):
        return Count(len(page.rows))
    return count_of_streams(actor, query, page.plan, cap)


def count_of_streams(actor: Actor, query: ListQuery, page: Plan | None, cap: int = CAP) -> Count | None:
    """The count where no row has to be looked at, which costs little more than a page; None where some must.

    `page` is how the page was found. Where that looks at rows, the default sort may still know better.
    """
    found = page if page and _quick(page) else plan_of(actor, query)
    if found is None:
        return Count(0)
    return _capped(found, cap) if _quick(found) else None


def _quick(found: Plan) -> bool:
    return not found.rest.sql and all(_plain(source) for source in found.sources)


def _plain(source: Source) -> bool:
    """Tell whether all rows of the streams count: those kept elsewhere hold no other."""
    return source.unsorted_tail is None and (bool(source.kept) or not source.where.sql)


def totals(actor: Actor, query: ListQuery, names: Iterable[str]) -> dict[str, tuple[Total, ...]]:
    """Sums of numeric fields by name; of money one for each currency, never mixed. Hidden and unknown fields are refused."""
    seen = searchable_fields(actor, _composed(actor, query))
    fields = [summable(seen, name) for name in names]
    found = plan_of(actor, query)
    if found is None:
        return {field.name: () for field in fields}
    return {field.name: _totals(found, field) for field in fields}


def groups(actor: Actor, query: ListQuery, by: str, total: str | None = None) -> list[Group]:
    """The rows by the values of a field, most rows first; groups of linked records one may not see are left out."""
    resource = _composed(actor, query)
    seen = searchable_fields(actor, resource)
    if by not in seen:
        raise BadFilter(_("There is no field {field} to group by."), by[:60])
    summed = summable(seen, total) if total else None
    found = plan_of(actor, query)
    if found is None:
        return []
    made = _groups(found, seen[by], summed)
    target = actor.host.resources.get(link_target(seen[by]) or "")
    if target is None:
        return made
    visible = rows_among(actor, target, (group.value[0] for group in made), include_bin=True)
    return [group for group in made if group.value[0] is None or group.value[0] in visible]


def plan_of(actor: Actor, query: ListQuery) -> Plan | None:
    """What is to be counted or summed.

    Counted over the default sort, whose indexes know the quick filters; what is left is asked of the row itself.
    """
    resource = _composed(actor, query)
    key, _falls = sort_of(actor, resource, None)
    return plan(
        actor, resource, key, query.filter, bin=query.bin, record="y", among=query.among, also=query.also
    )


def _composed(actor: Actor, query: ListQuery) -> Resource:
    return actor.host.resources.get(query.resource.name, query.resource)


def _capped(found: Plan, cap: int) -> Count:
    limit = WINDOW if found.rest.sql else cap + 1
    walk = Walk(
        found.key,
        found.sources,
        descending=False,
        backward=False,
        after="start",
        limit=limit,
        alive=found.alive,
        filled=found.filled,
    )
    walk = replace(walk, ordered=False)
    first = replace(walk, sources=found.sources[:1])  # alone it is often enough
    if first != walk and not found.rest.sql and _walked(found, first, cap) > cap:
        return Count(cap, more=True)
    number = _walked(found, walk, cap)
    if number > cap:
        return Count(cap, more=True)
    if not found.rest.sql:
        return Count(number)
    return Count(number, more=_walked(replace(found, rest=Clause()), walk, WINDOW) == WINDOW)


def _walked(found: Plan, walk: Walk, cap: int) -> int:
    def make() -> Clause:
        streams = walk_sql(walk)
        inner, params = streams.sql, streams.params
        if found.rest.sql:
            table = own_place(found.resource).table
            join = "CROSS JOIN" if is_sqlite() else "JOIN"
            joined = f"({inner}) w {join} {table} y ON y.id = w.id{found.rest_joins}"
            if found.rest_of_id:
                joined = f"({inner}) y"
            inner = f"SELECT 1 FROM {joined} WHERE {found.rest.sql} LIMIT {cap + 1}"
            params += found.rest.params
        return Clause(f"SELECT count(*) FROM ({inner}) n", params)

    shape = (found.resource, "walked", walk, found.rest.sql, found.rest_joins, cap)
    ((number,),) = run_text(lambda: text_of(shape, make), found.slots)
    return int(number)


def _totals(found: Plan, field: Field) -> tuple[Total, ...]:
    amount, *currency = _places(found, field)
    rows = aggregated(
        found, "totals", ", ".join((*_sums(amount), *currency)), ", ".join(currency), (field.name,)
    )
    return merged(_total(row_) for row_ in rows if row_[0])


def _groups(found: Plan, by: Field, summed: Field | None) -> list[Group]:
    """The largest groups: the database reads no more of them out than are shown."""
    value = list(_places(found, by))
    amount, *currency = _places(found, summed) if summed else ("NULL",)
    keys = [f"v{at}" for at in range(len(value))]
    sums = ["filled", "high", "low"] if summed else []
    columns = [*zip(value, keys, strict=True), ("count(*)", "number")]
    columns += zip((*_sums(amount), *currency), (*sums, "code"), strict=False) if summed else ()
    select = ", ".join(f"{column} AS {name}" for column, name in columns)
    names = (by.name, *((summed.name,) if summed else ()))
    around = _largest(keys, sums, currency="code" if currency else "")
    folded: dict[tuple[Any, ...], Group] = {}
    for line in aggregated(found, "groups", select, ", ".join((*value, *currency)), names, around):
        key, number, parts = tuple(line[: len(keys)]), int(line[len(keys)]), line[len(keys) + 1 :]
        before = folded.get(key, Group(key, 0))
        added = (_total(parts),) if parts and parts[0] else ()
        folded[key] = Group(key, before.count + number, merged((*before.totals, *added)))
    return sorted(folded.values(), key=lambda group: -group.count)


def _largest(keys: list[str], sums: list[str], currency: str) -> tuple[str, str]:
    """The SQL around the groups of all sources that leaves the largest: one row a value, or a value and currency."""
    value = ", ".join(keys)
    group = f"{value}, {currency}" if currency else value
    told = "".join(f", sum({name}) AS {name}" for name in sums) + (f", {currency}" if currency else "")
    one = f"SELECT {value}, sum(number) AS number{told} FROM ("
    if not currency:
        return one, f") g GROUP BY {group} ORDER BY number DESC, {value} LIMIT {MOST_GROUPS}"
    shown = ", ".join((*keys, "number", *sums, currency))
    whole = f"SELECT *, sum(number) OVER (PARTITION BY {value}) AS whole FROM ({one}"
    ranked = f"SELECT *, dense_rank() OVER (ORDER BY whole DESC, {value}) AS place FROM ({whole}"
    return (
        f"SELECT {shown} FROM ({ranked}",
        f") g GROUP BY {group}) one) whole) ranked WHERE place <= {MOST_GROUPS}",
    )


def _sums(amount: str) -> tuple[str, ...]:
    """Two halves, so that no database overflows and none rounds."""
    return f"count({amount})", f"sum({amount} / {HALF})", f"sum({amount} % {HALF})"


def _total(line: tuple[Any, ...]) -> Total:
    number, high, low, *currency = line
    return Total(int(high) * HALF + int(low), int(number), currency[0] if currency else None)


def merged(parts: Iterable[Total]) -> tuple[Total, ...]:
    """One total a currency, from the totals of several sources."""
    found: dict[str, Total] = {}
    for part in parts:
        before = found.get(part.currency or "", Total(0, 0, part.currency))
        found[part.currency or ""] = Total(
            before.units + part.units, before.count + part.count, part.currency
        )
    return tuple(found[currency] for currency in sorted(found))


def summable(seen: dict[str, Field], name: str) -> Field:
    """The field to sum among those that the actor may search; raises BadFilter."""
    field = seen.get(name)
    if field is None:
        raise BadFilter(_("There is no field {field} to sum."), name[:60])
    if not field.summed:
        raise BadFilter(_("The field {field} cannot be summed."), field.name)
    return field


def _places(found: Plan, field: Field) -> tuple[str, ...]:
    return places(found.resource, field, "y")


def aggregated(
    found: Plan,
    what: str,
    select: str | Clause,
    group: str,
    names: tuple[str, ...] = (),
    around: tuple[str, str] = ("", ""),
) -> list[tuple[Any, ...]]:
    """Aggregate over all rows: the sources one by one, each without the rows of those before it; `around` is more SQL.

    The parameters of `select` are names of slots.
    """
    selected = select if isinstance(select, Clause) else Clause(select)
    hints = tuple(
        _hint(found, source, counted=what == "count", grouped=bool(group)) for source in found.sources
    )
    rest = (found.rest.sql, found.rest_joins)
    shape = (
        found.resource,
        what,
        found.key,
        found.sources,
        found.alive,
        rest,
        selected,
        group,
        hints,
        around,
    )

    def make() -> Clause:
        joins = side_joins(found.resource, (*names, *found.rest_fields), "y")
        parts = [_part(found, number, selected, group, hint + joins) for number, hint in enumerate(hints)]
        params = tuple(slot for part in parts for slot in part.params)
        return Clause(" UNION ALL ".join(part.sql for part in parts).join(around), params)

    return run_text(lambda: text_of(shape, make), found.slots)


def _hint(found: Plan, source: Source, *, counted: bool, grouped: bool) -> str:
    """SQLite reads a small part of the table by the streams' index, a large one faster in the order it lies in."""
    whole = not (source.heads or source.where.sql or source.shared or source.kept or found.rest.sql)
    if grouped and whole and is_sqlite():
        return "NOT INDEXED"  # all of it; by itself it takes an index in the order of the groups, and jumps for every row
    if not (source.heads and is_sqlite()):
        return ""
    place = found.key.place
    index = indexed_by(place, index_columns(found.key, source), free=source.free)
    if counted and not found.rest.sql:
        return index
    (largest,) = row(f"SELECT max(id) FROM {own_place(found.resource).table}") or (0,)
    many = int(largest or 0) // LARGE_PART
    part = source_sql(place, source, found.alive, index)
    probe = Clause(f"SELECT count(*) FROM (SELECT 1 {part.sql} LIMIT {many + 1}) n", part.params)
    ((number,),) = run_text(lambda: probe, found.slots)
    return "NOT INDEXED" if number > many else index


def _part(found: Plan, number: int, select: Clause, group: str, joins: str) -> Clause:
    source, place = found.sources[number], found.key.place
    where = source.where & found.rest
    for before in found.sources[:number]:
        where &= _not_in(before)
    rows = source_sql(place, replace(source, where=where), found.alive, joins=joins)
    text = f"SELECT {select.sql} {rows.sql}{f' GROUP BY {group}' if group else ''}"
    return Clause(text, (*select.params, *rows.params))


def _not_in(source: Source) -> Clause:
    """Not a row of an earlier source: those of its first head; further heads are the same in all sources."""
    head = source.heads[0]
    return Clause(f"({head.sql} IS NULL OR NOT {head.asked})", (head.slot,))
