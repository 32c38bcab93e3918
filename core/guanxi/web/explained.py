"""Why somebody may or may not do something with a record, told to those who administer users."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from guanxi.data.messages import Message, translator
from guanxi.people.actors import actor_by_id
from guanxi.people.catalogue import ACTION_NAMES
from guanxi.people.explaining import explain
from guanxi.people.resources import users
from guanxi.people.tables import User
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.faces import Faces
from guanxi.web.crumbs import crumbs
from guanxi.web.rendering import page
from guanxi.web.security import door

_ = translator("guanxi")
ON_RECORDS = ("view", "edit", "delete", "assign", "export")


def rights_page(actor: Actor, faces: Faces, id: int) -> Response:
    """Each action on the record with its reasons, for the user that ``?user=`` names; the asker must see both."""
    resource = faces.resource
    record = gate.get(actor, resource, id, include_bin=actor.may(resource.permission("delete")))
    wanted = request.args.get("user", "")
    user: User | None = gate.get(actor, users, wanted) if wanted else None
    return page(
        "explained.html",
        actor,
        title=str(_("Who may do what here")),
        crumbs=crumbs(actor, resource, record),
        user=user,
        user_href=f"/{users.path}/{user.id}/access" if user else "",
        lookup=f"/{users.path}/lookup",
        answers=_answers(actor, user, resource, record) if user else [],
        idle=str(_why_nothing(user)) if user else "",
    )


def _answers(actor: Actor, user: User, resource: Resource, record: Any) -> list[dict[str, Any]]:
    """Nothing of a user who cannot sign in; fields that the asker does not see are not named to him."""
    other = actor_by_id(user.id, actor.host, door().keeper)
    if other is None:
        return []
    seen = frozenset(field.name for field in gate.fields_for(actor, resource))
    return [_answer(other, resource, record, action, seen) for action in _actions(resource)]


def _answer(
    other: Actor, resource: Resource, record: Any, action: str, seen: frozenset[str]
) -> dict[str, Any]:
    reaches = bool(gate.rows_among(other, resource, [record.id], action, include_bin=True))
    return {
        "label": str(ACTION_NAMES[action]),
        "yes": reaches,
        "reasons": [str(sentence) for sentence in explain(other, resource, record, action, among=seen)],
    }


def _actions(resource: Resource) -> list[str]:
    return [action for action in ON_RECORDS if action != "assign" or resource.rows.own]


def _why_nothing(user: User) -> Message | str:
    return "" if user.active else _("This user is deactivated and cannot sign in, so nothing is permitted.")
