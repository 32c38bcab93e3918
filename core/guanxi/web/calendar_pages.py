"""The calendar of a resource: the days of a month, or the hours of a week, with the records of the list that stand there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import current_app
from markupsafe import Markup
from werkzeug.wrappers import Response

from guanxi.data.fields import Date
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.resources.calendars import MOST_ENTRIES
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.web import rendering
from guanxi.web.asked import today_of
from guanxi.web.calendar_days import PLACE, CalendarView, Days, Entry
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
        empty=not any(found.counts.get(each) for each in span.days),
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


def entry_html(view: CalendarView, span: Span, entry: Entry, movable: frozenset[int]) -> Markup:
    """One entry as markup."""
    module: Any = current_app.jinja_env.get_template("components/calendar.html").module
    html: Markup = module.entry(_drawn(view, span, entry, movable))
    return html


def _shown(view: CalendarView, span: Span, found: Days) -> dict[str, Any]:
    """The days and entries as the templates draw them."""
    limit = view.calendar.limit if span.month else MOST_ENTRIES
    some = {day: found.entries.get(day, [])[:limit] for day in span.days}
    movable = view.movable([each.id for entries in some.values() for each in entries])
    days = [_day(view, span, day, found.counts.get(day, 0) - len(some[day])) for day in span.days]
    if span.month:
        for day in days:
            day["entries"] = [_drawn(view, span, each, movable) for each in some[day["day"]]]
        weeks = [days[at : at + DAYS] for at in range(0, len(days), DAYS)]
        return {"weekdays": [str(each) for each in WEEKDAYS], "weeks": weeks}
    return {"days": days, "rows": _rows(view, span, some, movable, days)}


def _rows(
    view: CalendarView,
    span: Span,
    some: dict[date, list[Entry]],
    movable: frozenset[int],
    days: Sequence[dict[str, Any]],
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
            "cells": [_cell(view, span, some[day["day"]], movable, day, hour) for day in days],
        }
        for hour in wanted
    ]


def _cell(
    view: CalendarView,
    span: Span,
    entries: Sequence[Entry],
    movable: frozenset[int],
    day: dict[str, Any],
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
        "key": f"{day['date']}{mark}",
        "label": f"{day['label']} {hour:02}:00" if hour is not None else day["label"],
        "day": day,
        "taken": taken,
        "entries": [_drawn(view, span, each, movable) for each in here],
    }


def _drawn(view: CalendarView, span: Span, entry: Entry, movable: frozenset[int]) -> dict[str, Any]:
    """An entry as components/calendar.html draws it."""
    start = f"{entry.start:%H:%M}" if entry.start else ""
    return {
        "id": entry.id,
        "version": entry.version,
        "label": entry.label,
        "href": entry.href,
        "time": f"{start}–{entry.until}" if entry.until and not span.month else start,
        "movable": entry.id in movable,
        "move": f"/{view.query.path}/{entry.id}/move{span.kept(view.query)}",
    }


def _day(view: CalendarView, span: Span, day: date, more: int) -> dict[str, Any]:
    """A day as the templates draw it."""
    actor, faces, name = view.actor, view.faces, view.on.name
    works, path = working_days(actor.host).works(day), faces.resource.path
    creates = may_open(actor, f"/{path}/new", "POST") and name in {
        each.name for each in gate.fields_for(actor, faces.resource, "create")
    }
    on = day.isoformat() if isinstance(view.on, Date) else f"{day}T09:00"
    return {
        "day": day,
        "number": day.day,
        "date": day.isoformat(),
        "label": format_of(actor).date(day.isoformat()),
        "weekday": str(WEEKDAYS[day.weekday()]),
        "outside": span.month and day.month != span.first.month,
        "today": day == today_of(actor),
        "off": not works,
        "note": "" if works == (day.weekday() < FRIDAY) else str(WORKED if works else OFF),
        "more": more if more > 0 else 0,
        "more_url": view.listed(day),
        "new_url": f"/{path}/new?{urlencode({name: on})}" if creates else "",
    }
