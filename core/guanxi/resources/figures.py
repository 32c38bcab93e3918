"""Metrics computed for one actor and period: the number, beside the period before and a year ago, by parts and by months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.data import periods
from guanxi.data.errors import Forbidden
from guanxi.data.periods import Comparison, Elapsed, Period
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery
from guanxi.records.measures import Condition
from guanxi.records.measuring import Measured, Value, by_days, measured, parted
from guanxi.resources.metrics import WEEK, Metric, offered, within

MONTHS_SHOWN = 12
WEEKS_SHOWN = 12
PARTS_SHOWN = 200


@dataclass(frozen=True)
class Asked:
    """One number as asked for: the metric, the period (None: all time), and further conditions of whoever looks."""

    metric: Metric
    period: Period | None = None
    further: tuple[Condition, ...] = ()

    def spec(self, period: Period | None) -> list[Mapping[str, Any]]:
        """The filter of the list of the rows behind."""
        field = self.metric.over.by_name.get(self.metric.on)
        days = within(field, period) if field is not None and period is not None else []
        return [*self.metric.conditions, *days, *self.further]

    def query(self, period: Period | None) -> ListQuery:
        """The list that is computed over."""
        conditions = [*self.spec(period)]
        return ListQuery(self.metric.over, filter=conditions or None)


@dataclass(frozen=True)
class Beside:
    """The number of now beside that of another period, both over the same stretch."""

    comparison: Comparison
    now: Measured
    then: Measured


@dataclass(frozen=True)
class Answer:
    """The number, when it was computed, what it is compared with, and how much of the period has passed."""

    asked: Asked
    found: Measured
    at: datetime
    before: Beside | None = None
    year_before: Beside | None = None
    elapsed: Elapsed | None = None


def today_of(actor: Actor) -> date:
    """The actor's date."""
    return actor.host.clock().astimezone(ZoneInfo(actor.zone)).date()


def asked_for(
    actor: Actor, metric: Metric, period: Period | None, further: tuple[Condition, ...] = ()
) -> Asked:
    """The question; raises Forbidden where the metric is not for the actor."""
    if not offered(actor, metric):
        raise Forbidden(metric.needs)
    return Asked(metric, period if metric.on else None, further)


def answer(actor: Actor, asked: Asked, *, compared: bool = True) -> Answer:
    """The number of the period, by default with those that it is compared with. Raises BadFilter."""
    found = _of(actor, asked, asked.period)
    made = Answer(asked, found, actor.host.clock())
    if asked.period is None:
        return made
    today = today_of(actor)
    made = replace(made, elapsed=periods.elapsed(asked.period, today))
    if not compared:
        return made
    return replace(
        made,
        before=_beside(actor, made, periods.with_before(asked.period, today)),
        year_before=_beside(actor, made, periods.with_year_before(asked.period, today)),
    )


def parts(actor: Actor, asked: Asked, by: str) -> list[tuple[tuple[Any, ...], Measured]]:
    """The number by the values of a field, most rows first."""
    return parted(actor, asked.query(asked.period), asked.metric.value, by)[:PARTS_SHOWN]


def stretches(actor: Actor, asked: Asked) -> list[tuple[Period, Measured]]:
    """The number of each of the last twelve months, or weeks, up to the end of the period or up to this one."""
    if not asked.metric.on:
        return []
    today = today_of(actor)
    last = asked.period.last if asked.period else today
    if asked.metric.step == WEEK:
        each = _weeks(today if asked.period and asked.period.runs(today) else last)
    else:
        first = periods.shifted(last.replace(day=1), 1 - MONTHS_SHOWN)
        each = [periods.whole(periods.shifted(first, number), 1) for number in range(MONTHS_SHOWN)]
    whole = Period(each[0].first, each[-1].last)
    found = by_days(
        actor, asked.query(whole), asked.metric.value, asked.metric.on, [month.first for month in each]
    )
    nothing = Measured(0, (Value(Decimal()),) if asked.metric.value.kind == "count" else ())
    return [(stretch, found.get(place, nothing)) for place, stretch in enumerate(each)]


def _weeks(last: date) -> list[Period]:
    """The weeks, from Monday, up to that of a day."""
    monday = last - timedelta(days=last.weekday())
    firsts = [monday - timedelta(weeks=number) for number in reversed(range(WEEKS_SHOWN))]
    return [Period(first, first + timedelta(days=6)) for first in firsts]


def reached(value: Decimal, goal: Decimal) -> Decimal:
    """How much of a goal is reached, in whole per cent."""
    return (100 * value / goal).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _of(actor: Actor, asked: Asked, period: Period | None) -> Measured:
    return measured(actor, asked.query(period), asked.metric.value)


def _beside(actor: Actor, made: Answer, comparison: Comparison) -> Beside:
    same = comparison.now == made.asked.period
    now = made.found if same else _of(actor, made.asked, comparison.now)
    return Beside(comparison, now, _of(actor, made.asked, comparison.then))
