"""Metrics as people read them: the number in their language, the filter in words, the address of the rows behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from guanxi.data.errors import Problem
from guanxi.data.fields import Field, Link
from guanxi.data.formats import Format
from guanxi.data.messages import translator
from guanxi.data.money import UNITS
from guanxi.data.periods import NAMES, Period, between, named
from guanxi.records.actor import Actor
from guanxi.records.measures import TIMES, Condition
from guanxi.records.measuring import Measured, Value
from guanxi.resources.display import format_of, titles
from guanxi.resources.figures import Asked, asked_for, today_of
from guanxi.resources.metrics import Metric
from guanxi.web.condition_pairs import address_of
from guanxi.web.filter_words import words_of_condition
from guanxi.web.ways import to_list

_ = translator("guanxi")
OWN = ("_period", "_from", "_to", "_by", "_goal")
"""The parameters of a metric's address; all others are those of its list."""
CENTS = Decimal("0.01")
NOTHING = "–"
DAYS = _("{days} days")
POINTS = _("{points} points")


class BadPeriod(Problem):
    """A period that is none: an unknown name, a day that is none, an end before its beginning."""

    status = 400

    def __init__(self) -> None:
        super().__init__(
            _("There is no such period. Give the first and the last day, the earlier one first.")
        )


@dataclass(frozen=True)
class Chosen:
    """The period that an address asks for: its name (empty for a stretch of days), and the days themselves (None: all time)."""

    name: str
    period: Period | None


def chosen_period(actor: Actor, metric: Metric, name: str, first: str, last: str) -> Chosen:
    """The period named, or from one day to another; the metric's own where nothing is asked. Raises BadPeriod."""
    if not metric.on:
        return Chosen("", None)
    today = today_of(actor)
    if first or last:
        try:
            days = [type(today).fromisoformat(text) for text in (first or last, last or first)]
            return Chosen("", between(*days))
        except ValueError:
            raise BadPeriod from None
    name = name or metric.period
    if name not in NAMES:
        raise BadPeriod
    return Chosen(name, named(name, today))


def question(
    actor: Actor, metric: Metric, given: Mapping[str, str], further: Iterable[Condition] = ()
) -> tuple[Asked, Chosen]:
    """What an address asks of a metric."""
    chosen = chosen_period(
        actor, metric, given.get("_period", ""), given.get("_from", ""), given.get("_to", "")
    )
    return asked_for(actor, metric, chosen.period, tuple(further)), chosen


def number_text(metric: Metric, value: Value, fmt: Format) -> str:
    """One value: an amount, per cent, days, or a plain number."""
    if value.number is None:
        return NOTHING
    rounded = value.number.quantize(CENTS, rounding=ROUND_HALF_UP)
    if metric.value.kind == "share":
        return fmt.percent(_plain(rounded)) + (f" {value.currency}" if value.currency else "")
    if metric.value.kind in TIMES:
        return fmt.text(DAYS.format(days=fmt.number(_plain(rounded))))
    if value.currency:
        return fmt.money(int(rounded * UNITS), value.currency)
    return fmt.number(_plain(rounded))


def text_of(actor: Actor, metric: Metric, found: Measured) -> str:
    """What came out; amounts of several currencies one after the other, never added."""
    fmt = format_of(actor)
    return " · ".join(number_text(metric, value, fmt) for value in found.values) or NOTHING


def shares_text(actor: Actor, metric: Metric, found: Measured) -> str:
    """Of a share, what it is made of: “12 of 30”."""
    if metric.value.kind != "share":
        return ""
    fmt = format_of(actor)
    said = [
        fmt.text(
            _("{part} of {whole}").format(
                part=_side(value.part, value, fmt), whole=_side(value.whole, value, fmt)
            )
        )
        for value in found.values
        if value.part is not None
    ]
    return " · ".join(said)


def difference(actor: Actor, metric: Metric, now: Measured, then: Measured) -> str:
    """How far it moved: a share in points, all else in per cent of what it was; nothing where that cannot be said."""
    if len(now.values) != 1 or len(then.values) != 1 or now.values[0].currency != then.values[0].currency:
        return NOTHING
    new, old, fmt = now.values[0].number, then.values[0].number, format_of(actor)
    if new is None or old is None:
        return NOTHING
    if metric.value.kind == "share":
        moved = (new - old).quantize(CENTS, rounding=ROUND_HALF_UP)
        return fmt.text(POINTS.format(points=_signed(moved, fmt)))
    if not old:
        return NOTHING
    return _signed((100 * (new - old) / abs(old)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP), fmt) + "%"


def filter_words(actor: Actor, metric: Metric, further: Iterable[Condition] = ()) -> list[str]:
    """Each condition but the period, in words."""
    resource = actor.host.resources[metric.over.name]
    found = []
    for condition in (*metric.conditions, *further):
        field = resource.by_name.get(str(condition.get("field")))
        if field is not None:
            found.append(f"{field.label} {words_of_condition(actor, field, dict(condition))}")
    return found


def days_text(period: Period | None, fmt: Format) -> str:
    """The days of a period; the whole year or month as it is written."""
    if period is None:
        return str(NAMES["all"])
    if period.first == period.last:
        return fmt.date(period.first)
    return str(_("{first} to {last}").format(first=fmt.date(period.first), last=fmt.date(period.last)))


def period_label(chosen: Chosen) -> str:
    """The name of a period, or nothing where a number has none."""
    return str(NAMES[chosen.name]) if chosen.name in NAMES else ""


def rows_address(actor: Actor, asked: Asked, period: Period | None, more: Iterable[Condition] = ()) -> str:
    """The list of exactly the rows behind a number; empty where there is no list."""
    path = to_list(actor, asked.metric.over)
    pairs = address_of([*asked.spec(period), *more])
    return f"{path}?{urlencode(pairs)}" if path and pairs else path


def metric_address(metric: Metric, pairs: Iterable[tuple[str, str]] = (), place: str = "") -> str:
    """The page of a metric, or a part of it."""
    asked = urlencode([pair for pair in pairs if pair[1]])
    return f"/metrics/{metric.name}/{place}" + (f"?{asked}" if asked else "")


def part_condition(field: Field, value: Any) -> Condition:
    """The condition that the rows of one part meet."""
    if value is None:
        return {"field": field.name, "op": "empty", "value": True}
    return {"field": field.name, "op": "eq", "value": value}


def part_labels(actor: Actor, field: Field, values: Iterable[Any]) -> dict[Any, str]:
    """The name of each part: the choice in words, the title of the linked record."""
    values = list(values)
    if isinstance(field, Link):
        ids = [value for value in values if value is not None]
        known = titles(actor, field.to, ids)
        found = {value: known.get(value) or NOTHING for value in ids}
    else:
        fmt = format_of(actor)
        found = {value: field.show(value, fmt) for value in values if value is not None}
    return found | {None: str(_("Not filled"))}


def _side(number: Decimal | None, value: Value, fmt: Format) -> str:
    if number is None:
        return NOTHING
    return fmt.money(int(number * UNITS), value.currency) if value.currency else fmt.number(_plain(number))


def _signed(number: Decimal, fmt: Format) -> str:
    return ("+" if number > 0 else "") + fmt.number(_plain(number))


def _plain(number: Decimal) -> int | Decimal:
    """Without noughts at its end."""
    return int(number) if number == number.to_integral_value() else number.normalize()
