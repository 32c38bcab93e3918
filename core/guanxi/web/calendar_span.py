"""Which days a calendar shows: the weeks of a month, or one week, as the address says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request

from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.resources.display import format_of
from guanxi.web.asked import Asked, today_of

_ = translator("guanxi")
SPAN, MONTH, DAY = "_span", "_month", "_day"
WEEK = "week"
DAYS = 7
FIRST_YEAR, LAST_YEAR = 1900, 2200
MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)


@dataclass(frozen=True)
class Span:
    """The days shown, from the Monday before `first`: `weeks` of them; of a month `first` is its first day."""

    first: date
    weeks: int
    month: bool

    @classmethod
    def asked(cls, query: Asked, today: date) -> Span:
        """What the address names, else the present month or week."""
        if query.single.get(SPAN) != WEEK:
            month = _month(today)
            return cls(month, _weeks(month), True)
        day = _day(today)
        return cls(day - timedelta(days=day.weekday()), 1, False)

    @property
    def days(self) -> list[date]:
        """The days in their order, Monday first."""
        monday = self.first - timedelta(days=self.first.weekday())
        return [monday + timedelta(days=number) for number in range(DAYS * self.weeks)]

    def title(self, actor: Actor) -> str:
        """The month as its reader writes it (March 2026, 2026年3月), or the first and the last day of the week."""
        if self.month:
            text = _("{month} {year}").format(month=str(MONTHS[self.first.month - 1]), year=self.first.year)
            return str(text)
        fmt = format_of(actor)
        return f"{fmt.date(self.days[0].isoformat())} – {fmt.date(self.days[-1].isoformat())}"

    def beside(self, query: Asked, today: date) -> dict[str, Any]:
        """The addresses of what lies before and after, of today, and of the month and the week of these days."""
        back = timedelta(days=1 if self.month else DAYS)
        on = timedelta(days=31 if self.month else DAYS)
        inside = self.days[0] <= today <= self.days[-1]
        middle = today if inside else self.first
        return {
            "previous": self._at(query, self.first - back),
            "next": self._at(query, self.first + on),
            "now": query.address(),
            "week": not self.month,
            "month_url": query.address(_span="", _month=f"{middle.year:04}-{middle.month:02}"),
            "week_url": query.address(_span=WEEK, _day=middle.isoformat()),
        }

    def _at(self, query: Asked, day: date) -> str:
        if self.month:
            return query.address(_month=f"{day.year:04}-{day.month:02}")
        return query.address(_day=day.isoformat())

    def kept(self, query: Asked) -> str:
        """What the address of a move carries, so that its answer stands where the calendar was."""
        here = f"{MONTH}={self.first.year:04}-{self.first.month:02}" if self.month else f"{DAY}={self.first}"
        return f"?{query.encoded}&{here}" if query.encoded else f"?{here}"


def span_of(actor: Actor, query: Asked) -> Span:
    """The days that a request asks for."""
    return Span.asked(query, today_of(actor))


def _month(today: date) -> date:
    """The first day of the month that the address names, else of the present one."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", request.args.get(MONTH, ""))
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    return today.replace(day=1)


def _day(today: date) -> date:
    """The day that the address names, else today."""
    return known_day(request.args.get(DAY, "")) or today


def known_day(text: str) -> date | None:
    """A day as addresses and forms write it, of the years that a calendar shows."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _weeks(month: date) -> int:
    """How many weeks a month reaches into."""
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return (month.weekday() + last.day - 1) // DAYS + 1
