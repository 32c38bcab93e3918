"""Inviting a user: name, mail, team and roles, and the link that is shown once; it takes the place of the derived new page."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import Forbidden, InvalidValues, KeyReused, Refused
from guanxi.data.fields import Choices, Field, check_record
from guanxi.data.messages import translator
from guanxi.people import changes
from guanxi.people.keeping import GRANT
from guanxi.people.resources import users
from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.resources.display import format_of, linked_title, titles_of
from guanxi.resources.forms import errors_of, form_of, refused, view
from guanxi.web.access import show_access
from guanxi.web.crumbs import crumbs
from guanxi.web.giving import roles_to_give
from guanxi.web.rendering import page, toast
from guanxi.web.requests import sent_once

_ = translator("guanxi")
INVITE = "people.user.invite"
ASKED = ("name", "mail", "team", "language")


def form_page(actor: Actor) -> Response:
    """An empty form; ``?team=`` names the team."""
    fields = _fields(actor)
    asked = form_of(fields, format_of(actor), sent=request.args)
    team = asked["team"].data if "team" in asked and not asked["team"].process_errors else None
    return _page(actor, form_of(fields, format_of(actor), values={"team": team}))


def invite(actor: Actor) -> Response:
    """Create the user with roles and show the link, this once; the same form sent again leads to the user."""
    form = form_of(_fields(actor), format_of(actor), sent=request.form)
    if not form.validate():
        return _page(actor, form, status=422)
    values = {name: bound.data for name, bound in form._fields.items()}
    try:
        done = _create(actor, values)
    except InvalidValues as error:
        refused(form, error.errors)
        return _page(actor, form, status=422)
    except (Refused, KeyReused) as no:
        return _page(actor, form, others=[str(no)], status=409)
    assert done.ref is not None
    if not done.repeated:
        toast(_("{kind} created").format(kind=users.label_one), undo=done.change)
    link = "" if done.repeated else _link(actor, done.ref.id)
    return show_access(actor, done.ref.id, link) if link else redirect(f"/{users.path}/{done.ref.id}", 303)


def _link(actor: Actor, user_id: int) -> str:
    """The link, where the actor may make one; else somebody who administers users makes it on the page of access."""
    try:
        return changes.password_link(actor, user_id)
    except (Forbidden, Refused):
        return ""


def _create(actor: Actor, values: dict[str, Any]) -> Any:
    missing = check_record(users.fields, values, partial=True)
    wrong = missing | gate.check_links(actor, users, {"team": values.get("team")})
    if wrong:
        raise InvalidValues(wrong)
    chosen = [int(role) for role in values.pop("roles", None) or ()]
    return changes.invite_user(actor, **values, roles=chosen, key=sent_once())


def _fields(actor: Actor) -> list[Field]:
    """The fields that are asked and may be written; roles only where the actor may give them, and only within his own."""
    writable = {field.name: field for field in gate.fields_for(actor, users, "create")}
    found: list[Field] = [writable[name] for name in ASKED if name in writable]
    free = [(role["value"], role["label"]) for role in roles_to_give(actor)] if actor.may(GRANT) else []
    if free:
        found.append(
            Choices("roles", choices=free, label=_("Roles"), help=_("Without a role a user sees nothing."))
        )
    return found


def _page(actor: Actor, form: Any, *, others: list[str] | None = None, status: int = 200) -> Response:
    fmt = format_of(actor)
    values = {name: bound.data for name, bound in form._fields.items()}
    linked = titles_of(actor, [bound.field for bound in form], values)
    drawn = [
        view(
            bound,
            fmt,
            text=linked_title(bound.field, bound.data, linked),
            lookup=f"/{users.path}/lookup/{bound.field.name}",
        )
        for bound in form
    ]
    return page(
        "form.html",
        actor,
        status=status,
        title=str(_("Invite a user")),
        lead=str(_("You get a link to send on; with it the new user sets a password.")),
        crumbs=crumbs(actor, users),
        action=request.path,
        save=str(_("Invite")),
        cancel=f"/{users.path}/",
        sections=[{"label": "", "fields": drawn}],
        errors=errors_of(form, others or ()),
        once=sent_once() or actor.host.nonce(),
    )


ROUTES = (
    Route(f"/{users.path}/new", "host.invite_form", ("GET",), INVITE, "host", form_page),
    Route(f"/{users.path}/new", "host.invite_user", ("POST",), INVITE, "host", invite),
)
