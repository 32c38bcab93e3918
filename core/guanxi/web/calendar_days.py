"""What stands on the days of a calendar: the records behind the gate, each with its day and time as the reader sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from guanxi.data.errors import NotFound
from guanxi.data.fields import Date, DateTime, Field
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import LARGEST_PAGE, ListQuery, page
from guanxi.records.listing_sort import offered
from guanxi.records.listing_sums import Count, count
from guanxi.resources.calendars import Calendar
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.web.asked import Asked, asked
from guanxi.web.condition_pairs import address_of
from guanxi.web.ways import has_pages

PLACE = "calendar"
AT_ONCE, MOST_COUNTED = LARGEST_PAGE, 100
ONE_DAY = timedelta(days=1)
MINUTES = 24 * 60


@dataclass(frozen=True)
class Entry:
    """One record on its day; `start` is its time of day or None, `until` the end as the reader writes it."""

    id: int
    version: int
    label: str
    href: str
    day: date
    start: time | None
    until: str = ""
    hours: int = 1
    """Over how many hours of its day it reaches."""


@dataclass(frozen=True)
class Days:
    """The entries of days, with how many there are of each where that is more than are shown."""

    entries: dict[date, list[Entry]]
    counts: dict[date, Count]


@dataclass(frozen=True)
class CalendarView:
    """The calendar of a resource as one request asks for it."""

    actor: Actor
    faces: Faces
    query: Asked
    on: Field

    @classmethod
    def asked(cls, actor: Actor, faces: Faces, *, opening: bool = False) -> CalendarView:
        """What this request asks; raises NotFound where the actor may not search by the day of the calendar."""
        assert faces.calendar is not None
        on = gate.searchable_fields(actor, faces.resource).get(faces.calendar.on)
        if on is None:
            raise NotFound(faces.resource.name)
        return cls(actor, faces, asked(actor, faces, place=PLACE, opening=opening), on)

    @property
    def calendar(self) -> Calendar:
        """What the plugin declared."""
        assert self.faces.calendar is not None
        return self.faces.calendar

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of whoever looks."""
        return ZoneInfo(self.actor.zone)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The fields of the calendar that the actor sees whole, by what they are: on, time, end, length."""
        seen, calendar = gate.searchable_fields(self.actor, self.faces.resource), self.calendar
        named = {"on": calendar.on, "time": calendar.time, "end": calendar.end, "length": calendar.length}
        return {what: seen[name] for what, name in named.items() if name in seen}

    @property
    def timed(self) -> bool:
        """Tell whether the records stand at an hour for this reader."""
        return "time" in self.fields or isinstance(self.on, DateTime)

    @cached_property
    def movable_by(self) -> bool:
        """Tell whether the actor may move records at all."""
        resource = self.faces.resource
        writable = {each.name for each in gate.fields_for(self.actor, resource, "edit")}
        wanted = {self.fields[name].name for name in ("on", "time", "end") if name in self.fields}
        return wanted <= writable and self.actor.may(resource.permission("edit"))

    def movable(self, ids: Sequence[int]) -> frozenset[int]:
        """Those of the records that the actor may move."""
        if not ids or not self.movable_by:
            return frozenset()
        return gate.may_do_among(self.actor, self.faces.resource, list(ids), "edit")

    def between(self, first: date, last: date) -> list[dict[str, Any]]:
        """The conditions for the records that stand on these days, both counted."""
        if isinstance(self.on, Date):
            values = first.isoformat(), last.isoformat()
            ops = ("eq",) if first == last else ("gte", "lte")
        else:
            values = self._text(first), self._text(last + ONE_DAY)
            ops = ("gte", "lt")
        return [
            {"field": self.on.name, "op": op, "value": text} for op, text in zip(ops, values, strict=False)
        ]

    def _text(self, day: date) -> str:
        """When a day begins where the reader is, as filters take it."""
        return str(self.on.to_json(datetime.combine(day, time(), self.zone)))

    def listed(self, day: date) -> str:
        """The address of the list of one day."""
        kept = f"{self.query.encoded}&" if self.query.encoded else ""
        conditions = self.between(day, day)
        if isinstance(self.on, Date):
            return f"/{self.faces.resource.path}/?{kept}{urlencode({self.on.name: day.isoformat()})}"
        return f"/{self.faces.resource.path}/?{kept}{urlencode(address_of(conditions))}"

    def days(self, shown: Sequence[date], limit: int) -> Days:
        """The entries of these days: in one statement where a page holds them; else the first of each day, and its number."""
        whole = page(self.actor, self._base(self.between(shown[0], shown[-1]), AT_ONCE))
        if whole.next is None:
            return self._entries(whole.columns, whole.rows, limit)
        found = Days({}, {})
        for day in shown:
            base = self._base(self.between(day, day), limit)
            first = page(self.actor, base)
            here = self._entries(first.columns, first.rows, limit)
            found.entries.update(here.entries)
            found.counts.update({day: count(self.actor, base, MOST_COUNTED)} if first.next else here.counts)
        return found

    def only(self, id: int) -> Entry | None:
        """One record as it now stands."""
        base = replace(self._base([], 1), filter=None, among=(id,), also=None)
        found = page(self.actor, base)
        entries = self._entries(found.columns, found.rows, 1).entries
        return next((each[0] for each in entries.values()), None)

    def _base(self, between: list[dict[str, Any]], limit: int) -> ListQuery:
        listing = self.query.listing(self.faces, self.actor)
        given = (
            listing.filter if isinstance(listing.filter, list) else [listing.filter] if listing.filter else []
        )
        seen = {each.name for each in gate.fields_for(self.actor, self.faces.resource)}
        title = [self.faces.resource.title] if self.faces.resource.title in seen else []
        names = dict.fromkeys([*title, *(each.name for each in self.fields.values()), "version"])
        return replace(
            listing,
            columns=tuple(names),
            sort=self.on.name if self.on.name in offered(self.faces.resource) else listing.sort,
            filter=[*given, *between],
            limit=limit,
            after=None,
            before=None,
        )

    def _entries(self, columns: Sequence[Any], rows: Sequence[tuple[Any, ...]], most: int) -> Days:
        """The first `most` entries of each day, and how many it has."""
        at = {column.name: column.at for column in columns}
        on, clock = self.fields["on"], self.fields.get("time")
        standing: dict[date, list[tuple[time | None, tuple[Any, ...]]]] = defaultdict(list)
        for row in rows:
            begins = on.from_row((row[at[on.name]],))
            if begins is not None:
                told = clock.from_row((row[at[clock.name]],)) if clock else None
                day, start = self._stands(begins, told)
                standing[day].append((start, row))
        found = Days({}, {day: Count(len(each)) for day, each in standing.items()})
        for day, each in standing.items():
            each.sort(key=lambda one: (one[0] is not None, one[0] or time()))
            found.entries[day] = [self._entry(at, row, day, start) for start, row in each[:most]]
        return found

    def _entry(self, at: dict[str, int], row: tuple[Any, ...], day: date, start: time | None) -> Entry:
        place, until, hours = at.get(self.faces.resource.title), "", 1
        label = str((row[place] if place is not None else None) or f"#{row[0]}")
        if start is not None:
            values = {what: field.from_row((row[at[field.name]],)) for what, field in self.fields.items()}
            until, hours = self._lasts(day, start, values["on"], values)
        path = f"{self._path}{row[0]}" if self._path else ""
        return Entry(row[0], row[at["version"]], label.splitlines()[0], path, day, start, until, hours)

    @cached_property
    def _path(self) -> str:
        """What stands before a record's id in its address; empty where records have no pages."""
        resource = self.faces.resource
        return f"/{resource.path}/" if has_pages(self.actor, resource) else ""

    def _stands(self, begins: Any, clock: str | None) -> tuple[date, time | None]:
        if isinstance(begins, datetime):
            here = begins.astimezone(self.zone)
            return here.date(), here.time().replace(second=0, microsecond=0)
        return begins, time.fromisoformat(clock) if clock else None

    def _lasts(self, day: date, start: time, begins: Any, values: dict[str, Any]) -> tuple[str, int]:
        """Until when an entry lasts, in words, and over how many hours of its day it reaches."""
        ends, minutes = values.get("end"), values.get("length")
        if ends is not None and ends > begins:
            here = ends.astimezone(self.zone)
        elif minutes and minutes <= 7 * MINUTES:
            here = self._later(day, start, begins, timedelta(minutes=minutes))
        else:
            return "", 1
        fmt = format_of(self.actor)
        text = f"{here:%H:%M}" if here.date() == day else f"{fmt.date(here.date().isoformat())} {here:%H:%M}"
        last = 23 if here.date() > day else here.hour - (1 if here.minute == 0 else 0)
        return text, max(1, last - start.hour + 1)

    def _later(self, day: date, start: time, begins: Any, lasting: timedelta) -> datetime:
        if isinstance(begins, datetime):
            return (begins + lasting).astimezone(self.zone)
        return datetime.combine(day, start) + lasting
