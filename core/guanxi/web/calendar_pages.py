"""The calendar of a resource: the days of a month, or the hours of a week, with the records of the list that stand there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from werkzeug.wrappers import Response

from guanxi.data.fields import Date
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing_sums import Count
from guanxi.resources.calendars import MOST_ENTRIES
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.web import rendering
from guanxi.web.asked import today_of
from guanxi.web.calendar_days import PLACE, CalendarView, Days, Entry
from guanxi.web.calendar_html import (
    Day,
    Drawn,
    cards_html,
    cell_html,
    entry_html,
    head_html,
    more_html,
    week_html,
)
from guanxi.web.calendar_span import DAYS, Span, span_of
from guanxi.web.facet_pages import search_box
from guanxi.web.filter_pages import filter_builder
from guanxi.web.filter_words import chips
from guanxi.web.list_pages import actions_of, quick_filters, views
from guanxi.web.routing import may_open
from guanxi.web.view_bar import view_bar
from guanxi.work.calendar.working_days import working_days

_ = translator("guanxi")
FRIDAY = 5
OFF, WORKED = _("off"), _("worked")
NINE = "T09%3A00"
"""When a new record begins on a day of a calendar of hours, as an address writes it."""
FIRST_HOUR, LAST_HOUR = 8, 18
WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def calendar_page(actor: Actor, faces: Faces) -> Response:
    """The weeks of a month (``?_month=2026-03``) or one week (``?_span=week&_day=2026-03-05``), Monday first, with what stands there."""
    view = CalendarView.asked(actor, faces, opening=True)
    query, resource, span = view.query, faces.resource, span_of(actor, view.query)
    found = view.days(span.days, view.calendar.limit if span.month else MOST_ENTRIES)
    shown = _shown(view, span, found)
    return rendering.page(
        "calendar.html" if span.month else "calendar_week.html",
        actor,
        title=str(resource.label),
        icon=resource.icon,
        actions=actions_of(actor, resource),
        search=search_box(query),
        quick=quick_filters(faces, query),
        views=views(faces, query),
        saved=view_bar(actor, faces, query),
        chips=chips(actor, resource, query),
        clear=query.address(quick="", q="", f=None, o=None, v=None, _due="", clear=True),
        filtered=len(query.conditions),
        builder_url=f"/{query.path}/filter?{query.encoded}",
        span=span.title(actor),
        by=str(view.on.label),
        empty=not any(found.counts.get(each, Count(0)).number for each in span.days),
        ways=span.beside(query, today_of(actor)),
        movable=view.movable_by,
        **shown,
    )


def calendar_filter(actor: Actor, faces: Faces) -> Response:
    """The form in which a filter of the calendar is put together."""
    CalendarView.asked(actor, faces)
    return filter_builder(actor, faces, PLACE)


def place_of(view: CalendarView, span: Span, entry: Entry) -> str:
    """Where an entry stands on the page: its day; in a week of hours its hour too, or none (``2026-03-05T``)."""
    if span.month or not view.timed:
        return entry.day.isoformat()
    return f"{entry.day}T{entry.start.hour:02}" if entry.start else f"{entry.day}T"


def entry_shown(view: CalendarView, span: Span, entry: Entry, movable: frozenset[int]) -> Markup:
    """One entry as markup."""
    return entry_html(_drawn(view, entry, movable, span.kept(view.query), month=span.month))


def _shown(view: CalendarView, span: Span, found: Days) -> dict[str, Any]:
    """The days and entries as the templates draw them."""
    limit = view.calendar.limit if span.month else MOST_ENTRIES
    some = {day: found.entries.get(day, [])[:limit] for day in span.days}
    movable = view.movable([each.id for entries in some.values() for each in entries])
    days, kept = _days(view, span), span.kept(view.query)
    more = {day: _more(view, day, found.counts.get(day, Count(0)), len(some[day])) for day in span.days}
    if not span.month:
        drawn = [
            {"day": day, "head": head_html(day), "more": more[each]}
            for each, day in zip(span.days, days, strict=True)
        ]
        return {"days": drawn, "rows": _rows(view, span, some, movable, days)}
    cells = [
        cell_html(day, _cards(view, some[each], movable, kept, month=True), more[each])
        for each, day in zip(span.days, days, strict=True)
    ]
    weeks = [week_html(cells[at : at + DAYS]) for at in range(0, len(cells), DAYS)]
    return {"weekdays": [str(each) for each in WEEKDAYS], "weeks": weeks}


def _cards(
    view: CalendarView, entries: Sequence[Entry], movable: frozenset[int], kept: str, *, month: bool
) -> Markup:
    return cards_html(_drawn(view, each, movable, kept, month=month) for each in entries)


def _more(view: CalendarView, day: date, count: Count, shown: int) -> str:
    """The way to the others of a day; of very many it is told only that there are more than counted."""
    left = count.number - shown
    return more_html(f"{left}{'+' * count.more}", view.listed(day)) if left > 0 else ""


def _rows(
    view: CalendarView,
    span: Span,
    some: dict[date, list[Entry]],
    movable: frozenset[int],
    days: Sequence[Day],
) -> list[dict[str, Any]]:
    """The row of what stands on whole days, and the hours: those of work, and those at which something stands."""
    hours = [each.start.hour for entries in some.values() for each in entries if each.start]
    ends = [each.start.hour + each.hours - 1 for entries in some.values() for each in entries if each.start]
    wanted: list[int | None] = [None] if isinstance(view.on, Date) else []
    if view.timed:
        wanted += range(min([FIRST_HOUR, *hours]), max([LAST_HOUR, *ends]) + 1)
    return [
        {
            "label": "" if hour is None else f"{hour:02}:00",
            "cells": [
                _cell(view, span, some[on], movable, day, hour)
                for on, day in zip(span.days, days, strict=True)
            ],
        }
        for hour in wanted
    ]


def _cell(
    view: CalendarView,
    span: Span,
    entries: Sequence[Entry],
    movable: frozenset[int],
    day: Day,
    hour: int | None,
) -> dict[str, Any]:
    mark = "" if not view.timed else "T" if hour is None else f"T{hour:02}"
    here = [each for each in entries if (each.start.hour if each.start else None) == hour]
    if not view.timed:
        here = list(entries)
    taken = hour is not None and any(
        each.start and each.start.hour < hour < each.start.hour + each.hours for each in entries
    )
    return {
        "key": f"{day.date}{mark}",
        "label": f"{day.label} {hour:02}:00" if hour is not None else day.label,
        "day": day,
        "taken": taken,
        "cards": _cards(view, here, movable, span.kept(view.query), month=False),
    }


def _drawn(view: CalendarView, entry: Entry, movable: frozenset[int], kept: str, *, month: bool) -> Drawn:
    """An entry as it is drawn; `kept` is what the address of a move carries."""
    start = f"{entry.start:%H:%M}" if entry.start else ""
    time = f"{start}–{entry.until}" if entry.until and not month else start
    move = f"/{view.query.path}/{entry.id}/move{kept}" if entry.id in movable else ""
    return Drawn(entry.id, entry.version, entry.label, time, entry.href, move)


def _days(view: CalendarView, span: Span) -> list[Day]:
    """The days as they are drawn."""
    actor, name, path = view.actor, view.on.name, view.faces.resource.path
    calendar, today, fmt = working_days(actor.host), today_of(actor), format_of(actor)
    creates = may_open(actor, f"/{path}/new", "POST") and name in {
        each.name for each in gate.fields_for(actor, view.faces.resource, "create")
    }
    begins, ends = f"/{path}/new?{urlencode({name: ''})}", "" if isinstance(view.on, Date) else NINE
    weekdays = [str(each) for each in WEEKDAYS]
    return [
        Day(
            date=(written := day.isoformat()),
            number=day.day,
            label=fmt.date(written),
            weekday=weekdays[day.weekday()],
            outside=span.month and day.month != span.first.month,
            today=day == today,
            off=not (works := calendar.works(day)),
            note="" if works == (day.weekday() < FRIDAY) else str(WORKED if works else OFF),
            new_url=f"{begins}{written}{ends}" if creates else "",
        )
        for day in span.days
    ]
