"""The page of the lookup for duplicates: is this customer taken, and by whom as far as the house tells."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues, Refused
from guanxi.data.messages import translator
from guanxi.people.lookups import LONGEST, LOOK, Taken, ask_for_decision, look
from guanxi.plugins.mount import Route
from guanxi.records.actor import Actor
from guanxi.resources.taken import Told, told
from guanxi.web.claim_pages import undecided
from guanxi.web.rendering import page, toast
from guanxi.web.ways import to_record

_ = translator("guanxi")
HERE = "/duplicate-lookup"


def lookup_page(actor: Actor) -> Response:
    """GET: the question. POST: the answer, written down."""
    if request.method == "GET":
        return _page(actor, "")
    typed = request.form.get("q", "")
    try:
        line, found = look(actor, typed).value
    except InvalidValues as wrong:
        return _page(actor, typed, error=str(next(iter(wrong.errors.values()))), status=422)
    except Refused as no:
        return _page(actor, typed, error=str(no), status=409)
    return _page(actor, typed, answers=found, line=line)


def ask(actor: Actor, id: int) -> Response:
    """Ask who leads the owners to decide."""
    ask_for_decision(actor, id, request.form.get("note", ""))
    toast(_("Those who decide are told."))
    return redirect(HERE, 303)


def _page(
    actor: Actor,
    typed: str,
    *,
    answers: list[Taken] | None = None,
    line: int = 0,
    error: str = "",
    status: int = 200,
) -> Response:
    shown = told(actor, answers or [])
    return page(
        "duplicate_lookup.html",
        actor,
        status=status,
        title=str(_("Look up duplicates")),
        action=HERE,
        typed=typed[:LONGEST],
        most=LONGEST,
        error=error,
        undecided=undecided(actor),
        asked=answers is not None,
        answers=[_line(actor, each) for each in shown],
        ask_url=f"{HERE}/{line}/ask" if any(each.id is None for each in shown) else "",
    )


def _line(actor: Actor, each: Told) -> dict[str, Any]:
    href = to_record(actor, each.resource, each.id) if each.id else ""
    return {"text": each.text, "href": href, "icon": each.resource.icon, "seen": each.id is not None}


ROUTES = (
    Route(HERE, "host.duplicate_lookup", ("GET", "POST"), LOOK, "host", lookup_page),
    Route(f"{HERE}/<int:id>/ask", "host.ask_for_decision", ("POST",), LOOK, "host", ask),
)
