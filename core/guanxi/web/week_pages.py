"""The week board: people by days, their activities as cards that are moved by mouse, finger, keys or a form; on a phone a list of days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask import redirect, request
from markupsafe import Markup
from werkzeug.exceptions import PreconditionRequired
from werkzeug.wrappers import Response

from guanxi.data.errors import Conflict, InvalidValues, Refused
from guanxi.data.messages import translator
from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.titles import format_of, title_of, title_seen
from guanxi.web.activity_view import today_of
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.requests import sent_version, wants_fragment
from guanxi.web.ways import to_record
from guanxi.web.week_html import card_html, row_html
from guanxi.work.activities.resource import ICONS, KINDS, activities
from guanxi.work.activities.tables import Activity
from guanxi.work.calendar.working_days import working_days
from guanxi.work.team.reach import LEAD, Person, people_led
from guanxi.work.team.week import DAYS, Place, Week, monday_of, move, week_of

_ = translator("guanxi")
WEEK = "/work/week/"
FIRST, LAST = date(1900, 1, 1), date(9990, 1, 1)


def week_page(actor: Actor) -> Response:
    """The week that the address names by a day, or the present one."""
    people, monday = people_led(actor), _asked(actor)
    week = week_of(actor, [each.id for each in people], monday)
    today = today_of(actor)
    days = [_day(actor, each, today) for each in week.days]
    return page(
        "week.html",
        actor,
        title=str(_("Week board")),
        lead=_span(actor, week),
        heads_url=f"{WEEK}loads?from={monday}",
        before=f"{WEEK}?from={monday - timedelta(days=DAYS)}",
        now=WEEK,
        after=f"{WEEK}?from={monday + timedelta(days=DAYS)}",
        days=days,
        rows=_rows(actor, people, week, days),
    )


def loads(actor: Actor) -> Response:
    """How much there is in each place of the week: a fragment, fetched again when a card has moved."""
    people = people_led(actor)
    week = week_of(actor, [each.id for each in people], _asked(actor))
    items = [
        {
            "number": f"{row}-{at}",
            "records": week.load((each.id, day))[0],
            "text": _load(week, (each.id, day)),
        }
        for row, each in enumerate(people)
        for at, day in enumerate(week.days)
    ]
    return fragment("components/week.html", "loads", items)


def move_page(actor: Actor, id: int) -> Response:
    """GET: the form that names person and day. POST: move the card there."""
    record = gate.get(actor, activities, id, "view")
    if request.method == "GET":
        return _form(actor, record)
    version, place = sent_version(), _place(request.form.get("_to", ""))
    if version is None:
        raise PreconditionRequired
    if place is None:
        raise Refused(_("Choose a person and a day."))
    try:
        done = move(actor, id, *place, version=version)
    except InvalidValues as wrong:
        raise Refused(next(iter(wrong.errors.values()))) from wrong
    except Conflict:
        moved = {"text": str(_("Somebody else moved this meanwhile.")), "tone": "warn"}
        return _answer(actor, id, moved, 409)
    words = str(_("Moved to {day}").format(day=format_of(actor).day(place[1], today_of(actor))))
    told = {"text": words, "tone": "good", "undo": f"/undo/{done.change}"}
    return _answer(actor, id, told if done.change else None)


def _asked(actor: Actor) -> date:
    """The Monday of the week asked for; an address without a readable day asks for the present one."""
    try:
        day = date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        day = today_of(actor)
    return monday_of(day if FIRST <= day <= LAST else today_of(actor))


def _place(text: str) -> Place | None:
    """Person and day out of ``7:2026-03-05``."""
    owner, _colon, day = text.partition(":")
    key = gate.record_key(owner)
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return (key, found) if key is not None and FIRST <= found <= LAST else None


def _answer(actor: Actor, id: int, told: dict[str, Any] | None, status: int = 200) -> Response:
    """The card as it now is and where it stands, for the script; for everybody else the board again."""
    record = gate.get(actor, activities, id)
    if not wants_fragment():
        if told:
            toast(told["text"], tone=told["tone"], undo=int(told.get("undo", "/0").rpartition("/")[2]))
        return redirect(f"{WEEK}?from={monday_of(record.due_on)}", 303)
    card = card_html(_cards(actor, [record])[record.id])
    return fragment(
        "components/board.html", "moved", card, f"{record.owner_id}:{record.due_on}", told, status=status
    )


def _form(actor: Actor, record: Activity) -> Response:
    """The form without a script: every person on every day of the week of the activity."""
    week, fmt = Week(monday_of(record.due_on)), format_of(actor)
    here = f"{record.owner_id}:{record.due_on}"
    choices = [
        (f"{each.id}:{day}", f"{each.name} · {fmt.day(day, today_of(actor))}", f"{each.id}:{day}" == here)
        for each in people_led(actor)
        for day in [*week.days, *Week(week.monday + timedelta(days=DAYS)).days]
    ]
    asked = {
        "title": str(_("Move {name}").format(name=title_of(actor, activities, record))),
        "lead": "",
        "action": f"{WEEK}{record.id}/move",
        "version": record.version,
        "columns": choices,
        "hidden": {},
        "fields": [],
        "errors": [],
        "save": str(_("Move")),
        "cancel": f"{WEEK}?from={week.monday}",
    }
    if wants_fragment():
        return fragment("components/board.html", "ask_dialog", asked)
    return page("board_ask.html", actor, title=asked["title"], asked=asked)


def _day(actor: Actor, day: date, today: date) -> dict[str, Any]:
    return {
        "date": day,
        "label": format_of(actor).day(day, today),
        "off": not working_days(actor.host).works(day),
        "today": day == today,
    }


def _rows(actor: Actor, people: Iterable[Person], week: Week, days: Sequence[dict[str, Any]]) -> list[Markup]:
    cards = _cards(actor, week.every())
    return [row_html(_person(each, week, row, days), cards) for row, each in enumerate(people)]


def _person(person: Person, week: Week, row: int, days: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": person.name,
        "href": f"/work/team/{person.id}",
        "cells": [
            {
                "key": f"{person.id}:{day['date']}",
                "number": f"{row}-{at}",
                "ids": [each.id for each in week.items.get((person.id, day["date"]), ())],
                "load": _load(week, (person.id, day["date"])),
                "day": day,
            }
            for at, day in enumerate(days)
        ],
    }


def _load(week: Week, place: Place) -> str:
    count, minutes = week.load(place)
    if not count:
        return ""
    return f"{count} · {_('{n} min').format(n=minutes)}" if minutes else str(count)


def _cards(actor: Actor, found: Iterable[Activity]) -> dict[int, dict[str, Any]]:
    """The cards by id, with what of each the reader sees and whether he may move it."""
    records = list(found)
    seen = {each.name for each in gate.fields_for(actor, activities)}
    writable = {each.name for each in gate.fields_for(actor, activities, "edit")}
    ids = [each.id for each in records] if "due_on" in writable else []
    may = actor.may(activities.permission("edit"))
    own = [each.id for each in records if each.owner_id == actor.id]
    movable = gate.may_do_among(actor, activities, ids, "edit", own) if ids and may else frozenset()
    titled = title_seen(actor, activities)
    return {
        each.id: {
            "id": each.id,
            "version": each.version,
            "title": each.subject if titled else f"#{each.id}",
            "href": to_record(actor, activities, each.id),
            "kind": str(KINDS.get(each.kind, each.kind)) if "kind" in seen else "",
            "icon": ICONS.get(each.kind, activities.icon) if "kind" in seen else activities.icon,
            "time": each.due_time or "" if "due_time" in seen else "",
            "minutes": each.minutes if "minutes" in seen else None,
            "high": each.priority == "high" and "priority" in seen,
            "movable": each.id in movable,
            "move": f"{WEEK}{each.id}/move",
        }
        for each in records
    }


def _span(actor: Actor, week: Week) -> str:
    fmt = format_of(actor)
    return f"{fmt.date(week.days[0])} – {fmt.date(week.days[-1])}"


def _route(rule: str, name: str, methods: str, function: Any, needs: str) -> Route:
    return Route(rule, f"host.{name}", tuple(methods.split()), needs, "host", function)


ROUTES = (
    _route(WEEK, "week", "GET", week_page, LEAD),
    _route(f"{WEEK}loads", "week_loads", "GET", loads, LEAD),
    _route(f"{WEEK}<int:id>/move", "move_in_week", "GET POST", move_page, activities.permission("edit")),
)
