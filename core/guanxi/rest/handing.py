"""Handing over for programs: the checklist, what would move, the hand-over itself, and confirming what one took over."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from guanxi.data.errors import InvalidValues
from guanxi.data.messages import Message, translator
from guanxi.people.collaborating import SHARE
from guanxi.people.handovers import runs
from guanxi.people.handovers.held_shares import PASS
from guanxi.people.handovers.moving import confirm
from guanxi.people.handovers.plan import EVEN, Plan, checklist, preview, refuse_faults
from guanxi.people.handovers.resource import HAND_OVER, handovers
from guanxi.people.resources import users
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.resources.display import titles
from guanxi.rest.answers import API, answer, marked, nothing
from guanxi.rest.body import LONGEST_NAME, idempotency_key, read_nothing, read_object
from guanxi.rest.records import given_id, only_known
from guanxi.rest.representation import of_record

_ = translator("guanxi")
BASE, RUNS = f"/{users.path}/<id>/hand-over", "/hand-overs"
MEMBERS = ("to", "how", "kinds", "records", "shares", "note", "dry_run")
NEWEST = 200


def read_checklist(actor: Actor, id: str) -> Response:
    """What a user has: records by kind and shares, with how many of them the actor may give away."""
    only_known(request.args, ())
    user = gate.get(actor, users, given_id(users.name, id), "hand_over")
    found = checklist(actor, user.id)
    lines = [{"kind": line.kind, "count": line.count, "may": line.may} for line in found.records]
    shares = {"count": found.shares.count, "may": found.shares.may}
    return answer({"records": lines, "shares": shares})


def hand_over(actor: Actor, id: str) -> Response:
    """Hand over what a user has: 202 with the hand-over, whose job a worker does; with ``"dry_run": true`` only counted."""
    user, given = given_id(users.name, id), read_object()
    gate.get(actor, users, user, "hand_over")
    plan = _plan(given)
    if given.get("dry_run"):
        refuse_faults(actor, user, plan)
        return answer(_counted(actor, user, plan))
    known = runs.find(actor, runs.start(actor, user, plan))
    made = answer(_of_run(actor, known), 202)
    made.headers["Location"] = f"{API}{RUNS}/{known.id}"
    return made


def read_run(actor: Actor, id: str) -> Response:
    """How a hand-over stands."""
    only_known(request.args, ())
    return answer(_of_run(actor, _find(actor, id)))


def stop(actor: Actor, id: str) -> Response:
    """Stop a hand-over after the part that is being moved."""
    read_nothing()
    runs.stop(actor, _find(actor, id))
    return answer(_of_run(actor, _find(actor, id)))


def go_on(actor: Actor, id: str) -> Response:
    """Let a stopped or failed hand-over go on."""
    read_nothing()
    runs.go_on(actor, _find(actor, id))
    return answer(_of_run(actor, _find(actor, id)))


def revert(actor: Actor, id: str) -> Response:
    """Take back what a hand-over has moved."""
    read_nothing()
    runs.revert(actor, _find(actor, id))
    return answer(_of_run(actor, _find(actor, id)), 202)


def list_taken(actor: Actor) -> Response:
    """The newest hand-overs that the actor got or gave."""
    only_known(request.args, ())
    found = gate.visible(actor, handovers).order_by(handovers.model.id.desc()).limit(NEWEST)
    return answer({"items": [of_record(actor, handovers, each) for each in found]})


def confirm_taken(actor: Actor, id: str) -> Response:
    """Confirm what one took over; 204."""
    key = idempotency_key()
    read_nothing()
    return marked(nothing(), confirm(actor, given_id(handovers.name, id), key=key))


def _find(actor: Actor, id: str) -> runs.Run:
    return runs.find(actor, given_id(handovers.name, id))


def _plan(given: dict[str, Any]) -> Plan:
    """The plan of a body, read strictly; raises InvalidValues."""
    wrong: dict[str, Message] = {
        name[:LONGEST_NAME]: _("There is no such member.") for name in given if name not in MEMBERS
    }
    to, kinds, refs = given.get("to", []), given.get("kinds"), given.get("records", [])
    if not isinstance(to, list) or any(gate.record_key(each) is None or isinstance(each, str) for each in to):
        wrong["to"] = _("Send a list of ids of users.")
    if kinds is not None and not _are_texts(kinds):
        wrong["kinds"] = _("Send a list of texts.")
    if not _are_texts(refs) or any(Ref.read(each) is None for each in refs):
        wrong["records"] = _("Write a record as kind and number, such as {example}.").format(
            example="contacts.company/7"
        )
    for name in ("how", "shares", "note"):
        if not isinstance(given.get(name, ""), str):
            wrong[name] = _("This is no text.")
    if not isinstance(given.get("dry_run", False), bool):
        wrong["dry_run"] = _("This is neither true nor false.")
    if wrong:
        raise InvalidValues(wrong)
    return Plan(
        to=tuple(to),
        how=given.get("how", EVEN),
        kinds=None if kinds is None else tuple(kinds),
        records=tuple(ref for each in refs if (ref := Ref.read(each))),
        shares=given.get("shares", PASS),
        note=given.get("note", "").strip(),
    )


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _counted(actor: Actor, user: int, plan: Plan) -> dict[str, Any]:
    found = preview(actor, user, plan)
    people = [
        {
            "user": to,
            "records": {kind: number for kind, number in sorted(each.items()) if kind != SHARE},
            "shares": each[SHARE],
        }
        for to, each in found.items()
    ]
    return {"total": sum(each.total() for each in found.values()), "new_owners": people}


def _of_run(actor: Actor, known: runs.Run) -> dict[str, Any]:
    got = runs.given(known.id)
    named = titles(actor, users.name, {known.user_id, *got})
    counts = {
        name: getattr(known, name) for name in ("total", "done", "moved", "refused", "reverted", "kept")
    }
    return {
        "id": known.id,
        "user": {"id": known.user_id, "title": named.get(known.user_id)},
        "state": known.standing,
        **counts,
        "new_owners": [
            {"user": {"id": to, "title": named.get(to)}, "records": number} for to, number in got.items()
        ],
    }


def _route(rule: str, name: str, method: str, function: Any) -> Route:
    return Route(f"{API}{rule}", f"rest.{name}", (method,), HAND_OVER, "host", function)


ROUTES = (
    _route(BASE, "hand_over_checklist", "GET", read_checklist),
    _route(BASE, "hand_over", "POST", hand_over),
    _route(f"{RUNS}/<id>", "hand_over_run", "GET", read_run),
    _route(f"{RUNS}/<id>/stop", "hand_over_stop", "POST", stop),
    _route(f"{RUNS}/<id>/go-on", "hand_over_go_on", "POST", go_on),
    _route(f"{RUNS}/<id>/revert", "hand_over_revert", "POST", revert),
    Route(
        f"{API}/{handovers.path}",
        "rest.handovers",
        ("GET",),
        handovers.permission("view"),
        "host",
        list_taken,
    ),
    Route(
        f"{API}/{handovers.path}/<id>/confirm",
        "rest.confirm_handover",
        ("POST",),
        SIGNED_IN,
        "host",
        confirm_taken,
    ),
)
