"""Moving a record on its calendar: to another day or hour by a drop, or by a form that works without a script."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask import redirect, request
from werkzeug.exceptions import PreconditionRequired
from werkzeug.wrappers import Response

from guanxi.data.errors import Conflict, InvalidValues, NotFound, Refused
from guanxi.data.fields import Date
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Done
from guanxi.records.standard import edit
from guanxi.resources.display import format_of, title_of
from guanxi.resources.faces import Faces
from guanxi.resources.forms import form_of, inputs_of, refused
from guanxi.resources.forms import view as input_view
from guanxi.web.asked import today_of
from guanxi.web.calendar_days import CalendarView
from guanxi.web.calendar_pages import entry_shown, place_of
from guanxi.web.calendar_span import known_day, span_of
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.requests import sent_version, wants_fragment

_ = translator("guanxi")
TO = "_to"
Target = tuple[date, int | None, bool]
"""A day, an hour or None, and whether it is the place of what has no hour."""


def move_page(actor: Actor, faces: Faces, id: int) -> Response:
    """GET: the form that names the day, and the time. POST: move the record there."""
    view = CalendarView.asked(actor, faces)
    record = gate.get(actor, faces.resource, id, "view")
    if not view.movable_by:
        raise NotFound(faces.resource.name, id)
    if request.method == "GET":
        return _form(view, record, _inputs(view, record))
    version = sent_version()
    if version is None:
        raise PreconditionRequired
    if TO not in request.form:
        return _typed(view, record, version)
    to = _target(request.form[TO])
    if to is None:
        raise Refused(_("This place is not in the calendar. Load the calendar again."))
    try:
        done = edit(actor, faces.resource, id, _moved(view, record, to), version=version)
    except InvalidValues as wrong:
        raise Refused(next(iter(wrong.errors.values()))) from wrong
    except Conflict as conflict:
        return _answer(view, id, {"text": str(conflict), "tone": "warn"}, 409)
    return _told(view, id, done)


def _typed(view: CalendarView, record: Any, version: int) -> Response:
    """What somebody filled in, written as it is."""
    form = _inputs(view, record, sent=True)
    if not form.validate():
        return _form(view, record, form, 422)
    values = {name: bound.data for name, bound in inputs_of(form).items()}
    begins = values.get(view.on.name)
    if isinstance(begins, datetime):
        values |= _end(view, record, begins)
    try:
        done = edit(view.actor, view.faces.resource, record.id, values, version=version)
    except InvalidValues as wrong:
        if not set(wrong.errors) & set(values):
            raise Refused(next(iter(wrong.errors.values()))) from wrong
        refused(form, wrong.errors)
        return _form(view, record, form, 422)
    except Conflict as conflict:
        return _answer(view, record.id, {"text": str(conflict), "tone": "warn"}, 409)
    return _told(view, record.id, done)


def _target(text: str) -> Target | None:
    """Day and hour out of ``2026-03-05T14``; ``2026-03-05T`` has no hour, ``2026-03-05`` leaves it as it is."""
    head, mark, hour = text.partition("T")
    day = known_day(head)
    if day is None or (
        hour and not (hour.isascii() and hour.isdigit() and len(hour) == 2 and int(hour) < 24)
    ):
        return None
    return day, int(hour) if hour else None, bool(mark) and not hour


def _moved(view: CalendarView, record: Any, to: Target) -> dict[str, Any]:
    """The values of a record that stands at `to`; the minutes stay, and so does how long it lasts."""
    day, hour, whole = to
    values = gate.values_of(view.faces.resource, record)
    begins = values[view.on.name]
    if isinstance(view.on, Date):
        return {view.on.name: day} | _clock(view, values, hour, whole=whole)
    here = begins.astimezone(view.zone) if begins else datetime.combine(day, time(9), view.zone)
    there = datetime.combine(day, here.time() if hour is None else here.time().replace(hour=hour), view.zone)
    return {view.on.name: there} | _end(view, record, there)


def _clock(view: CalendarView, values: dict[str, Any], hour: int | None, *, whole: bool) -> dict[str, Any]:
    """The time of day beside a date."""
    field = view.fields.get("time")
    if field is None or (hour is None and not whole):
        return {}
    minute = str(values[field.name] or "00:00")[-2:]
    return {field.name: None if hour is None else f"{hour:02}:{minute}"}


def _end(view: CalendarView, record: Any, begins: datetime) -> dict[str, Any]:
    """The end, as far behind the beginning as it was."""
    field, values = view.fields.get("end"), gate.values_of(view.faces.resource, record)
    before = values[view.on.name]
    ends = values[field.name] if field else None
    return {field.name: ends + (begins - before)} if field and ends and before else {}


def _told(view: CalendarView, id: int, done: Done) -> Response:
    record = gate.get(view.actor, view.faces.resource, id)
    begins = gate.values_of(view.faces.resource, record)[view.on.name]
    fmt = format_of(view.actor)
    day = fmt.day(begins, today_of(view.actor)) if isinstance(view.on, Date) and begins else ""
    words = str(_("Moved to {day}").format(day=day or view.on.show(begins, fmt)))
    told = {"text": words, "tone": "good", "undo": f"/undo/{done.change}"}
    return _answer(view, id, told if done.change else None)


def _answer(view: CalendarView, id: int, told: dict[str, Any] | None, status: int = 200) -> Response:
    """The entry as it now is and where it stands, for the script; for everybody else the calendar again."""
    span = span_of(view.actor, view.query)
    if not wants_fragment():
        if told:
            toast(told["text"], tone=told["tone"], undo=int(told.get("undo", "/0").rpartition("/")[2]))
        return redirect(f"/{view.query.path}/{span.kept(view.query)}", 303)
    entry = view.only(id)
    card = entry_shown(view, span, entry, view.movable([id])) if entry else ""
    key = place_of(view, span, entry) if entry else None
    return fragment("components/board.html", "moved", card, key, told, status=status)


def _inputs(view: CalendarView, record: Any, *, sent: bool = False) -> Any:
    """The form with the day, and the time of day where there is one."""
    fields = [view.fields[name] for name in ("on", "time") if name in view.fields]
    values = gate.values_of(view.faces.resource, record)
    given = request.form if sent else None
    return form_of(fields, format_of(view.actor), sent=given, values=values, own=None, actor=view.actor)


def _form(view: CalendarView, record: Any, form: Any, status: int = 200) -> Response:
    """A short form: a dialog for the script, else a page."""
    span, fmt = span_of(view.actor, view.query), format_of(view.actor)
    kept = span.kept(view.query)
    name = title_of(view.actor, view.faces.resource, record)
    asked: dict[str, Any] = {
        "title": str(_("Move {name}").format(name=name)),
        "lead": "",
        "action": f"/{view.query.path}/{record.id}/move{kept}",
        "version": sent_version() or record.version,
        "columns": [],
        "hidden": {},
        "fields": [input_view(each, fmt) | {"id": f"m-{key}"} for key, each in inputs_of(form).items()],
        "errors": [],
        "save": str(_("Move")),
        "cancel": f"/{view.query.path}/{kept}",
    }
    if wants_fragment():
        return fragment("components/board.html", "ask_dialog", asked, status=status)
    return page("board_ask.html", view.actor, status=status, title=asked["title"], asked=asked)
