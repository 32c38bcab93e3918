"""What a metric computes of the rows of a list: a count, a sum, a mean, a time between two days, a share; small values and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.data.fields import Date, DateTime, Decimal, Field, MoneyField, Tags

Condition = Mapping[str, Any]
Conditions = Condition | list[Any]
FILLED = {"op": "empty", "value": False}


def conditions_in(where: Conditions | None) -> list[Condition]:
    """The conditions one by one: all of them must hold."""
    return [where] if isinstance(where, Mapping) else list(where or ())


@dataclass(frozen=True, eq=False)
class Measure:
    """How a number is made of the rows of a list: see the functions below, by which a plugin says it."""

    kind: str
    field: str = ""
    until: str = ""
    where: tuple[Condition, ...] = ()
    of: tuple[Condition, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that it reads."""
        asked = [each.get("field", "") for each in (*self.where, *self.of)]
        return tuple(dict.fromkeys(name for name in (self.field, self.until, *asked) if name))

    @property
    def counted(self) -> list[Condition]:
        """What tells the rows that count in it from others: those of a share, those that are filled."""
        needed = [self.field, self.until] if self.kind in FROM_FILLED else []
        return [*self.of, *({"field": name, **FILLED} for name in needed if name)]

    def problems(self, fields: Mapping[str, Field]) -> Iterator[str]:
        """What is wrong with it over a resource with these fields."""
        missing = [name for name in self.names if name not in fields]
        yield from (f"names the field {name!r}, which there is not" for name in missing)
        if missing:
            return
        if self.kind == "share" and not self.where:
            yield "is a share of no condition"
        if self.kind in TIMES:
            yield from self._time_problems(fields)
        elif self.field and not fields[self.field].summed:
            yield f"sums {self.field!r}, which is no number or amount"
        elif self.kind == "weighted" and not isinstance(fields[self.until], Decimal):
            yield f"weighs by {self.until!r}, which is no per cent"
        yield from (
            problem for each in (*self.where, *self.of) for problem in condition_problems(each, fields)
        )

    def _time_problems(self, fields: Mapping[str, Field]) -> Iterator[str]:
        ends = [fields[self.field], fields[self.until]]
        if not any(all(isinstance(end, kind) for end in ends) for kind in (Date, DateTime)):
            yield f"takes the time from {self.field!r} to {self.until!r}, which are not two dates, or two points in time"

    def money(self, fields: Mapping[str, Field]) -> bool:
        """Tell whether it is an amount, which stands a currency each."""
        return self.kind not in TIMES and isinstance(fields.get(self.field), MoneyField)


def condition_problems(condition: Any, fields: Mapping[str, Field]) -> Iterator[str]:
    """What keeps a condition from being one of a list's address."""
    if not isinstance(condition, Mapping) or not {"field", "op"} <= condition.keys():
        yield f"has the condition {condition!r}, which is not like {{'field': 'state', 'op': 'eq', 'value': 'won'}}"
    elif condition["field"] not in fields:
        yield f"names the field {condition['field']!r}, which there is not"
    elif (
        isinstance(fields[condition["field"]], Tags)
        or condition["op"] not in fields[condition["field"]].operators
    ):
        yield f"cannot ask {condition['field']!r} for {condition['op']!r}"


MEAN_TIME, MEDIAN_TIME = "mean_time", "median_time"
TIMES = (MEAN_TIME, MEDIAN_TIME)
ADDS_UP = ("count", "sum", "weighted")
FROM_FILLED = ("mean", *TIMES)


def counted() -> Measure:
    """How many rows."""
    return Measure("count")


def summed(field: str) -> Measure:
    """The sum of a number or an amount; of amounts one a currency."""
    return Measure("sum", field)


def weighted(field: str, by: str) -> Measure:
    """The sum of a number or an amount, of each row the part that its per cent `by` says; rows without per cent count nothing."""
    return Measure("weighted", field, by)


def mean(field: str) -> Measure:
    """The mean of a number or an amount, of the rows in which it is filled."""
    return Measure("mean", field)


def mean_time(since: str, until: str) -> Measure:
    """The mean time between two dates or two points in time, in days."""
    return Measure(MEAN_TIME, since, until)


def median_time(since: str, until: str) -> Measure:
    """The median time between two dates or two points in time, in days."""
    return Measure(MEDIAN_TIME, since, until)


def share(where: Conditions, of: Conditions | None = None, total: str = "") -> Measure:
    """How many of the rows that fit `of` fit `where` too, in per cent; with `total`, the share of that number or amount."""
    return Measure("share", total, where=tuple(conditions_in(where)), of=tuple(conditions_in(of)))
