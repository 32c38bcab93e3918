"""Handing over what somebody has: the checklist, to whom it goes, what would move, and the button."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues, Refused
from guanxi.data.fields import About, Choice, Field, Link, LongText
from guanxi.data.messages import listed, translator
from guanxi.people.collaborating import SHARE
from guanxi.people.escalation import ADMINISTER
from guanxi.people.handovers import runs
from guanxi.people.handovers.held_shares import PASS, SHARES, shares_given
from guanxi.people.handovers.plan import (
    EVEN,
    HOW,
    Checklist,
    Line,
    Plan,
    checklist,
    preview,
    refuse_faults,
)
from guanxi.people.handovers.resource import HAND_OVER, LONGEST_NOTE
from guanxi.people.resources import users
from guanxi.people.rights import roles_of
from guanxi.people.role_names import shown_name
from guanxi.people.tables import User
from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.titles import format_of, titles, titles_for
from guanxi.resources.forms import errors_of, form_of, refused, view
from guanxi.web.handing_run_pages import ROUTES as RUN_ROUTES
from guanxi.web.handing_run_pages import do_at_once, run_address
from guanxi.web.lookup import offered
from guanxi.web.rendering import page
from guanxi.web.ways import to_list

_ = translator("guanxi")
CHECK = "check"
TO = tuple(
    Link(f"to_{n}" if n > 1 else "to", users.name, label=label, required=n == 1)
    for n, label in enumerate((_("New owner"), _("Second"), _("Third"), _("Fourth")), 1)
)
RECORDS = About("records", label=_("Only these records"), help=_("Empty: everything that is ticked above."))
FIELDS: tuple[Field, ...] = (
    *TO,
    Choice("how", list(HOW.items()), label=_("Among several"), required=True),
    Choice("shares", list(SHARES.items()), label=_("Shares held"), required=True),
    RECORDS,
    LongText(
        "note",
        label=_("Open matters"),
        max=LONGEST_NOTE,
        help=_("What the new owner must know; it is read before the hand-over is confirmed."),
    ),
)


def hand_over_page(actor: Actor, id: int) -> Response:
    """GET: what the user has, and the form. POST: count what would move, or hand it over."""
    user: User = gate.get(actor, users, id, "hand_over")
    if request.method == "GET":
        return _page(actor, user, _form(actor, values={"how": EVEN, "shares": PASS}))
    form = _form(actor, sent=request.form)
    if not form.validate():
        return _page(actor, user, form, status=422)
    plan = _plan(form, user)
    try:
        if request.form.get("act") == CHECK:
            refuse_faults(actor, user.id, plan)
            return _page(actor, user, form, counted=preview(actor, user.id, plan))
        run = runs.start(actor, user.id, plan)
    except InvalidValues as wrong:
        refused(form, wrong.errors)
        left = [str(text) for name, text in wrong.errors.items() if name not in form]
        return _page(actor, user, form, status=422, errors=left)
    except Refused as no:
        return _page(actor, user, form, status=409, errors=[str(no)])
    do_at_once(actor, runs.find(actor, run))
    return redirect(run_address(run), 303)


def offer(actor: Actor, id: int) -> Response:
    """Records that the form may name, by what was typed."""
    gate.get(actor, users, id, "hand_over")
    return offered(actor, RECORDS)


def way(actor: Actor, user: User) -> dict[str, Any] | None:
    """The button that leads to the page; None for who may not hand this user over."""
    if user.deleted_at is not None or not actor.may(HAND_OVER):
        return None
    if not gate.rows_among(actor, users, (user.id,), "hand_over"):
        return None
    return {"label": _("Hand over"), "href": hand_over_address(user.id), "icon": "arrow-right-left"}


def _form(actor: Actor, **filled: Any) -> Any:
    return form_of(FIELDS, format_of(actor), actor=actor, **filled)


def _plan(form: Any, user: User) -> Plan:
    return Plan(
        to=tuple(form[each.name].data for each in TO if form[each.name].data),
        how=form["how"].data or EVEN,
        kinds=tuple(dict.fromkeys(request.form.getlist("kind"))),
        records=tuple(form["records"].data or ()),
        shares=form["shares"].data or PASS,
        note=form["note"].data or "",
    )


def _page(
    actor: Actor,
    user: User,
    form: Any,
    *,
    status: int = 200,
    counted: Mapping[int | None, Counter[str]] | None = None,
    errors: Sequence[str] = (),
) -> Response:
    found = checklist(actor, user.id)
    fields = _drawn(actor, user, form)
    held = _("Records of colleagues that {name} was let in to: {number}")
    fields["shares"]["help"] = held.format(name=user.name, number=_shares(found))
    past = [_past(actor, each) for each in runs.of_user(actor, user.id)]
    return page(
        "handing.html",
        actor,
        status=status,
        title=str(_("Hand over what {name} has").format(name=user.name)),
        crumbs=[
            {"label": str(users.label), "href": to_list(actor, users)},
            {"label": user.name, "href": f"/{users.path}/{user.id}"},
        ],
        action=hand_over_address(user.id),
        lines=_lines(actor, user, found),
        others=_others(actor, user),
        nothing=not found.count,
        access=f"/{users.path}/{user.id}/access" if actor.may(ADMINISTER) and user.active else "",
        fields=fields,
        errors=errors_of(form, errors),
        counted=_counted(actor, found, counted) if counted is not None else None,
        past=past,
    )


def _lines(actor: Actor, user: User, found: Checklist) -> list[dict[str, Any]]:
    """The kinds of records with how many there are, each number the way to its rows."""
    ticked = request.form.getlist("kind") if request.method == "POST" else None
    return [
        {
            "kind": line.kind,
            "label": line.label,
            "count": line.count,
            "href": _rows_of(actor, user, line),
            "stay": line.count - line.may,
            "checked": ticked is None or line.kind in ticked,
        }
        for line in found.records
    ]


def _shares(found: Checklist) -> str:
    """How many shares the person holds, for the form."""
    held, may = found.shares.count, found.shares.may
    if may < held:
        return str(_("{count}, of which you may hand over {may}").format(count=held, may=may))
    return str(held)


def _rows_of(actor: Actor, user: User, line: Line) -> str:
    resource = actor.host.resources[line.kind]
    address, only = to_list(actor, resource), line.only or {}
    if not address or not line.count or (only and only.get("op") != "eq"):
        return ""
    also = f"&{only['field']}={only['value']}" if only else ""
    return f"{address}?{resource.rows.own}={user.id}{also}"


def _others(actor: Actor, user: User) -> list[tuple[str, str]]:
    """What else the person has: shares given, roles and team; these do not move by themselves."""
    team = titles(actor, "people.team", {user.team_id} if user.team_id else ()).get(user.team_id or 0, "")
    return [
        (str(_("Shares given")), str(shares_given(actor, user.id))),
        (
            str(_("Roles")),
            listed(shown_name(r.name) for r in roles_of(user.id)),
        ),
        (str(_("Team")), team),
    ]


def _drawn(actor: Actor, user: User, form: Any) -> dict[str, dict[str, Any]]:
    """The inputs by name; those that name users or records are offered some while one types."""
    named = titles_for(actor, form["records"].data or ())
    people = titles(actor, users.name, {form[each.name].data for each in TO if form[each.name].data})
    fmt, found = format_of(actor), {}
    for bound in form:
        links = bound.name in {each.name for each in TO}
        address = f"/{users.path}/lookup" if links else f"{hand_over_address(user.id)}/offer"
        text = people.get(bound.data or 0, "") if links else ""
        found[bound.name] = view(bound, fmt, text=text, lookup=address, titles=named)
    return found


def _counted(actor: Actor, found: Checklist, counted: Mapping[int | None, Counter[str]]) -> dict[str, Any]:
    """Who would get how much of each kind."""
    kinds = [line for line in found.records if any(each[line.kind] for each in counted.values())]
    shares = any(each[SHARE] for each in counted.values())
    labels = [line.label for line in kinds] + ([found.shares.label] if shares else [])
    keys = [line.kind for line in kinds] + ([SHARE] if shares else [])
    named = titles(actor, users.name, {each for each in counted if each})
    people = [
        {
            "name": named.get(to or 0, "") if to else str(_("Nobody: they end")),
            "counts": [each[key] for key in keys],
            "total": each.total(),
        }
        for to, each in counted.items()
    ]
    return {
        "labels": labels,
        "people": people,
        "total": sum(each.total() for each in counted.values()),
    }


def _past(actor: Actor, known: runs.Run) -> dict[str, Any]:
    fmt, back = format_of(actor), known.state == runs.REVERTED
    said = _("{moved} moved on {day}, taken back") if back else _("{moved} moved on {day}")
    day = fmt.date(known.created_at.date().isoformat())
    return {"label": str(said.format(moved=known.moved, day=day)), "href": run_address(known.id)}


def hand_over_address(user: int) -> str:
    """Where what a user has is handed over."""
    return f"/{users.path}/{user}/hand-over"


ROUTES = (
    Route(
        f"/{users.path}/<int:id>/hand-over",
        "host.hand_over",
        ("GET", "POST"),
        HAND_OVER,
        "host",
        hand_over_page,
    ),
    Route(
        f"/{users.path}/<int:id>/hand-over/offer",
        "host.hand_over_offer",
        ("GET",),
        HAND_OVER,
        "host",
        offer,
    ),
    *RUN_ROUTES,
)
