"""What a plugin declares about a metric: over which records, by which day, what is computed, and in words what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from guanxi.data.fields import Choice, Choices, Date, DateTime, Field, Link
from guanxi.data.messages import Message
from guanxi.data.periods import NAMES, Period
from guanxi.records.actor import Actor
from guanxi.records.gate import searchable_fields
from guanxi.records.measures import Condition, Conditions, Measure, condition_problems, conditions_in
from guanxi.records.resource import Resource

_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
ONE_DAY = timedelta(days=1)
MONTH, WEEK = "month", "week"


@dataclass(frozen=True, eq=False)
class Metric:
    """A number over the records of a resource that whoever may list them sees, with a page, a tile and an address for programs.

    `over` is the resource, `value` what is computed (`counted()`, `summed("amount")`, `mean("amount")`, `mean_time(…)`,
    `median_time(…)`, `share(where=…, of=…)`), `where` the condition or list of conditions that all rows meet, as a list is
    asked. `on` names the day or point in time by which a row falls into a period; without it the number is that of now. `by`
    names the choices and links by which it can be parted, `step` whether its chart is of months or of weeks. `means` says in
    one sentence what is counted. `period` is shown first, `home` puts the tile on the home page of whoever has chosen none. `heads`
    names links: the page of a record that such a link leads to shows the number of its own rows in its head.
    """

    name: str
    label: Message | str
    over: Resource
    value: Measure
    means: Message | str
    on: str = ""
    where: Conditions = ()  # type: ignore[assignment]
    by: tuple[str, ...] = ()
    period: str = "this_month"
    icon: str = "chart-column"
    home: bool = False
    heads: tuple[str, ...] = ()
    step: str = MONTH

    @property
    def needs(self) -> str:
        """The permission to see it: that of the list."""
        return self.over.permission("view")

    @property
    def conditions(self) -> list[Condition]:
        """What all its rows meet, beside period and further filters."""
        return [*conditions_in(self.where), *self.value.counted]

    def problems(self, plugin: str) -> Iterator[str]:
        """A foreign name, a field that there is not or of the wrong kind, a condition that no list can be asked."""
        fields, said = self.over.by_name, f"metric {self.name!r}"
        if not self.name.startswith(f"{plugin}.") or not _NAME.fullmatch(self.name):
            yield f"{said} is not called '{plugin}.<metric>'"
        if self.on and not isinstance(fields.get(self.on), Date | DateTime):
            yield f"{said} is dated by {self.on!r}, which is no date or point in time of {self.over.name}"
        if self.period not in NAMES:
            yield f"{said} begins with the period {self.period!r}; there are {', '.join(NAMES)}"
        if self.step not in (MONTH, WEEK):
            yield f"{said} is told by {self.step!r}; there are {MONTH} and {WEEK}"
        for name in self.by:
            if not partable(fields.get(name)):
                yield f"{said} is parted by {name!r}, which is no choice or link of {self.over.name}"
        for name in self.heads:
            if not isinstance(fields.get(name), Link):
                yield f"{said} stands in the head of {name!r}, which is no link of {self.over.name}"
        wrong = (
            problem for each in conditions_in(self.where) for problem in condition_problems(each, fields)
        )
        for problem in (*self.value.problems(fields), *wrong):
            yield f"{said} {problem}"


def partable(field: Field | None) -> bool:
    """Tell whether rows are parted by this field: each has one value of few."""
    return isinstance(field, Choice | Link) and not isinstance(field, Choices)


def metrics_of(actor: Actor, *, heads: bool = False) -> list[Metric]:
    """The metrics that the actor may see, in the order mounted; with `heads` those that stand in the heads of records."""
    known = actor.host.items_of(Metric)
    return [metric for metric in known if (metric.heads or not heads) and offered(actor, metric)]


# guard: metric-fields
def offered(actor: Actor, metric: Metric) -> bool:
    """Tell whether the actor may list the records, and no field of the metric is hidden from him."""
    if not actor.may(metric.needs):
        return False
    resource = actor.host.resources.get(metric.over.name)
    if resource is None:
        return False
    seen = searchable_fields(actor, resource)
    asked = [str(each["field"]) for each in metric.conditions]
    return all(name in seen for name in (*metric.value.names, *asked, *filter(None, (metric.on,))))


def within(field: Field, period: Period) -> list[Mapping[str, Any]]:
    """The conditions by which a list is asked for a period, in the zone of whoever asks."""
    first = {"field": field.name, "op": "gte", "value": period.first.isoformat()}
    if isinstance(field, DateTime):
        return [first, {"field": field.name, "op": "lt", "value": (period.last + ONE_DAY).isoformat()}]
    return [first, {"field": field.name, "op": "lte", "value": period.last.isoformat()}]
