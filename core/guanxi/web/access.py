"""What a user may do, for those who administer users: roles, invitation or reset link, activity, and where each right comes from."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.messages import Message, translator
from guanxi.people import changes
from guanxi.people.escalation import ADMINISTER, beyond, role_by_id
from guanxi.people.explaining import SCOPE_NAMES
from guanxi.people.keeping import GRANT
from guanxi.people.resources import roles, users
from guanxi.people.rights import Rights, compile_rights, roles_of
from guanxi.people.tables import Role, User
from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.web.rendering import page, toast

_ = translator("guanxi")


def access_page(actor: Actor, id: int) -> Response:
    """Roles, state and rights of a user."""
    return _page(actor, gate.get(actor, users, id))


def make_link(actor: Actor, id: int) -> Response:
    """Make the link by which the user sets the password, and show it, this once."""
    link = changes.password_link(actor, id)
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
    label, tone = _state(user)
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
                "name": role.name,
                "take": f"{_address(user.id)}/roles/{role.id}/take" if actor.may(GRANT) else "",
            }
            for role in held
        ],
        free=_free(actor, user, {role.id for role in held}),
        grant_url=f"{_address(user.id)}/roles",
        actions=_actions(actor, user),
        link=link,
        link_note=str(_("A link to set the password")),
        rights=_rights(compile_rights(held, actor.host.permissions)),
    )


def _state(user: User) -> tuple[Message, str]:
    if not user.active:
        return _("Deactivated"), "red"
    if not user.password_set_at:
        return (_("Invited"), "amber") if user.link_made_at else (_("Not invited yet"), "grey")
    return _("Active"), "green"


def _free(actor: Actor, user: User, held: set[int]) -> list[dict[str, str]]:
    """The roles that the actor could give: not held yet, and within his own rights."""
    if not actor.may(GRANT) or user.id == actor.id:
        return []
    others = [
        role for role in gate.visible(actor, roles).order_by(Role.sort_name, Role.id) if role.id not in held
    ]
    within = [role for role in others if (found := role_by_id(role.id)) and beyond(actor, [found]) is None]
    return [{"value": str(role.id), "label": role.name} for role in within]


def _actions(actor: Actor, user: User) -> list[dict[str, Any]]:
    if not actor.may(ADMINISTER):
        return []
    here = _address(user.id)
    if not user.active:
        return [{"label": str(_("Activate")), "post": f"{here}/activate", "values": {}}]
    link = str(_("Reset the password") if user.password_set_at else _("Make an invitation"))
    found: list[dict[str, Any]] = [{"label": link, "post": f"{here}/link", "icon": "link", "values": {}}]
    if user.id != actor.id:
        warning = str(_("All sessions and tokens of this user end at once."))
        found.append(
            {"label": str(_("Deactivate")), "post": f"{here}/deactivate", "confirm": warning, "values": {}}
        )
    return found


def _rights(rights: Rights) -> list[dict[str, str]]:
    return [
        {
            "permission": name,
            "scope": str(SCOPE_NAMES[scope]),
            "why": ", ".join(r.name for r in rights.roles if r.scope(name) == scope),
        }
        for name, scope in sorted(rights.grants.items())
    ]


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
