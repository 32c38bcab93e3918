"""The due list, and what is done in it: done, put off, planned, and after each the question for the next step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues
from guanxi.data.fields import Invalid
from guanxi.data.fields.about import refs_in
from guanxi.data.messages import Message, translator
from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Done
from guanxi.records.resource import Resource
from guanxi.records.rowset import remembering_rows
from guanxi.records.standard import create, edit
from guanxi.records.titles import format_of, title_of
from guanxi.web import activity_view
from guanxi.web.activity_view import SNOOZES, today_of
from guanxi.web.addresses import local_address
from guanxi.web.maturity_pages import maturing_lines
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.requests import wants_fragment
from guanxi.web.ways import to_list, to_record
from guanxi.work.activities import due
from guanxi.work.activities.changes import finish, finish_many, put_off
from guanxi.work.activities.due import Part
from guanxi.work.activities.resource import KINDS, activities

_ = translator("guanxi")
DUE, BASE = "/work/due", f"/{activities.path}"
NEXT_AFTER_DAYS = 7
BESIDE = "#related"
"""Where the short form stands on the page of a record."""
SHORT = ("subject", "due_on", "kind", "about")
PARTS: dict[Part, Message] = {
    Part.OVERDUE: _("Overdue"),
    Part.TODAY: _("Today"),
    Part.NEXT: _("Next 7 days"),
    Part.LATER: _("Later"),
}


def due_page(actor: Actor) -> Response:
    """What is due, by day; ``?team=1`` that of the team and those below, ``?kind=`` one kind alone."""
    team, kind = _asked(request.args)
    with remembering_rows(actor):
        parts = _parts(actor, team=team, kind=kind)
        maturing = [] if kind else maturing_lines(actor, today_of(actor), team=team)
    return page(
        "due.html",
        actor,
        title=str(_("My activities")) if not team else str(_("Activities of my team")),
        parts=parts,
        maturing=maturing,
        quick=activity_view.quick(actor),
        tabs=[
            _tab(_("Mine"), team=False, kind=kind, current=not team),
            _tab(_("My team"), team=True, kind=kind, current=team),
        ],
        kinds=[{"label": str(_("All")), "href": _address(team=team, kind=""), "current": not kind}]
        + [
            {"label": str(label), "href": _address(team=team, kind=code), "current": code == kind}
            for code, label in KINDS.items()
        ],
        all_url=to_list(actor, _resource(actor)),
        may_finish=actor.may(finish.name),
        snoozes=_snoozes(),
    )


def _asked(args: Mapping[str, str]) -> tuple[bool, str]:
    """Whose list and which kind the parameters of its address ask for."""
    kind = args.get("kind", "")
    return args.get("team") == "1", kind if kind in KINDS else ""


def _snoozes() -> list[tuple[int, str]]:
    return [(days, str(label)) for days, label in SNOOZES.items()]


def _parts(actor: Actor, *, team: bool, kind: str) -> list[dict[str, Any]]:
    """The stretches of the due list, their lines drawn together."""
    found = list(due.due(actor, today_of(actor), team=team, kind=kind))
    every = [each for stretch in found for each in stretch.activities]
    drawn = {line.id: line for line in activity_view.lines(actor, every, owners=team)}
    everything = to_list(actor, _resource(actor))
    return [
        {
            "label": str(PARTS[stretch.part]),
            "items": [drawn[each.id] for each in stretch.activities],
            "count": f"{len(stretch.activities)}{'+' if stretch.more else ''}",
            "bad": stretch.part is Part.OVERDUE,
            "all": everything if stretch.more else "",
        }
        for stretch in found
    ]


def finish_one(actor: Actor, id: int) -> Response:
    """Mark one as done and ask for the next step."""
    came_from = _came_from(actor)
    done = finish(actor, id)
    toast(_("Done"), undo=done.change)
    if not actor.may(activities.permission("create")):
        return _to(came_from)
    return _to(f"{BASE}/{id}/next?{urlencode({'back': came_from})}")


def next_step(actor: Actor, id: int) -> Response:
    """GET: what came of it, and what is next. POST: keep the outcome, plan what is next if something was typed."""
    resource = _resource(actor)
    record = gate.get(actor, resource, id)
    back = local_address(request.values.get("back"), request.host) or DUE
    if request.method == "POST":
        outcome = request.form.get("outcome", "").strip()
        if outcome and "outcome" in {f.name for f in gate.fields_for(actor, resource, "edit")}:
            edit(actor, resource, id, {"outcome": outcome})
        if request.form.get("subject", "").strip():
            done = _create(actor, resource)
            toast(_("{kind} created").format(kind=resource.label_one), undo=done.change)
        return _to(back)
    title = title_of(actor, resource, record)
    seen = {f.name for f in gate.fields_for(actor, resource)}
    about = refs_in(record.about) or () if "about" in seen else ()
    mine = (
        [ref for ref in about if gate.rows_among(actor, actor.host.resources[ref.kind], [ref.id])]
        if about
        else []
    )
    filled = activity_view.quick(actor, days=NEXT_AFTER_DAYS)
    return page(
        "next_step.html",
        actor,
        title=str(_("What is the next step?")),
        lead=str(_("Done: {activity}").format(activity=title)),
        action=f"{BASE}/{id}/next",
        back=back,
        quick={**filled, "about": " ".join(ref.text for ref in mine)} if filled else None,
        outcome="outcome" in {f.name for f in gate.fields_for(actor, resource, "edit")},
    )


def snooze(actor: Actor, id: int) -> Response:
    """Put one off by some days."""
    return _put_off(actor, [id])


def several(actor: Actor) -> Response:
    """Do something with all that are chosen: ``act`` is done, or how many days they are put off by."""
    ids = [key for text in request.form.getlist("id") if (key := gate.record_key(text))]
    if not ids:
        return _answered(actor, _("Nothing was chosen."), tone="info")
    if request.form.get("act") != "done":
        return _put_off(actor, ids)
    done = finish_many(actor, ids)
    return _answered(actor, _("{n} done").format(n=len(set(ids))), undo=done.change)


def quick_add(actor: Actor) -> Response:
    """Plan one from the short form; where something is wrong, the whole form opens with what was typed."""
    resource = _resource(actor)
    try:
        done = _create(actor, resource)
    except InvalidValues:
        typed = {name: request.form.get(name, "")[:300] for name in SHORT}
        toast(_("Please complete the activity."), tone="info")
        return _to(f"{BASE}/new?{urlencode(typed)}")
    assert done.ref is not None
    if not done.repeated:
        href = to_record(actor, resource, done.ref.id)
        toast(_("{kind} created").format(kind=resource.label_one), undo=done.change, href=href)
    place = BESIDE if request.form.get("about") else ""
    return _to(_came_from(actor) + place)


def _create(actor: Actor, resource: Resource) -> Done:
    fmt, values, errors = format_of(actor), dict[str, Any](), dict[str, Message]()
    for name in SHORT:
        field = resource.by_name[name]
        try:
            values[name] = field.parse(request.form.get(name, ""), fmt)
        except Invalid as wrong:
            errors[name] = wrong.message
    if errors:
        raise InvalidValues(errors)
    filled = {name: value for name, value in values.items() if value is not None}
    return create(actor, resource, filled, key=request.form.get("once") or None)


def _put_off(actor: Actor, ids: list[int]) -> Response:
    days = gate.record_key(request.form.get("act", "")) or 0
    if days not in SNOOZES:
        abort(404)
    done = put_off(actor, ids, days)
    return _answered(actor, _("Put off"), undo=done.change)


def _answered(actor: Actor, said: Message, *, undo: int = 0, tone: str = "good") -> Response:
    """Back to where one came from; to the script of the due list the list as it is now."""
    came_from = _came_from(actor)
    path, _mark, asked = came_from.partition("?")
    if not wants_fragment() or path != DUE:
        toast(said, undo=undo, tone=tone)
        return _to(came_from)
    team, kind = _asked(dict(parse_qsl(asked)))
    with remembering_rows(actor):
        parts = _parts(actor, team=team, kind=kind)
    alone = bool(parts or kind) or not maturing_lines(actor, today_of(actor), team=team)
    answer = fragment("components/due.html", "due_parts", parts, actor.may(finish.name), _snoozes(), alone)
    told = {"text": str(said), "undo": f"/undo/{undo}" if undo else "", "tone": tone}
    beside = fragment("components/feedback.html", "toast_fragment", told)
    return Response(f"{answer.get_data(as_text=True)}{beside.get_data(as_text=True)}")


def _resource(actor: Actor) -> Resource:
    return actor.host.resources[activities.name]


def _came_from(actor: Actor) -> str:
    return local_address(request.referrer, request.host) or DUE


def _to(address: str) -> Response:
    return redirect(address, 303)


def _tab(label: Message, *, team: bool, kind: str, current: bool) -> dict[str, Any]:
    return {"label": str(label), "href": _address(team=team, kind=kind), "current": current}


def _address(*, team: bool, kind: str) -> str:
    asked = {**({"team": "1"} if team else {}), **({"kind": kind} if kind else {})}
    return f"{DUE}?{urlencode(asked)}" if asked else DUE


def _route(rule: str, name: str, methods: str, action: str, function: Any) -> Route:
    needs = activities.permission(action)
    return Route(rule, f"host.{name}", tuple(methods.split()), needs, "host", function)


ROUTES = (
    _route(DUE, "due", "GET", "view", due_page),
    _route(f"{BASE}/<int:id>/done", "finish_activity", "POST", "done", finish_one),
    _route(f"{BASE}/<int:id>/next", "next_activity", "GET POST", "create", next_step),
    _route(f"{BASE}/<int:id>/snooze", "snooze_activity", "POST", "edit", snooze),
    _route(f"{BASE}/several", "several_activities", "POST", "edit", several),
    _route(f"{BASE}/quick", "quick_activity", "POST", "create", quick_add),
)
