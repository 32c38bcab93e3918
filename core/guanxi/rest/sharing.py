"""Collaborators for programs: who is let in to a record, letting somebody in, ending it."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from guanxi.data.errors import InvalidValues, NotFound
from guanxi.data.fields import Date, Invalid
from guanxi.data.messages import Message, translator
from guanxi.people.collaborating import collaborators, end_share, share
from guanxi.people.resources import users
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import titles
from guanxi.rest.answers import answer, marked, nothing
from guanxi.rest.body import LONGEST_NAME, idempotency_key, read_nothing, read_object
from guanxi.rest.records import given_id, only_known

_ = translator("guanxi")
MEMBERS = ("user", "level", "until")
DAY = Date("until")


def read_shares(actor: Actor, resource: Resource, id: str) -> Response:
    """Who is let in to the record beside owner and team."""
    only_known(request.args, ())
    return answer(_all(actor, resource, given_id(resource.name, id)))


def add_share(actor: Actor, resource: Resource, id: str) -> Response:
    """Let a colleague in, or change how far and until when: ``{"user": 7, "level": "view", "until": "2026-03-31"}``."""
    record_id, key, given = given_id(resource.name, id), idempotency_key(), read_object()
    gate.get(actor, resource, record_id, "share")
    user, level, until = _checked(given)
    done = share(actor, resource, [record_id], user, level, until=until, key=key)
    return marked(answer(_all(actor, resource, record_id)), done)


def end(actor: Actor, resource: Resource, id: str, user: str) -> Response:
    """Let a colleague in no more; 204."""
    read_nothing()
    key = gate.record_key(user)
    if key is None:
        raise NotFound(resource.name, id)
    return marked(nothing(), end_share(actor, resource, given_id(resource.name, id), key))


def _all(actor: Actor, resource: Resource, record_id: int) -> dict[str, Any]:
    record = gate.get(actor, resource, record_id)
    found = collaborators(resource, record.id, actor.host.clock())
    names = titles(actor, users.name, {each.user for each in found})
    return {
        "items": [
            {
                "user": {"id": each.user, "title": names.get(each.user)},
                "level": each.level,
                "until": DAY.to_json(each.last_day(actor.zone)),
            }
            for each in found
        ]
    }


def _checked(given: dict[str, Any]) -> tuple[int, str, Any]:
    wrong: dict[str, Message] = {
        name[:LONGEST_NAME]: _("There is no such member.") for name in given if name not in MEMBERS
    }
    user, level, until = (given.get(name) for name in MEMBERS)
    if isinstance(user, bool) or not isinstance(user, int) or gate.record_key(user) is None:
        wrong["user"] = _("Choose a colleague.")
    if not isinstance(level, str):
        wrong["level"] = _("Choose what the colleague may do.")
    try:
        until = DAY.parse(until)
    except Invalid as refused:
        wrong["until"] = refused.message
    if wrong:
        raise InvalidValues(wrong)
    return int(user or 0), str(level), until
