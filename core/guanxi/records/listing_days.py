"""Groups of a list by the days, weeks, months, quarters or years of a date, or of a moment as its reader's clock shows it.

The database counts by days; weeks and longer spans are folded here. Weeks are those of ISO 8601 and begin on Mondays.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.data.fields import Date, DateTime, Field
from guanxi.data.filters import BadFilter
from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.gate import searchable_fields
from guanxi.records.listing import ListQuery
from guanxi.records.listing_columns import places
from guanxi.records.listing_groups import groupable
from guanxi.records.listing_plan import Plan
from guanxi.records.listing_sums import HALF, Total, aggregated, merged, plan_of, summable

_ = translator("guanxi")
DAY_MS = 86_400_000
EPOCH_DAY = date(1970, 1, 1).toordinal()
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Before and after these the zone is taken to keep the offset it has there."""
Border = Callable[[date], date]


@dataclass(frozen=True, slots=True)
class Span:
    """The rows with a day from `first` to `last`, both included; those without any where both are None."""

    first: date | None
    last: date | None
    count: int
    totals: tuple[Total, ...] = ()


def spans(actor: Actor, query: ListQuery, by: str, unit: str, total: str | None = None) -> list[Span]:
    """The rows by spans of a date or moment, the latest first, those without one last; hidden fields raise BadFilter."""
    seen = searchable_fields(actor, actor.host.resources.get(query.resource.name, query.resource))
    field = groupable(seen, by)
    if not isinstance(field, Date | DateTime) or unit not in UNITS:
        raise BadFilter(_("There is no field {field} to group by."), by[:60])
    summed = summable(seen, total) if total else None
    found = plan_of(actor, query)
    if found is None:
        return []
    begin, end = UNITS[unit]
    folded: dict[date | None, Span] = {}
    for day, number, parts in _days(found, field, summed, actor):
        first = None if day is None else begin(day)
        before = folded.get(first, Span(first, None if first is None else end(first), 0))
        folded[first] = Span(first, before.last, before.count + number, merged((*before.totals, *parts)))
    return sorted(folded.values(), key=lambda span: span.first or date.min, reverse=True)


def borders(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """When a span of days begins and when it is over, in UTC, by the clocks of a zone."""
    place = ZoneInfo(zone)
    after = last + timedelta(days=1)
    return (
        datetime(first.year, first.month, first.day, tzinfo=place).astimezone(UTC),
        datetime(after.year, after.month, after.day, tzinfo=place).astimezone(UTC),
    )


def _days(
    found: Plan, by: Field, summed: Field | None, actor: Actor
) -> Iterator[tuple[date | None, int, tuple[Total, ...]]]:
    (kept,) = places(found.resource, by, "y")
    day = kept if isinstance(by, Date) else _day_sql(kept, actor)
    amount, *currency = places(found.resource, summed, "y") if summed else ("NULL",)
    sums = (f"count({amount})", f"sum({amount} / {HALF})", f"sum({amount} % {HALF})") if summed else ()
    select = (day, "count(*)", *sums, *currency)
    group = [1, *range(len(select) - len(currency) + 1, len(select) + 1)]
    names = (by.name, *((summed.name,) if summed else ()))
    for line in aggregated(found, "days", ", ".join(select), ", ".join(map(str, group)), names):
        at, number, parts = line[0], int(line[1]), line[2:]
        told: tuple[Total, ...] = ()
        if parts and parts[0]:
            filled, high, low, *code = parts
            told = (Total(int(high) * HALF + int(low), int(filled), code[0] if code else None),)
        yield _day_of(at), number, told


def _day_of(kept: Any) -> date | None:
    if kept is None:
        return None
    return date.fromisoformat(kept) if isinstance(kept, str) else date.fromordinal(int(kept))


def _day_sql(moment: str, actor: Actor) -> str:
    """The day of a moment as the number of days since the first of all; never less than nought, so that both databases divide alike."""
    return f"(({moment} + {_offset_sql(moment, actor.zone, actor.host.clock().year)}) / {DAY_MS})"


@lru_cache(maxsize=256)
def _offset_sql(moment: str, zone: str, year: int) -> str:
    """What is added to a moment so that days of the zone can be counted; the changes of lately are asked first."""
    changes = _changes(zone)
    starts, shifts = [at for at, _shift in changes], [shift + EPOCH_DAY * DAY_MS for _at, shift in changes]
    now = max(bisect_left(starts, int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp() * 1000)) - 1, 0)
    if len(changes) == 1:
        return str(shifts[0])
    later = "".join(
        f" WHEN {moment} >= {starts[at]} THEN {shifts[at]}" for at in range(len(starts) - 1, now, -1)
    )
    past = "".join(f" WHEN {moment} >= {starts[at]} THEN {shifts[at]}" for at in range(now, 0, -1))
    inner = f"CASE{past} ELSE {shifts[0]} END"
    if not later:
        return inner
    return f"CASE WHEN {moment} < {starts[now + 1]} THEN {inner} ELSE CASE{later} END END"


@lru_cache(maxsize=64)
def _changes(zone: str) -> tuple[tuple[int, int], ...]:
    """The offsets of a zone in milliseconds, each with the moment from which it holds."""
    place, week = ZoneInfo(zone), timedelta(days=7)
    at = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    found = [(0, _offset(at, place))]
    while at.year < LAST_YEAR:
        after = at + week
        if _offset(after, place) != found[-1][1]:
            found.append((_changed(at, after, place), _offset(after, place)))
        at = after
    return tuple(found)


def _changed(before: datetime, after: datetime, place: ZoneInfo) -> int:
    """The moment within a week at which the offset changes, to the second."""
    low, high, old = int(before.timestamp()), int(after.timestamp()), _offset(before, place)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), place) == old:
            low = middle
        else:
            high = middle
    return high * 1000


def _offset(at: datetime, place: ZoneInfo) -> int:
    shift = at.astimezone(place).utcoffset() or timedelta()
    return int(shift.total_seconds()) * 1000


def _monday(day: date) -> date:
    """The first of a week; the first days of all are one with the year 1."""
    return date.fromordinal(max(day.toordinal() - day.weekday(), 1))


def _quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _months(day: date, number: int) -> date:
    """The last day of the `number` of months that begin on `day`."""
    month = day.month + number - 1
    if month >= 12:
        return date(day.year, 12, 31)
    return date(day.year, month + 1, 1) - timedelta(days=1)


UNITS: dict[str, tuple[Border, Border]] = {
    "day": (lambda day: day, lambda day: day),
    "week": (_monday, lambda day: date.fromordinal(min(day.toordinal() + 6, date.max.toordinal()))),
    "month": (lambda day: day.replace(day=1), lambda day: _months(day, 1)),
    "quarter": (_quarter, lambda day: _months(day, 3)),
    "year": (lambda day: date(day.year, 1, 1), lambda day: date(day.year, 12, 31)),
}
"""By name: the first day of the span with a day, and the last one of the span that begins on a day."""
