"""Full years since a day, such as the age of a person: asked for in lists, never kept."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from datetime import date, timedelta
from typing import ClassVar

from guanxi.data.fields.number import Integer

MOST = 1000


@dataclass(frozen=True, eq=False)
class Years(Integer):
    """The full years between the day in the field `of` and today, by which lists are filtered.

    Whoever is born on 29 February is a year older on 1 March where there is no such day.
    """

    _: KW_ONLY
    of: str = ""
    min: int | None = 0
    max: int | None = MOST

    summed: ClassVar[bool] = False

    def days(self, op: str, years: tuple[int, ...], today: date) -> tuple[str, tuple[str, ...]]:
        """The operator and the days (ISO) that ask `of` for the same; `op` is one of `operators` but ``empty``."""
        if op == "gte":
            return "lte", (_before(today, years[0]),)
        if op == "gt":
            return "lte", (_before(today, years[0] + 1),)
        if op == "lte":
            return "gte", (_after(today, years[0]),)
        if op == "lt":
            return "gte", (_after(today, years[0] - 1),)
        return "between", (_after(today, max(years)), _before(today, min(years)))


def _before(today: date, years: int) -> str:
    """The last day from which so many full years have gone by."""
    year = max(today.year - years, 1)
    try:
        return today.replace(year=year).isoformat()
    except ValueError:  # 29 February
        return date(year, 2, 28).isoformat()


def _after(today: date, years: int) -> str:
    """The first day from which no more than so many full years have gone by."""
    if today.year - years - 1 < 1:
        return date.min.isoformat()
    return (date.fromisoformat(_before(today, years + 1)) + timedelta(days=1)).isoformat()
