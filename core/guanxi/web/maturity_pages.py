"""Maturities in the due list: the lines, and taking one off."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, redirect
from werkzeug.wrappers import Response

from guanxi.data.messages import listed as and_
from guanxi.data.messages import translator
from guanxi.people.resources import users
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.actor import Actor
from guanxi.records.titles import format_of, titles
from guanxi.web.rendering import toast
from guanxi.web.ways import to_record
from guanxi.work.maturities import listed

_ = translator("guanxi")
DUE = "/work/due"


def maturing_lines(actor: Actor, today: date, *, team: bool = False) -> list[dict[str, Any]]:
    """What matures for the actor, or for his team, as components/activities.html draws it."""
    fmt, known, found = format_of(actor), actor.host.resources, listed.listed(actor, today, team=team)
    names = titles(actor, users.name, {each for line in found for each in line.users}) if team else {}
    return [
        {
            "id": each.id,
            "name": each.name,
            "href": to_record(actor, known[each.record.kind], each.record.id),
            "icon": known[each.record.kind].icon,
            "field": each.field,
            "day": fmt.day(each.day, today),
            "late": each.day < today,
            "owner": and_(names[user] for user in each.users if user in names) if team else "",
            "own": not team,
        }
        for each in found
    ]


def take_off(actor: Actor, id: int) -> Response:
    """Take one off the actor's due list; the record stays as it is."""
    if not listed.take_off(actor, id):
        abort(404)
    toast(_("Taken off the list"))
    return redirect(DUE, 303)


ROUTES = (
    Route("/work/maturities/<int:id>/done", "host.take_off_maturity", ("POST",), SIGNED_IN, "host", take_off),
)
