"""What a plugin declares about a funnel: the steps of a way, how far each record came, and how long it stayed in each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guanxi.data.errors import Forbidden
from guanxi.data.fields import Date, DateTime, Link
from guanxi.data.messages import Message
from guanxi.data.periods import Period
from guanxi.records.actor import Actor
from guanxi.records.gate import searchable_fields
from guanxi.records.listing import ListQuery
from guanxi.records.measures import Condition, counted, summed
from guanxi.records.measuring import EXACT, Measured, Stays, Value, median_stays, parted
from guanxi.records.resource import Resource
from guanxi.resources.metrics import within


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A step of a way: the id of the record that stands for it, and its name."""

    id: int
    label: str


@dataclass(frozen=True, slots=True)
class Way:
    """Steps in their order, of which the last one is the end."""

    id: int
    label: str
    steps: tuple[FunnelStep, ...]


@dataclass(frozen=True, eq=False)
class Funnel:
    """How many records reach each step of a way, with amount, conversion and time, on a page of its own.

    `over` is the resource, `by` the link that holds the furthest step of each record, `ways(actor)` the ways with their steps, read
    through `visible()`. `total` is an amount that is summed, `on` the day by which records fall into a period, `stays` the table of
    how long each record was in a step that it has left. `means` says in one sentence what is counted.
    """

    name: str
    label: Message | str
    over: Resource
    by: str
    ways: Callable[[Actor], Sequence[Way]]
    means: Message | str
    total: str = ""
    on: str = ""
    stays: Stays | None = None
    period: str = "this_year"

    @property
    def needs(self) -> str:
        """The permission to see it: that of the list."""
        return self.over.permission("view")

    def problems(self, plugin: str) -> Iterator[str]:
        """A foreign name, a field that there is not or of the wrong kind."""
        fields, said = self.over.by_name, f"funnel {self.name!r}"
        if not self.name.startswith(f"{plugin}."):
            yield f"{said} is not called '{plugin}.<funnel>'"
        if not isinstance(fields.get(self.by), Link):
            yield f"{said} goes by {self.by!r}, which is no link of {self.over.name}"
        if self.total and not (self.total in fields and fields[self.total].summed):
            yield f"{said} sums {self.total!r}, which is no number or amount of {self.over.name}"
        if self.on and not isinstance(fields.get(self.on), Date | DateTime):
            yield f"{said} is dated by {self.on!r}, which is no date or point in time of {self.over.name}"


@dataclass(frozen=True)
class Reached:
    """One step: the records that reached it or one after it, amounts, per cent of the step before and of the first, median days in it."""

    step: FunnelStep
    rows: int
    amounts: tuple[Value, ...]
    of_former: Decimal | None
    of_first: Decimal | None
    days: Decimal | None
    condition: Condition


# guard: funnel-fields
def funnel_offered(actor: Actor, funnel: Funnel) -> bool:
    """Tell whether the actor may list the records, and no field that the funnel counts by is hidden from him."""
    resource = actor.host.resources.get(funnel.over.name)
    if resource is None or not actor.may(funnel.needs):
        return False
    seen = searchable_fields(actor, resource)
    return all(name in seen for name in (funnel.by, *filter(None, (funnel.on,))))


def reached(
    actor: Actor, funnel: Funnel, way: Way, period: Period | None, further: Sequence[Condition] = ()
) -> list[Reached]:
    """How far the records of a period came on a way, step by step. Raises Forbidden and BadFilter."""
    if not funnel_offered(actor, funnel):
        raise Forbidden(funnel.needs)
    resource = actor.host.resources[funnel.over.name]
    seen = searchable_fields(actor, resource)
    ids = [step.id for step in way.steps]
    if not ids:
        return []
    on_way = {"field": funnel.by, "op": "in", "value": ids}
    query = ListQuery(funnel.over, filter=[*rows_of(funnel, period), *further, on_way])
    measure = summed(funnel.total) if funnel.total in seen else counted()
    found = {key[0]: each for key, each in parted(actor, query, measure, funnel.by)}
    days = median_stays(actor, query, funnel.stays) if funnel.stays else {}
    return _steps(funnel, way, found, days, money=funnel.total in seen)


def rows_of(funnel: Funnel, period: Period | None) -> list[Condition]:
    """The conditions of a period."""
    field = funnel.over.by_name.get(funnel.on)
    return [*within(field, period)] if field is not None and period is not None else []


def _steps(
    funnel: Funnel, way: Way, found: dict[Any, Measured], days: dict[int, Decimal], *, money: bool
) -> list[Reached]:
    made = list[Reached]()
    ids = [step.id for step in way.steps]
    for place, step in enumerate(way.steps):
        here = [found[id] for id in ids[place:] if id in found]
        rows = sum(each.rows for each in here)
        first, former = (made[0].rows, made[-1].rows) if made else (rows, rows)
        made.append(
            Reached(
                step,
                rows,
                _added(here) if money else (),
                _share(rows, former) if place else None,
                _share(rows, first),
                days.get(step.id),
                {"field": funnel.by, "op": "in", "value": ids[place:]},
            )
        )
    return made


def _added(found: list[Measured]) -> tuple[Value, ...]:
    """The sums of all steps from one on, a currency each."""
    sums: dict[str | None, Decimal] = {}
    for each in found:
        for value in each.values:
            if value.number is not None:
                sums[value.currency] = EXACT.add(sums.get(value.currency, Decimal(0)), value.number)
    return tuple(Value(sums[currency], currency) for currency in sorted(sums, key=str))


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(100 * part) / whole if whole else None
