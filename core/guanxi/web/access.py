"""What a user may do, for those who administer users: roles, invitation or reset link, activity, and where each right comes from."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.messages import listed, translator
from guanxi.people import changes
from guanxi.people.catalogue import Line, catalogue
from guanxi.people.escalation import ADMINISTER
from guanxi.people.handovers.plan import checklist
from guanxi.people.keeping import GRANT
from guanxi.people.resources import users
from guanxi.people.rights import SCOPE_NAMES, Rights, compile_rights, roles_of
from guanxi.people.role_names import shown_name
from guanxi.people.tables import User
from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor, Scope
from guanxi.web import handing_pages
from guanxi.web.giving import roles_to_give
from guanxi.web.rendering import page, toast
from guanxi.web.user_pages import state_of

_ = translator("guanxi")


def access_page(actor: Actor, id: int) -> Response:
    """Roles, state and rights of a user."""
    return _page(actor, gate.get(actor, users, id))


def make_link(actor: Actor, id: int) -> Response:
    """Make the link by which the user sets the password, and show it, this once."""
    return show_access(actor, id, changes.password_link(actor, id))


def show_access(actor: Actor, id: int, link: str) -> Response:
    """The page with the link of an invitation that was just made."""
    return _page(actor, gate.get(actor, users, id), link=link)


def grant(actor: Actor, id: int) -> Response:
    """Give a role."""
    text = request.form.get("role", "")
    done = changes.grant_role(
        actor, id, int(text) if text.isascii() and text.isdigit() and len(text) < 19 else abort(400)
    )
    toast(_("The role is given."), undo=done.change)
    return redirect(_address(id), 303)


def take(actor: Actor, id: int, role: int) -> Response:
    """Take a role away."""
    done = changes.take_role(actor, id, role)
    toast(_("The role is taken away."), undo=done.change)
    return redirect(_address(id), 303)


def deactivate(actor: Actor, id: int) -> Response:
    """End all sessions, tokens and links of the user."""
    changes.deactivate_user(actor, id)
    toast(_("The user is deactivated; all sessions have ended."))
    return redirect(_address(id), 303)


def activate(actor: Actor, id: int) -> Response:
    """Let the user in again."""
    changes.activate_user(actor, id)
    toast(_("The user is active again."))
    return redirect(_address(id), 303)


def _page(actor: Actor, user: User, *, link: str = "") -> Response:
    held = roles_of(user.id)
    label, tone = state_of(user)
    hand_over = handing_pages.way(actor, user)
    left = checklist(actor, user.id).count if hand_over else 0
    return page(
        "access.html",
        actor,
        title=str(_("Access of {name}").format(name=user.name)),
        crumbs=[
            {"label": str(users.label), "href": f"/{users.path}/"},
            {"label": user.name, "href": f"/{users.path}/{user.id}"},
        ],
        user=user,
        state_label=str(label),
        tone=tone,
        roles=[
            {
                "name": shown_name(role.name),
                "take": f"{_address(user.id)}/roles/{role.id}/take" if actor.may(GRANT) else "",
            }
            for role in held
        ],
        free=_free(actor, user, {role.id for role in held}),
        grant_url=f"{_address(user.id)}/roles",
        actions=_actions(actor, user, left),
        left=left,
        hand_over=hand_over,
        link=link,
        link_note=str(_("A link to set the password")),
        rights=_rights(actor, compile_rights(held, actor.host.permissions)),
    )


def _free(actor: Actor, user: User, held: set[int]) -> list[dict[str, str]]:
    """The roles that the actor could give to this user; nobody gives any to himself."""
    return roles_to_give(actor, held) if actor.may(GRANT) and user.id != actor.id else []


def _actions(actor: Actor, user: User, left: int) -> list[dict[str, Any]]:
    if not actor.may(ADMINISTER):
        return []
    here = _address(user.id)
    if not user.active:
        return [{"label": str(_("Activate")), "post": f"{here}/activate", "values": {}}]
    link = str(_("Reset the password") if user.password_set_at else _("Make an invitation"))
    found: list[dict[str, Any]] = [{"label": link, "post": f"{here}/link", "icon": "link", "values": {}}]
    if user.id != actor.id:
        warning = str(_("All sessions and tokens of this user end at once."))
        if left:
            warning = str(
                _(
                    "1 record or share still belongs to this user; hand it over first. All sessions and tokens end at once.",
                    "{n} records and shares still belong to this user; hand them over first. All sessions and tokens end at once.",
                    n=left,
                )
            )
        found.append(
            {"label": str(_("Deactivate")), "post": f"{here}/deactivate", "confirm": warning, "values": {}}
        )
    return found


def _rights(actor: Actor, rights: Rights) -> list[dict[str, Any]]:
    """What is permitted at all, by plugin and kind of record, with the roles because of which."""
    found = []
    for part in catalogue(actor.host):
        for kind in part.kinds:
            lines = [_right(rights, line) for line in kind.lines if rights.scope(line.permission)]
            if lines:
                found.append({"label": kind.label if kind.resource else part.label, "lines": lines})
    return found


def _right(rights: Rights, line: Line) -> dict[str, str]:
    scope = rights.scope(line.permission)
    return {
        "label": line.label,
        "permission": line.permission,
        "scope": str(SCOPE_NAMES[scope if scope in line.scopes else Scope.ALL])
        if len(line.scopes) > 2
        else "",
        "why": listed(shown_name(r.name) for r in rights.roles if r.scope(line.permission) == scope),
    }


def _address(user_id: int) -> str:
    return f"/{users.path}/{user_id}/access"


def _route(rule: str, name: str, method: str, needs: str, function: object) -> Route:
    return Route(f"/{users.path}/<int:id>/access{rule}", f"host.{name}", (method,), needs, "host", function)  # type: ignore[arg-type]


ROUTES = (
    _route("", "access", "GET", ADMINISTER, access_page),
    _route("/link", "make_link", "POST", ADMINISTER, make_link),
    _route("/roles", "grant_role", "POST", GRANT, grant),
    _route("/roles/<int:role>/take", "take_role", "POST", GRANT, take),
    _route("/deactivate", "deactivate_user", "POST", ADMINISTER, deactivate),
    _route("/activate", "activate_user", "POST", ADMINISTER, activate),
)
