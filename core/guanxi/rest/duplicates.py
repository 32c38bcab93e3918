"""The lookup for duplicates for programs: the same question, the same answer, the same limit and log as on the page."""

from __future__ import annotations

from flask import Response

from guanxi.data.errors import InvalidValues
from guanxi.data.messages import translator
from guanxi.people.lookups import ask_for_decision, look
from guanxi.records.actor import Actor
from guanxi.resources.taken import told
from guanxi.rest.answers import answer, nothing
from guanxi.rest.body import LONGEST_NAME, read_object
from guanxi.rest.records import given_id

_ = translator("guanxi")


def look_up(actor: Actor) -> Response:
    """Whether a customer is taken: ``{"q": "…"}``."""
    given = _only({"q"})
    line, found = look(actor, given["q"]).value
    items = [
        {
            "resource": each.resource.name,
            "id": each.id,
            "text": each.text,
            "team": each.team,
            "owner": each.owner,
        }
        for each in told(actor, found)
    ]
    return answer({"lookup": line, "items": items})


def ask(actor: Actor, id: str) -> Response:
    """Ask those who decide; 204."""
    given = _only({"note"})
    ask_for_decision(actor, given_id("people.lookup", id), given["note"])
    return nothing()


def _only(names: set[str]) -> dict[str, str]:
    given = read_object()
    wrong = {name[:LONGEST_NAME]: _("There is no such member.") for name in given if name not in names}
    wrong |= {name: _("This is no text.") for name in names if not isinstance(given.get(name, ""), str)}
    if wrong:
        raise InvalidValues(wrong)
    return {name: str(given.get(name, "")) for name in names}
