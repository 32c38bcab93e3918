"""A masked value for programs: asked for with a reason, answered in full, written down as on the page."""

from __future__ import annotations

from flask import Response

from guanxi.data.errors import InvalidValues
from guanxi.data.messages import translator
from guanxi.people.revealing import reveal
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.rest.answers import answer
from guanxi.rest.body import LONGEST_NAME, read_object
from guanxi.rest.records import given_id

_ = translator("guanxi")
MEMBERS = ("field", "reason", "note")


def unmask(actor: Actor, resource: Resource, id: str) -> Response:
    """The value of one field in full: ``{"field": "mobile", "reason": "contact", "note": "…"}``."""
    given = read_object()
    wrong = {name[:LONGEST_NAME]: _("There is no such member.") for name in given if name not in MEMBERS}
    wrong |= {name: _("This is no text.") for name in MEMBERS if not isinstance(given.get(name, ""), str)}
    if wrong:
        raise InvalidValues(wrong)
    name, why, note = (str(given.get(member, "")) for member in MEMBERS)
    if name not in resource.by_name:
        raise InvalidValues({"field": _("There is no such field.")})
    field, value = reveal(actor, resource, given_id(resource.name, id), name, reason=why, note=note.strip())
    return answer({"field": field.name, "value": field.to_json(value)})
