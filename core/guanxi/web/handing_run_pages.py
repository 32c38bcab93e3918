"""The page of one hand-over: progress, what moved to whom, what stayed and why, stop, go on, revert; and who has confirmed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect
from werkzeug.wrappers import Response

from guanxi.data.columns import to_ms
from guanxi.data.errors import Problem
from guanxi.data.messages import Message, translator
from guanxi.jobs.tables import FAILED
from guanxi.people.doing import do_here
from guanxi.people.handovers import runs
from guanxi.people.handovers.job import JOBS
from guanxi.people.handovers.resource import CONFIRMED, HAND_OVER, STATES, TAKEN_BACK
from guanxi.people.handovers.runs import Listed, Run
from guanxi.people.handovers.tables import Handover
from guanxi.people.resources import users
from guanxi.plugins.mount import Route
from guanxi.records.actor import Actor
from guanxi.records.titles import format_of, titles, titles_for
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.ways import to_list, to_record

_ = translator("guanxi")
HERE, AT_ONCE_S = "/hand-overs", 1.0
"""How long a page waits for a small hand-over; a larger one goes on in the worker, with progress."""
SHOWN = 100
WORDS: dict[str, Message] = {
    runs.MOVING: _("The records are being handed over"),
    runs.REVERTING: _("The hand-over is being taken back"),
}
TONES = {CONFIRMED: "green", TAKEN_BACK: ""}


def run_page(actor: Actor, id: int) -> Response:
    """A hand-over as it stands."""
    known = runs.find(actor, id)
    person = titles(actor, users.name, {known.user_id}).get(known.user_id, f"#{known.user_id}")
    kept = runs.stayed(known.id, SHOWN + 1)
    return page(
        "handing_run.html",
        actor,
        title=str(_("Hand-over of what {name} had").format(name=person)),
        crumbs=[
            {"label": str(users.label), "href": to_list(actor, users)},
            {"label": person, "href": to_record(actor, users, known.user_id)},
        ],
        run=known,
        error=_error(known),
        made=_made(actor, known),
        counts=_counts(known),
        people=_people(actor, known),
        progress=_progress(known) if known.under_way else None,
        stayed=_stayed(actor, kept[:SHOWN]),
        more=len(kept) > SHOWN,
        note=known.plan.note,
        base=run_address(known.id),
        again=f"/{users.path}/{known.user_id}/hand-over",
    )


def progress(actor: Actor, id: int) -> Response:
    """How far it is, as a fragment; when it is over, the page is drawn anew."""
    known = runs.find(actor, id)
    answer = fragment("components/page.html", "progress", **_progress(known))
    if not known.under_way:
        answer.headers["HX-Refresh"] = "true"
    return answer


def stop(actor: Actor, id: int) -> Response:
    """POST: stop after the part that is being moved."""
    runs.stop(actor, runs.find(actor, id))
    return redirect(run_address(id), 303)


def go_on(actor: Actor, id: int) -> Response:
    """POST: let a stopped or failed hand-over go on from where it ended."""
    return _done(actor, runs.find(actor, id), runs.go_on)


def revert(actor: Actor, id: int) -> Response:
    """POST: take back what has moved."""
    return _done(actor, runs.find(actor, id), runs.revert)


def do_at_once(actor: Actor, known: Run) -> None:
    """Do the beginning of a hand-over in this request; the workers have the rest."""
    if known.job_id:
        do_here(actor.host, JOBS, known.job_id, AT_ONCE_S)


def run_address(run: int) -> str:
    """The address of a hand-over."""
    return f"{HERE}/{run}"


def _done(actor: Actor, known: Run, wanted: Callable[[Actor, Run], None]) -> Response:
    try:
        wanted(actor, known)
        do_at_once(actor, runs.find(actor, known.id))
    except Problem as no:
        toast(str(no), tone="bad")
    return redirect(run_address(known.id), 303)


def _error(known: Run) -> str:
    """Why it has failed, in the last line: what stands above is for administrators."""
    lines = (known.error or "").strip().splitlines() if known.standing == FAILED else []
    return lines[-1] if lines else ""


def _made(actor: Actor, known: Run) -> list[tuple[str, str]]:
    """Who handed over, and when."""
    who = titles(actor, users.name, {known.actor_id}).get(known.actor_id, f"#{known.actor_id}")
    when = format_of(actor).datetime(to_ms(known.created_at))
    return [(str(_("Handed over by")), who), (str(_("Handed over at")), when)]


def _counts(known: Run) -> list[tuple[str, int]]:
    found = [
        (_("To be moved"), known.total, True),
        (_("Moved"), known.moved, True),
        (_("Not moved"), known.refused, False),
        (_("Taken back"), known.reverted, False),
        (_("Stayed with the new owner"), known.kept, False),
    ]
    return [(str(label), value) for label, value, always in found if value or always]


def _people(actor: Actor, known: Run) -> list[dict[str, Any]]:
    """Each new owner with how much he got, and whether he has confirmed it."""
    got = runs.given(known.id)
    named = titles(actor, users.name, got)
    made = Handover.select().where((Handover.run_number == known.id) & Handover.deleted_at.is_null())
    states = {each.owner_id: each.state for each in made}
    return [
        {
            "name": named.get(user, f"#{user}"),
            "count": count,
            "state": str(STATES[states[user]]) if user in states else "",
            "tone": TONES.get(states.get(user, ""), "amber"),
        }
        for user, count in got.items()
    ]


def _stayed(actor: Actor, found: list[Listed]) -> list[tuple[str, str, str]]:
    """What did not move, by kind and title, and why."""
    named = titles_for(actor, {(each.item.kind, each.item.record_id) for each in found})
    return [
        (
            _kind(actor, each.item.kind),
            named.get((each.item.kind, each.item.record_id), f"#{each.item.record_id}"),
            each.reason or "",
        )
        for each in found
    ]


def _kind(actor: Actor, name: str) -> str:
    resource = actor.host.resources.get(name)
    return str(resource.label_one) if resource else name


def _progress(known: Run) -> dict[str, Any]:
    total = known.moved if known.state == runs.REVERTING else known.total
    return {
        "label": str(WORDS.get(known.state, _("Done"))),
        "done": min(known.done, total) if total else known.done,
        "total": total,
        "url": f"{run_address(known.id)}/progress" if known.under_way else "",
        "state": "running" if known.under_way else "done",
    }


def _route(rule: str, name: str, method: str, function: Callable[..., Response]) -> Route:
    return Route(f"{HERE}/<int:id>{rule}", f"host.{name}", (method,), HAND_OVER, "host", function)


ROUTES = (
    _route("", "hand_over_run", "GET", run_page),
    _route("/progress", "hand_over_progress", "GET", progress),
    _route("/stop", "hand_over_stop", "POST", stop),
    _route("/go-on", "hand_over_go_on", "POST", go_on),
    _route("/revert", "hand_over_revert", "POST", revert),
)
