"""Computes measures over what a list holds, as a whole or parted by a field or by days: through the gate, one statement each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Context, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.data.clause import Clause
from guanxi.data.columns import to_ms
from guanxi.data.database import is_sqlite
from guanxi.data.fields import DateTime, Field, MoneyField
from guanxi.data.fields import Decimal as Number
from guanxi.data.filter_sql import filter_sql
from guanxi.data.filters import BadFilter, parse_filter
from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.gate import link_target, rows_among, searchable_fields
from guanxi.records.listing import ListQuery
from guanxi.records.listing_columns import places
from guanxi.records.listing_groups import groupable
from guanxi.records.listing_plan import Plan, filter_format
from guanxi.records.listing_sums import HALF, aggregated, plan_of, summable
from guanxi.records.measures import MEDIAN_TIME, TIMES, Measure

_ = translator("guanxi")
DAY_MS = 86_400_000
MONEY_PLACES = 4
EXACT = Context(prec=50)
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A number (a share in per cent, a time in days), of one `currency` where it is an amount; None: there is nothing to compute it of.

    Of a share, `part` and `whole` are what it is the share of.
    """

    number: Decimal | None
    currency: str | None = None
    part: Decimal | None = None
    whole: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out: one value, of amounts one a currency, made of so many `rows`."""

    rows: int
    values: tuple[Value, ...]


@dataclass(slots=True)
class _Sum:
    """What adds up: rows and filled ones, the sum, and both of those rows that are the part of a share."""

    rows: int = 0
    filled: int = 0
    units: int = 0
    part_rows: int = 0
    part_units: int = 0


@dataclass(frozen=True)
class _Asked:
    """One computation: the plan of the rows, the fields by name, SQL and names of the keys."""

    measure: Measure
    found: Plan
    seen: dict[str, Field]
    condition: Clause
    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def measured(actor: Actor, query: ListQuery, measure: Measure) -> Measured:
    """The measure of all rows of the list. Hidden and unknown fields raise BadFilter."""
    asked = _asked(actor, query, measure)
    return _whole(_run(asked), measure, asked) if asked else Measured(0, ())


def parted(actor: Actor, query: ListQuery, measure: Measure, by: str) -> list[tuple[Key, Measured]]:
    """The same by the values of a field, most rows first; linked records that one may not see are left out."""
    resource = actor.host.resources.get(query.resource.name, query.resource)
    field = groupable(searchable_fields(actor, resource), by)
    asked = _asked(actor, query, measure)
    if asked is None:
        return []
    asked = replace(asked, keys=places(resource, field, "y"), names=(by,))
    found = _by_key(_run(asked), asked)
    target = actor.host.resources.get(link_target(field) or "")
    if target is not None:
        ids = [key[0] for key in found]
        seen = {None, *rows_among(actor, target, (id for id in ids if id is not None), include_bin=True)}
        found = {key: each for key, each in found.items() if key[0] in seen}
    return sorted(found.items(), key=lambda pair: -pair[1].rows)


def by_days(
    actor: Actor, query: ListQuery, measure: Measure, on: str, firsts: Sequence[date]
) -> dict[int, Measured]:
    """The same by stretches of days of the field `on`, each from one of `firsts` (ascending) to the day before the next, by its place."""
    resource = actor.host.resources.get(query.resource.name, query.resource)
    field = groupable(searchable_fields(actor, resource), on)
    asked = _asked(actor, query, measure)
    if asked is None:
        return {}
    column = places(resource, field, "y")[0]
    case = _stretch(column, field, firsts, actor.zone)
    asked = replace(asked, keys=(case,), names=(on,))
    found = _by_key(_run(asked), asked)
    return {int(key[0]): each for key, each in found.items() if key[0] is not None}


@dataclass(frozen=True)
class Stays:
    """Where it is kept how long records were in steps that they have left: a table with a row each, and the names of its columns.

    `since` and `until` are points in time; a row is seen by whoever sees its `record`.
    """

    model: Any
    record: str
    step: str
    since: str
    until: str


def median_stays(actor: Actor, query: ListQuery, stays: Stays) -> dict[int, Decimal]:
    """The median number of days in each step, over the records of the list."""
    found = plan_of(actor, query)
    if found is None:
        return {}
    table = stays.model._meta.table_name
    time = f"(p.{stays.until} - p.{stays.since})"
    filled = f"p.{stays.since} IS NOT NULL AND p.{stays.until} IS NOT NULL AND p.{stays.step} IS NOT NULL"
    ranked = (
        f"SELECT p.{stays.step} AS k, {time} AS d, row_number() OVER (PARTITION BY p.{stays.step} ORDER BY {time}) AS n,"
        f" count(*) OVER (PARTITION BY p.{stays.step}) AS c FROM {table} p JOIN ("
    )
    around = (
        f"SELECT k, min(d), max(d) FROM ({ranked}",
        f") g ON g.id = p.{stays.record} WHERE {filled}) r WHERE n IN ((c + 1) / 2, (c + 2) / 2) GROUP BY k",
    )
    lines = aggregated(found, "stays", "y.id AS id", "", (), around)
    return {
        int(k): EXACT.divide(Decimal(int(low) + int(high)), Decimal(2 * DAY_MS)) for k, low, high in lines
    }


def _asked(actor: Actor, query: ListQuery, measure: Measure) -> _Asked | None:
    """Everything checked and planned; None where the actor reaches no row."""
    resource = actor.host.resources.get(query.resource.name, query.resource)
    seen = searchable_fields(actor, resource)
    for name in measure.names:
        if name not in seen:
            raise BadFilter(_("There is no field {field} to filter by."), name[:60])
    if measure.field and measure.kind not in TIMES:
        summable(seen, measure.field)
    spec = [*([query.filter] if query.filter else []), *measure.counted]
    found = plan_of(actor, replace(query, filter=spec or None))
    if found is None:
        return None
    condition = Clause()
    if measure.kind == "share":
        node = parse_filter([*measure.where], seen, filter_format(actor))
        condition = filter_sql(node, lambda name: places(resource, seen[name], "y"))
        found.slots["part"] = condition.params
    return _Asked(measure, found, seen, Clause(condition.sql, ("part",) if condition.params else ()))


def _run(asked: _Asked) -> list[tuple[Any, ...]]:
    if asked.measure.kind == MEDIAN_TIME:
        return _medians(asked)
    amount, currency = _amount(asked)
    columns = [*asked.keys, *currency, "count(*)", *_sums(amount, _weight(asked))]
    params: tuple[str, ...] = ()
    if asked.measure.kind == "share":
        case, slots = asked.condition
        columns.append(f"sum(CASE WHEN {case} THEN 1 ELSE 0 END)")
        parts = [f"sum(CASE WHEN {case} THEN {amount} {sign} {HALF} END)" for sign in "/%"]
        columns += parts if amount else ["0", "0"]
        params = slots * (3 if amount else 1)
    group = ", ".join(str(place) for place in range(1, len(asked.keys) + len(currency) + 1))
    names = (*asked.names, *asked.measure.names)
    return aggregated(asked.found, "measured", Clause(", ".join(columns), params), group, names)


def _sums(amount: str, weight: str) -> tuple[str, ...]:
    """How many are filled, and the sum in two halves, each times `weight`; nothing is computed where nothing is summed."""
    return (
        (f"count({amount})", f"sum({amount} / {HALF}{weight})", f"sum({amount} % {HALF}{weight})")
        if amount
        else ("0", "0", "0")
    )


def _weight(asked: _Asked) -> str:
    """SQL for what each row is weighed by, as a further factor."""
    if asked.measure.kind != "weighted":
        return ""
    return f" * {places(asked.found.resource, asked.seen[asked.measure.until], 'y')[0]}"


def _medians(asked: _Asked) -> list[tuple[Any, ...]]:
    """The two in the middle of each part, as a sum of two: an odd number has the same one twice."""
    keys = [f"k{place}" for place in range(len(asked.keys))]
    inner = ", ".join(
        [*(f"{sql} AS {name}" for sql, name in zip(asked.keys, keys, strict=True)), f"{_time(asked)} AS d"]
    )
    listed = "".join(f"{name}, " for name in keys)
    part = f"PARTITION BY {', '.join(keys)} " if keys else ""
    ranked = f"SELECT {listed}d, row_number() OVER ({part}ORDER BY d) AS n, count(*) OVER ({part.strip()}) AS c FROM ("
    around = (
        f"SELECT {listed}max(c), min(d), max(d) FROM ({ranked}",
        ") times WHERE d IS NOT NULL) ranked WHERE n IN ((c + 1) / 2, (c + 2) / 2)"
        + (f" GROUP BY {', '.join(keys)}" if keys else ""),
    )
    names = (*asked.names, *asked.measure.names)
    found = aggregated(asked.found, "medians", inner, "", names, around)
    return [line for line in found if line[-1] is not None]


def _amount(asked: _Asked) -> tuple[str, tuple[str, ...]]:
    """SQL for what is added up, and for its currency where it is money."""
    if asked.measure.kind in TIMES:
        return _time(asked), ()
    if not asked.measure.field:
        return "", ()
    amount, *currency = places(asked.found.resource, asked.seen[asked.measure.field], "y")
    return amount, tuple(currency)


def _time(asked: _Asked) -> str:
    """SQL for the time between two fields: whole days of dates, milliseconds of points in time."""
    since, until = (
        places(asked.found.resource, asked.seen[name], "y")[0]
        for name in (asked.measure.field, asked.measure.until)
    )
    if isinstance(asked.seen[asked.measure.field], DateTime):
        return f"({until} - {since})"
    if is_sqlite():
        return f"CAST(julianday({until}) - julianday({since}) AS INTEGER)"
    return f"({until}::date - {since}::date)"


def _by_key(lines: Iterable[tuple[Any, ...]], asked: _Asked) -> dict[Key, Measured]:
    width = len(asked.keys)
    found: dict[Key, list[tuple[Any, ...]]] = {}
    for line in lines:
        found.setdefault(tuple(line[:width]), []).append(line[width:])
    return {key: _whole(part, asked.measure, asked) for key, part in found.items()}


def _whole(lines: list[tuple[Any, ...]], measure: Measure, asked: _Asked) -> Measured:
    """Lines without their keys, put together to what is told."""
    if measure.kind == MEDIAN_TIME:
        (number, low, high) = lines[0] if lines else (0, 0, 0)
        middle = EXACT.divide(Decimal(int(low) + int(high)), Decimal(2 * _day(asked)))
        return Measured(int(number), (Value(middle if number else None),))
    money = isinstance(asked.seen.get(measure.field), MoneyField)
    sums: dict[str | None, _Sum] = {}
    for line in lines:
        currency, rest = (line[0], line[1:]) if money else (None, line)
        _add(sums.setdefault(currency, _Sum()), rest)
    rows = sum(each.rows for each in sums.values())
    if money:
        filled = {key: each for key, each in sums.items() if each.filled and key is not None}
        return Measured(
            rows, tuple(_value(measure, asked, filled[key], key) for key in sorted(filled, key=str))
        )
    return Measured(rows, (_value(measure, asked, sums.get(None, _Sum()), None),))


def _add(to: _Sum, line: tuple[Any, ...]) -> None:
    number, filled, high, low, *part = line
    to.rows += int(number)
    to.filled += int(filled)
    to.units += int(high or 0) * HALF + int(low or 0)
    if part:
        to.part_rows += int(part[0] or 0)
        to.part_units += int(part[1] or 0) * HALF + int(part[2] or 0)


def _value(measure: Measure, asked: _Asked, found: _Sum, currency: str | None) -> Value:
    if measure.kind == "count":
        return Value(Decimal(found.rows))
    scale = -_places(asked.seen.get(measure.field))
    if measure.kind == "sum":
        return Value(Decimal(found.units).scaleb(scale, EXACT), currency)
    if measure.kind == "weighted":
        share = Decimal(found.units).scaleb(scale - _places(asked.seen.get(measure.until)), EXACT)
        return Value(EXACT.divide(share, Decimal(100)), currency)
    if measure.kind == "mean":
        whole = Decimal(found.units).scaleb(scale, EXACT)
        return Value(EXACT.divide(whole, Decimal(found.filled)) if found.filled else None, currency)
    if measure.kind == "share":
        part, of = (found.part_units, found.units) if measure.field else (found.part_rows, found.rows)
        number = EXACT.divide(Decimal(100 * part), Decimal(of)) if of else None
        return Value(number, currency, Decimal(part).scaleb(scale, EXACT), Decimal(of).scaleb(scale, EXACT))
    days = Decimal(found.filled * _day(asked))
    return Value(EXACT.divide(Decimal(found.units), days) if found.filled else None)


def _day(asked: _Asked) -> int:
    """How many units a day has."""
    return DAY_MS if isinstance(asked.seen[asked.measure.field], DateTime) else 1


def _places(field: Field | None) -> int:
    if isinstance(field, MoneyField):
        return MONEY_PLACES
    return field.places if isinstance(field, Number) else 0


def _stretch(column: str, field: Field, firsts: Sequence[date], zone: str) -> str:
    """SQL for the place of the stretch in which a day lies, the last one first; the days are the host's own and no text of anybody."""
    cases = []
    for place, first in reversed(list(enumerate(firsts))):
        start = f"'{first.isoformat()}'"
        if isinstance(field, DateTime):
            start = str(to_ms(datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone))))
        cases.append(f"WHEN {column} >= {start} THEN {place}")
    return f"CASE {' '.join(cases)} END"
