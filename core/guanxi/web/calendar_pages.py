"""The calendar of a resource: a month of days with the records that stand on them, under the list's own filter."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import request
from werkzeug.wrappers import Response

from guanxi.data.errors import NotFound
from guanxi.data.fields import Field
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import page
from guanxi.records.listing_columns import Column
from guanxi.records.listing_groups import heaps
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.web import rendering
from guanxi.web.asked import Asked, asked, today_of
from guanxi.web.filter_pages import chips
from guanxi.web.list_pages import actions_of, filter_builder, quick_filters, views
from guanxi.web.routing import may_open
from guanxi.web.view_bar import view_bar
from guanxi.web.ways import has_pages
from guanxi.work.calendar.working_days import working_days

_ = translator("guanxi")
PLACE, MONTH = "calendar", "_month"
AT_ONCE = 400
DAYS, FRIDAY = 7, 5
OFF, WORKED = _("off"), _("worked")
FIRST_YEAR, LAST_YEAR = 1900, 2200
WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
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
Found = dict[date, list[tuple[Any, ...]]]


def calendar_page(actor: Actor, faces: Faces) -> Response:
    """The weeks of a month (``?_month=2026-03``), Monday first, with the records of each day that the actor sees."""
    query, field = _asked(actor, faces, opening=True)
    resource, today = faces.resource, today_of(actor)
    month = _month(today)
    first = month - timedelta(days=month.weekday())
    days = [first + timedelta(days=number) for number in range(DAYS * _weeks(month))]
    columns, found, counts = _records(actor, faces, query, days)
    drawn = [
        _day(actor, faces, query, columns, each, month, found[each], counts.get(each, 0)) for each in days
    ]
    return rendering.page(
        "calendar.html",
        actor,
        title=str(resource.label),
        icon=resource.icon,
        actions=actions_of(actor, resource),
        search={"action": f"/{query.path}/", "value": query.text, "hidden": query.kept_by_search()},
        quick=quick_filters(faces, query),
        views=views(faces, query),
        saved=view_bar(actor, faces, query),
        chips=chips(actor, resource, query),
        clear=query.address(quick="", q="", f=None, o=None, v=None, _due="", clear=True),
        filtered=len(query.conditions),
        builder_url=f"/{query.path}/filter?{query.encoded}",
        month=_name_of(month),
        by=str(field.label),
        weekdays=[str(each) for each in WEEKDAYS],
        weeks=[drawn[at : at + DAYS] for at in range(0, len(drawn), DAYS)],
        empty=not any(counts.get(each) for each in days),
        previous=_at(query, month - timedelta(days=1)),
        next=_at(query, month + timedelta(days=31)),
        now=query.address(),
    )


def calendar_filter(actor: Actor, faces: Faces) -> Response:
    """The form in which a filter of the calendar is put together."""
    _asked(actor, faces)
    return filter_builder(actor, faces, PLACE)


def _asked(actor: Actor, faces: Faces, *, opening: bool = False) -> tuple[Asked, Field]:
    """What is asked, and the date of the calendar; raises NotFound where the actor may not search by it."""
    assert faces.calendar is not None
    field = gate.searchable_fields(actor, faces.resource).get(faces.calendar.on)
    if field is None:
        raise NotFound(faces.resource.name)
    return asked(actor, faces, place=PLACE, opening=opening), field


def _records(
    actor: Actor, faces: Faces, query: Asked, days: list[date]
) -> tuple[tuple[Column, ...], Found, dict[date, int]]:
    """The first records of each day, and how many there are: one statement for both where they are few, else a few."""
    assert faces.calendar is not None
    on, limit = faces.calendar.on, faces.calendar.limit
    seen = {each.name for each in gate.fields_for(actor, faces.resource)}
    shown = [name for name in (faces.resource.title, on) if name in seen]
    listing = query.listing(faces, actor)
    between = [
        {"field": on, "op": "gte", "value": days[0].isoformat()},
        {"field": on, "op": "lte", "value": days[-1].isoformat()},
    ]
    given = listing.filter if isinstance(listing.filter, list) else [listing.filter] if listing.filter else []
    base = replace(
        listing, columns=tuple(shown), filter=[*given, *between], limit=AT_ONCE, after=None, before=None
    )
    whole = page(actor, base)
    found: Found = defaultdict(list)
    for row in whole.rows:
        found[date.fromisoformat(row[_place(whole.columns, on)])].append(row)
    if whole.next is None:
        return whole.columns, found, {day: len(rows) for day, rows in found.items()}
    counts = {
        date.fromisoformat(value[0]): heap.count for value, heap in heaps(actor, base, on).items() if value[0]
    }
    for day, count in counts.items():
        if len(found[day]) < min(limit, count):
            alone = {"field": on, "op": "eq", "value": day.isoformat()}
            found[day] = page(actor, replace(base, filter=[*given, alone], limit=limit)).rows
    return whole.columns, found, counts


def _place(columns: tuple[Column, ...], name: str) -> int:
    return next(column.at for column in columns if column.name == name)


def _day(
    actor: Actor,
    faces: Faces,
    query: Asked,
    columns: tuple[Column, ...],
    day: date,
    month: date,
    rows: list[tuple[Any, ...]],
    count: int,
) -> dict[str, Any]:
    """A day as calendar.html draws it."""
    assert faces.calendar is not None
    limit, fmt, works = faces.calendar.limit, format_of(actor), working_days(actor.host).works(day)
    path, on = faces.resource.path, faces.calendar.on
    kept = f"{query.encoded}&" if query.encoded else ""
    creates = may_open(actor, f"/{path}/new", "POST") and on in {
        each.name for each in gate.fields_for(actor, faces.resource, "create")
    }
    return {
        "number": day.day,
        "date": day.isoformat(),
        "label": fmt.date(day.isoformat()),
        "weekday": str(WEEKDAYS[day.weekday()]),
        "outside": day.month != month.month,
        "today": day == today_of(actor),
        "off": not works,
        "note": "" if works == (day.weekday() < FRIDAY) else str(WORKED if works else OFF),
        "entries": [_entry(actor, faces, columns, row) for row in rows[:limit]],
        "more": count - limit if count > limit else 0,
        "more_url": f"/{path}/?{kept}{urlencode({on: day.isoformat()})}",
        "new_url": f"/{path}/new?{urlencode({on: day.isoformat()})}" if creates else "",
    }


def _entry(actor: Actor, faces: Faces, columns: tuple[Column, ...], row: tuple[Any, ...]) -> dict[str, str]:
    at = next((column.at for column in columns if column.name == faces.resource.title), None)
    title = row[at] if at is not None else None
    path = f"/{faces.resource.path}/{row[0]}" if has_pages(actor, faces.resource) else ""
    return {"label": str(title or f"#{row[0]}"), "href": path}


def _month(today: date) -> date:
    """The first day of the month that the address names, else of the present one."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})", request.args.get(MONTH, ""))
    if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    return today.replace(day=1)


def _weeks(month: date) -> int:
    """How many weeks a month reaches into."""
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return (month.weekday() + last.day - 1) // DAYS + 1


def _name_of(month: date) -> str:
    """The month as its reader writes it: March 2026, 2026年3月."""
    return str(_("{month} {year}").format(month=str(MONTHS[month.month - 1]), year=month.year))


def _at(query: Asked, month: date) -> str:
    return query.address(_month=f"{month.year:04}-{month.month:02}")
