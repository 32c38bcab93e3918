"""The page on which somebody decides who shall have a customer that a colleague looked up: who asks, why, which, and the choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues, Refused
from guanxi.data.fields import Choice, LongText
from guanxi.data.messages import translator
from guanxi.people.claims import (
    DECISIONS,
    LONGEST_ANSWER,
    OPEN,
    STATES,
    claims,
    decide,
    open_to,
)
from guanxi.people.privacy_tables import Claim
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.titles import format_of, titles_for
from guanxi.resources.forms import form_of, view
from guanxi.web.rendering import toast
from guanxi.web.ways import to_record

_ = translator("guanxi")
SHOWN = 20
OUTCOME = frozenset({"state", "answer", "decided_at", "decided_by"})


def claim_page(actor: Actor, record: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Who asks and why, the record as far as the reader sees it, and what he may decide while nothing is decided."""
    still_open = record.state == OPEN and record.deleted_at is None
    mine = still_open and record.owner_id == actor.id
    offered = open_to(actor, record) if mine else ()
    return {
        **values,
        "title": str(_("{name} asks for a customer").format(name=record.name)),
        "badges": [{"text": str(STATES[record.state]), "tone": "amber" if still_open else "green"}],
        "customer": _customer(actor, record),
        "sections": _told(values["sections"]) if still_open else values["sections"],
        "mine": mine,
        "decide_url": f"/{claims.path}/{record.id}/decide" if offered else "",
        "fields": _fields(actor, offered),
    }


def decide_claim(actor: Actor, id: int) -> Response:
    """POST: what was chosen is done, and who asked is told."""
    try:
        decide(actor, id, request.form.get("decision", ""), request.form.get("answer", ""))
    except InvalidValues as wrong:
        toast(next(iter(wrong.errors.values())), tone="bad")
    except Refused as no:
        toast(no.message, tone="bad")
    else:
        toast(_("Decided; who asked is told."))
    return redirect(f"/{claims.path}/{id}", 303)


def undecided(actor: Actor) -> list[dict[str, str]]:
    """What is asked of the actor and open, the oldest first."""
    found = gate.visible(actor, claims).where(Claim.owner_id == actor.id, Claim.state == OPEN)
    return [
        {"href": f"/{claims.path}/{each.id}", "text": each.name, "detail": each.asked}
        for each in found.order_by(Claim.id).limit(SHOWN)
    ]


def _told(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sections without the answers that are still to come."""
    return [
        {**each, "fields": fields}
        for each in sections
        if (fields := [field for field in each["fields"] if field.name not in OUTCOME])
    ]


def _customer(actor: Actor, record: Any) -> dict[str, str] | None:
    resource = actor.host.resources.get(record.kind)
    named = titles_for(actor, {(record.kind, record.record_id)})
    if resource is None or (record.kind, record.record_id) not in named:
        return None
    text = named[record.kind, record.record_id]
    return {"text": text, "href": to_record(actor, resource, record.record_id), "icon": resource.icon}


def _fields(actor: Actor, offered: tuple[str, ...]) -> list[dict[str, Any]]:
    choices = [(name, label) for name, label in DECISIONS.items() if name in offered]
    if not choices:
        return []
    fields = (
        Choice("decision", choices, label=_("Decision"), required=True),
        LongText("answer", label=_("Answer to who asks"), max=LONGEST_ANSWER),
    )
    fmt = format_of(actor)
    return [view(bound, fmt) for bound in form_of(fields, fmt, actor=actor)]


ROUTES = (
    Route(f"/{claims.path}/<int:id>/decide", "host.decide_claim", ("POST",), SIGNED_IN, "host", decide_claim),
)
