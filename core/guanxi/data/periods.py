"""Periods of days: named ones, the same one before and a year ago, how much of one has passed; docs/decisions/metrics.md has the rules."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from guanxi.data.chinese.spring_festival import spring_festival
from guanxi.data.messages import Message, translator

_ = translator("guanxi")
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
ONE_DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "year": 12}
NAMES: dict[str, Message] = {
    "this_month": _("This month"),
    "last_month": _("Last month"),
    "this_quarter": _("This quarter"),
    "last_quarter": _("Last quarter"),
    "this_year": _("This year"),
    "last_year": _("Last year"),
    "last_12_months": _("Last 12 months"),
    "all": _("All time"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both among them; `months` tells that they are so many whole months, 0 that they are just days."""

    first: date
    last: date
    months: int = 0

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def runs(self, today: date) -> bool:
        """Tell whether it has begun and not ended."""
        return self.first <= today < self.last


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two periods side by side; `rule` says in words what is not to be seen from their days."""

    now: Period
    then: Period
    rule: Message | None = None


@dataclass(frozen=True, slots=True)
class Elapsed:
    """How much of a period has passed: `days` of `of`, today among them."""

    days: int
    of: int

    @property
    def percent(self) -> Decimal:
        """The share that has passed, in whole per cent."""
        return (Decimal(100 * self.days) / self.of).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def named(name: str, today: date) -> Period | None:
    """The period of a name of `NAMES`; None where there is none, or it is all time."""
    word, _line, unit = name.partition("_")
    if name == "last_12_months":
        return whole(shifted(today.replace(day=1), -11), 12)
    if name not in NAMES or unit not in MONTHS:
        return None
    months = MONTHS[unit]
    first = today.replace(month=(today.month - 1) // months * months + 1, day=1)
    return whole(first if word == "this" else shifted(first, -months), months)


def whole(first: date, months: int) -> Period:
    """So many whole months from the first of one on."""
    return Period(first, shifted(first, months) - ONE_DAY, months)


def between(first: date, last: date) -> Period:
    """The days from one to another, as whole months where they are; raises ValueError where there are none or the years are beyond any."""
    if not EARLIEST <= first <= last <= LATEST:
        raise ValueError("no such period")
    if first.day == 1 and (last + ONE_DAY).day == 1:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        return Period(first, last, months)
    return Period(first, last)


def shifted(day: date, months: int) -> date:
    """The same day of another month; its last one where it has no such day."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def elapsed(period: Period, today: date) -> Elapsed | None:
    """How much of a period that runs has passed; None where it has not begun, or is over."""
    return Elapsed((today - period.first).days + 1, period.days) if period.runs(today) else None


def with_before(period: Period, today: date) -> Comparison:
    """A period beside the one before it: as many whole months, or as many days."""
    if not period.months:
        length = timedelta(days=period.days)
        return _cut(Comparison(period, Period(period.first - length, period.first - ONE_DAY)), today)
    return _cut(Comparison(period, whole(shifted(period.first, -period.months), period.months)), today)


def with_year_before(period: Period, today: date) -> Comparison:
    """A period beside the same one a year ago; January and February as both months where the Spring Festival moved between them."""
    if period.months == 1 and period.first.month <= 2 and (moved := _festival_moved(period.first.year)):
        year = period.first.year
        return _cut(Comparison(whole(date(year, 1, 1), 2), whole(date(year - 1, 1, 1), 2), moved), today)
    if period.months:
        return _cut(Comparison(period, whole(shifted(period.first, -12), period.months)), today)
    then = Period(shifted(period.first, -12), shifted(period.last, -12))
    rule = (
        LEAP
        if (2, 29) in ((period.first.month, period.first.day), (period.last.month, period.last.day))
        else None
    )
    return _cut(Comparison(period, then, rule), today)


def _cut(beside: Comparison, today: date) -> Comparison:
    """Of a period that runs, as much of both as has passed: up to the same day."""
    now, then = beside.now, beside.then
    if not now.runs(today):
        return beside
    if now.months:
        apart = (now.first.year - then.first.year) * 12 + now.first.month - then.first.month
        until = min(shifted(today, -apart), then.last)
    else:
        until = then.first + (today - now.first)
    return replace(beside, now=Period(now.first, today), then=Period(then.first, until))


def _festival_moved(year: int) -> Message | None:
    now, then = spring_festival(year), spring_festival(year - 1)
    if now is None or then is None or now.month == then.month:
        return None
    return FESTIVAL.format(now=now.isoformat(), then=then.isoformat())


LEAP = _("29 February is compared with 28 February.")
FESTIVAL = _(
    "The Spring Festival is on {now}, a year before on {then}: January and February are compared together."
)
