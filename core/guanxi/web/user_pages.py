"""What list and page of users show beside their fields: roles, state, and the way to access and rights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guanxi.data.messages import Message, listed, translator
from guanxi.people.escalation import ADMINISTER
from guanxi.people.resources import roles, users
from guanxi.people.tables import User
from guanxi.records.actor import Actor
from guanxi.resources.faces import Computed
from guanxi.web import handing_pages
from guanxi.web.role_pages import held_roles

_ = translator("guanxi")


def state_of(user: User) -> tuple[Message, str]:
    """Whether a user can sign in, in a word, and its tone."""
    if not user.active:
        return _("Deactivated"), "red"
    if not user.password_set_at:
        return (_("Invited"), "amber") if user.link_made_at else (_("Not invited yet"), "")
    return _("Active"), "green"


def user_page(actor: Actor, user: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The page of a user with state, roles and the way to what he may do."""
    label, tone = state_of(user)
    held = held_roles(actor, [user.id])[user.id]
    way = {"label": _("Access and rights"), "href": f"/{users.path}/{user.id}/access", "icon": "shield-check"}
    administers = actor.may(ADMINISTER) and user.deleted_at is None
    hand_over = handing_pages.way(actor, user)
    panel = {
        "title": roles.label,
        "count": len(held),
        "entries": [{"label": name, "href": f"/{roles.path}/{id}"} for id, name in held],
        "empty": _("No role: this user sees nothing yet."),
        "add": {**way, "label": _("Give or take"), "kind": "ghost small"} if administers else None,
    }
    return {
        **values,
        "badges": [{"text": label, "tone": tone}],
        "actions": [*values["actions"], *([way] if administers else []), *([hand_over] if hand_over else [])],
        "related": [panel, *values["related"]],
    }


def _role_names(actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    return {user: listed(name for _id, name in held) for user, held in held_roles(actor, ids).items()}


roles_column = Computed("roles", _("Roles"), _role_names)
