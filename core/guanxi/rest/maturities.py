"""Maturities for programs: of which dates somebody, or his team, was reminded."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, request

from guanxi.people.resources import users
from guanxi.records.actor import Actor
from guanxi.resources.display import titles
from guanxi.rest.answers import answer
from guanxi.rest.asked import yes
from guanxi.rest.records import only_known
from guanxi.work.maturities.listed import listed

PARAMETERS: tuple[dict[str, Any], ...] = (
    {
        "name": "team",
        "in": "query",
        "schema": {"type": "boolean"},
        "description": "true: those of everybody in your team and the teams below, as far as you see them.",
    },
)


def read_maturities(actor: Actor) -> Response:
    """The first hundred dates that come due, the earliest first, with those in whose lists they stand."""
    only_known(request.args, ("team",))
    today = actor.host.clock().astimezone(ZoneInfo(actor.zone)).date()
    found = listed(actor, today, team=yes(request.args, "team"))
    names = titles(actor, users.name, {user for each in found for user in each.users})
    items = [
        {
            "record": each.record.text,
            "name": each.name,
            "field": each.field,
            "day": each.day.isoformat(),
            "users": [{"id": user, "title": names.get(user)} for user in each.users],
        }
        for each in found
    ]
    return answer({"items": items})
