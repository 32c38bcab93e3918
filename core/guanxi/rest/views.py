"""Saved views for programs: those that somebody sees; saving, changing and deleting them; and their part of the OpenAPI document."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from guanxi.data.errors import InvalidValues
from guanxi.data.messages import Message, translator
from guanxi.plugins.mount import Route
from guanxi.records.actor import Actor
from guanxi.records.standard import delete
from guanxi.rest.answers import API, answer, marked, nothing
from guanxi.rest.body import LONGEST_NAME, idempotency_key, read_object, read_version, version_in
from guanxi.rest.records import given_id, only_known
from guanxi.work.views.changes import change_view, save_view
from guanxi.work.views.resource import KINDS, LIST, LONGEST, ME, TEAM, views
from guanxi.work.views.resource import LONGEST_NAME as LONGEST_TITLE
from guanxi.work.views.seen import Seen, all_views, view_of

_ = translator("guanxi")
BASE = f"/{views.path}"
MEMBERS = ("name", "kind", "asks", "shared")
NO_TEXT = _("This is no text.")
PARAMETERS = (
    {
        "name": "of",
        "in": "query",
        "schema": {"type": "string"},
        "description": "Only those of this kind of record.",
    },
)


def read_views(actor: Actor) -> Response:
    """The views that the actor sees; what they ask is told of those that he may change: others open with his own rights."""
    only_known(request.args, ("of",))
    wanted = request.args.get("of")
    return answer({"items": [_told(actor, each) for each in all_views(actor) if wanted in (None, each.of)]})


def read_view(actor: Actor, id: str) -> Response:
    """One view."""
    only_known(request.args, ())
    return _found(actor, view_of(actor, given_id(views.name, id)))


def add_view(actor: Actor) -> Response:
    """Save a view; 201."""
    key, given = idempotency_key(), read_object()
    values = _values(given, (*MEMBERS, "of"))
    if values.get("of") not in actor.host.resources:
        raise InvalidValues({"of": _("There is no such kind of record.")})
    told = {"name": "", "kind": LIST, "asks": "", "shared": ME} | values
    done = save_view(actor, key=key, **told)
    assert done.ref is not None
    made = _found(actor, view_of(actor, done.ref.id), 200 if done.repeated else 201)
    made.headers["Location"] = f"{API}{BASE}/{done.ref.id}"
    return marked(made, done)


def edit_view(actor: Actor, id: str) -> Response:
    """Change a view; a version is believed, not needed."""
    view, key, given = given_id(views.name, id), idempotency_key(), read_object()
    based = version_in(given)
    done = change_view(actor, view, values=_values(given, MEMBERS), version=based.version, key=key)
    return marked(_found(actor, view_of(actor, view)), done)


def delete_view(actor: Actor, id: str) -> Response:
    """Put a view into the bin; 204."""
    view, key, based = given_id(views.name, id), idempotency_key(), read_version()
    return marked(nothing(), delete(actor, views, view, version=based.version, key=key))


def _values(given: dict[str, Any], members: tuple[str, ...]) -> dict[str, Any]:
    wrong: dict[str, Message] = {
        name[:LONGEST_NAME]: _("There is no such member.") for name in given if name not in members
    }
    wrong |= {
        name: NO_TEXT for name, value in given.items() if name in members and not isinstance(value, str)
    }
    if wrong:
        raise InvalidValues(wrong)
    return given


def _told(actor: Actor, view: Seen) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": view.id,
        "version": view.version,
        "name": view.name,
        "of": view.of,
        "kind": view.kind,
        "shared": f"{TEAM}-{view.team}" if view.shared == TEAM else view.shared,
        "owner": view.owner,
        "default": view.default,
    }
    return told | ({"asks": view.asks} if view.editable(actor) else {})


def _found(actor: Actor, view: Seen, status: int = 200) -> Response:
    made = answer(_told(actor, view), status)
    made.headers["ETag"] = f'"{view.version}"'
    return made


def schemas() -> dict[str, Any]:
    """The bodies and answers, for the OpenAPI document."""
    texts: dict[str, Any] = {
        "name": {"type": "string", "minLength": 1, "maxLength": LONGEST_TITLE},
        "kind": {"enum": list(KINDS)},
        "asks": {"type": "string", "maxLength": LONGEST, "description": "Parameters of the list's address."},
        "shared": {"type": "string", "description": "me, all, or team-7."},
    }
    of, number = {"type": "string", "description": "Kind of record: people.user."}, {"type": "integer"}
    told = {"id": number, "version": number, "of": of, "owner": {"type": ["integer", "null"]}}
    told |= {"default": {"type": "boolean"}, **texts}
    view = {"type": "object", "properties": told, "required": [name for name in told if name != "asks"]}
    items = {"type": "array", "items": {"$ref": "#/components/schemas/View"}}
    return {
        "View": view,
        "Views": {"type": "object", "properties": {"items": items}, "required": ["items"]},
        "NewView": _body({"of": of, **texts}, ["of", "name"]),
        "ChangedView": _body(texts | {"version": number}, []),
    }


def _body(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _route(rule: str, name: str, method: str, action: str, function: Any) -> Route:
    return Route(f"{API}{BASE}{rule}", f"rest.{name}", (method,), views.permission(action), "host", function)


ROUTES = (
    _route("", "views", "GET", "view", read_views),
    _route("", "add_view", "POST", "create", add_view),
    _route("/<id>", "read_view", "GET", "view", read_view),
    _route("/<id>", "edit_view", "PATCH", "edit", edit_view),
    _route("/<id>", "delete_view", "DELETE", "delete", delete_view),
)
