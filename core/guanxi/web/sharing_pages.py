"""Collaborators on pages: who is let in to a record, letting somebody in to one or to those selected, ending it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues, Refused
from guanxi.data.fields import Choice, Date, Field, Link
from guanxi.data.messages import translator
from guanxi.people.collaborating import (
    LEVEL_NAMES,
    MOST,
    SHARE,
    Collaborator,
    collaborators,
    end_share,
    share,
)
from guanxi.people.resources import users
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, linked_title, title_of, titles, titles_of
from guanxi.resources.faces import Faces
from guanxi.resources.forms import errors_of, form_of, refused, view
from guanxi.web.addresses import local_address
from guanxi.web.crumbs import crumbs
from guanxi.web.rendering import page, toast
from guanxi.web.ways import away, back

_ = translator("guanxi")
SELF_LEAVING = _("Your access to this record has ended.")


def shares_page(actor: Actor, faces: Faces, id: int) -> Response:
    """GET: who is let in, and the form that lets somebody in or changes that. POST: do it."""
    resource = faces.resource
    record = gate.get(actor, resource, id, SHARE)
    if request.method == "GET":
        return _page(actor, faces, record, _form(actor, values=_present(actor, resource, record)))
    form = _form(actor, sent=request.form)
    if not form.validate():
        return _page(actor, faces, record, form, status=422)
    try:
        done = _do(actor, resource, [record.id], form)
    except InvalidValues as wrong:
        refused(form, wrong.errors)
        return _page(actor, faces, record, form, status=422)
    toast(_("Who is let in to this record is changed."), undo=done.change)
    return redirect(f"/{resource.path}/{record.id}/shares", 303)


def share_selected(actor: Actor, faces: Faces) -> Response:
    """The form for the records that are selected in the list; sent with a colleague, it lets him in to those of them it may."""
    resource = faces.resource
    ids = sorted({key for key in request.form.getlist("id", type=int) if gate.record_key(key)})
    came_from = local_address(request.form.get("next") or request.referrer, request.host) or away(
        actor, resource
    )
    if not ids or len(ids) > MOST:
        toast(_("Choose 1 to {n} records.").format(n=MOST), tone="info")
        return redirect(came_from, 303)
    mine = sorted(gate.rows_among(actor, resource, ids, SHARE))
    seen = gate.rows_among(actor, resource, ids)
    if not mine:
        toast(_("You may share none of these records."), tone="bad")
        return redirect(came_from, 303)
    counts = (len(mine), len(seen) - len(mine))
    if "user" not in request.form:
        return _selected_page(actor, faces, mine, counts, came_from, _form(actor, values={"level": "view"}))
    form = _form(actor, sent=request.form)
    if not form.validate():
        return _selected_page(actor, faces, mine, counts, came_from, form, status=422)
    try:
        done = _do(actor, resource, mine, form)
    except InvalidValues as wrong:
        refused(form, wrong.errors)
        return _selected_page(actor, faces, mine, counts, came_from, form, status=422)
    toast(_("1 record is shared", "{n} records are shared", n=len(mine)), undo=done.change)
    return redirect(came_from, 303)


def end_one(actor: Actor, faces: Faces, id: int, user: int) -> Response:
    """Let somebody in no more; one's own share everybody may end."""
    resource = faces.resource
    done = end_share(actor, resource, id, user)
    if user == actor.id:
        toast(SELF_LEAVING, tone="info")
        return redirect(away(actor, resource), 303)
    toast(_("This colleague is let in no more."), undo=done.change)
    may = gate.rows_among(actor, resource, (id,), SHARE) and actor.may(resource.permission(SHARE))
    return redirect(f"/{resource.path}/{id}/shares" if may else back(actor, resource, id), 303)


def collaborators_of(actor: Actor, resource: Resource, record: Any) -> list[Collaborator]:
    """Who is let in beside owner and team; nobody where records are not shared, and in the bin."""
    if not resource.rows.shared or record.deleted_at is not None:
        return []
    return collaborators(resource, record.id, actor.host.clock())


def panel(
    actor: Actor, resource: Resource, record: Any, found: Sequence[Collaborator]
) -> list[dict[str, Any]]:
    """Who is let in, as a related list of the record's page; nothing where records are not shared."""
    if not resource.rows.shared or record.deleted_at is not None:
        return []
    names = titles(actor, users.name, {each.user for each in found})
    may = actor.may(resource.permission(SHARE)) and gate.may_do(actor, resource, record, SHARE)
    way = {"label": _("Share"), "href": f"/{resource.path}/{record.id}/shares", "icon": "user-plus"}
    return [
        {
            "id": "collaborators",
            "title": _("Co-workers"),
            "count": len(found),
            "entries": [_entry(actor, each, names) for each in found],
            "empty": _("Nobody is let in beside owner and team."),
            "add": {**way, "kind": "ghost small"} if may else None,
        }
    ]


def _entry(actor: Actor, each: Collaborator, names: dict[int, str]) -> dict[str, Any]:
    return {
        "label": names.get(each.user) or f"#{each.user}",
        "href": "",
        "detail": str(LEVEL_NAMES[each.level]),
        "side": _until(actor, each),
    }


def _until(actor: Actor, each: Collaborator) -> str:
    last = each.last_day(actor.zone)
    return str(_("until {day}").format(day=format_of(actor).date(last.isoformat()))) if last else ""


def _fields() -> list[Field]:
    return [
        Link("user", users.name, label=_("Colleague"), required=True),
        Choice("level", list(LEVEL_NAMES.items()), label=_("May do"), required=True),
        Date("until", label=_("Last day"), help=_("Empty: without end. Access ends when this day ends.")),
    ]


def _form(actor: Actor, **filled: Any) -> Any:
    return form_of(_fields(), format_of(actor), actor=actor, **filled)


def _present(actor: Actor, resource: Resource, record: Any) -> dict[str, Any]:
    """What the form shows of the share that ``?user=`` names; of a colleague who is not let in yet his name."""
    asked = request.args.get("user", type=int)
    for each in collaborators(resource, record.id, actor.host.clock()):
        if each.user == asked:
            return {"user": each.user, "level": each.level, "until": each.last_day(actor.zone)}
    known = titles(actor, users.name, [asked]) if asked and gate.record_key(asked) else {}
    return {"level": "view", **({"user": asked} if asked in known else {})}


def _do(actor: Actor, resource: Resource, ids: Iterable[int], form: Any) -> Any:
    values = {name: form[name].data for name in ("user", "level", "until")}
    missing = {name: _("Fill this in.") for name in ("user", "level") if values[name] in (None, "")}
    if missing:
        raise InvalidValues(missing)
    try:
        return share(actor, resource, ids, values["user"], values["level"], until=values["until"])
    except Refused as no:
        raise InvalidValues({"user": no.message}) from no  # type: ignore[dict-item]


def _drawn(actor: Actor, form: Any) -> list[Any]:
    fmt, values = format_of(actor), {name: bound.data for name, bound in form._fields.items()}
    linked = titles_of(actor, [bound.field for bound in form], values)
    return [
        view(
            bound,
            fmt,
            text=linked_title(bound.field, bound.data, linked),
            lookup=f"/{users.path}/lookup",
        )
        for bound in form
    ]


def _page(actor: Actor, faces: Faces, record: Any, form: Any, *, status: int = 200) -> Response:
    resource, here = faces.resource, f"/{faces.resource.path}/{record.id}/shares"
    found = collaborators(resource, record.id, actor.host.clock())
    names = titles(actor, users.name, {each.user for each in found})
    return page(
        "shares.html",
        actor,
        status=status,
        title=str(_("Co-workers")),
        lead=str(
            _("Who is let in to “{title}” beside its owner and team.").format(
                title=title_of(actor, resource, record)
            )
        ),
        crumbs=crumbs(actor, resource, record),
        people=[
            {
                **_entry(actor, each, names),
                "change": f"{here}?user={each.user}",
                "end": f"{here}/{each.user}/end",
            }
            for each in found
        ],
        action=here,
        hidden={},
        cancel=back(actor, resource, record.id),
        sections=[{"label": str(_("Let a colleague in")), "fields": _drawn(actor, form)}],
        errors=errors_of(form, ()),
    )


def _selected_page(
    actor: Actor,
    faces: Faces,
    ids: list[int],
    counts: tuple[int, int],
    came_from: str,
    form: Any,
    *,
    status: int = 200,
) -> Response:
    resource = faces.resource
    lead = str(_("1 record will be shared.", "{n} records will be shared.", n=counts[0]))
    if counts[1]:
        lead += " " + str(
            _("{n} of those selected you may not share; they are left out.").format(n=counts[1])
        )
    return page(
        "shares.html",
        actor,
        status=status,
        title=str(_("Share")),
        lead=lead,
        crumbs=crumbs(actor, resource),
        people=None,
        action=f"/{resource.path}/share",
        hidden={"next": came_from},
        ids=ids,
        cancel=came_from,
        sections=[{"label": str(_("Let a colleague in")), "fields": _drawn(actor, form)}],
        errors=errors_of(form, ()),
    )
