"""The page of what is done to everything that a list shows: progress, stop, what came of it, going on, taking back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask import redirect
from werkzeug.wrappers import Response

from guanxi.data.errors import Problem
from guanxi.data.messages import Message, translator
from guanxi.people.doing import do_here
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.actor import Actor
from guanxi.records.gate import fields_for
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, linked_title, titles, titles_of
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.ways import away
from guanxi.work.notifications.packing import unpacked
from guanxi.work.runs import editing, running
from guanxi.work.runs.running import DELETE, EDIT, LOOK, TAG, Run
from guanxi.work.runs.taking_back import TAKE_BACK, take_back
from guanxi.work.runs.walking import Whole
from guanxi.work.tags import job as tag_job

_ = translator("guanxi")
HERE, AT_ONCE_S = "/work/run", 1.0
"""How long a page waits for a small list; a larger one goes on in the worker, with progress."""
JOBS = (*tag_job.JOBS, *editing.JOBS, take_back)
UNDER_WAY: dict[str, Message] = {
    TAG: _("Tags are being put on"),
    LOOK: _("The records are being looked at"),
    EDIT: _("The records are being changed"),
    DELETE: _("The records are being put into the bin"),
    TAKE_BACK: _("The changes are being taken back"),
}


def tag_list(actor: Actor, whole: Whole, *, add: Collection[int], remove: Collection[int]) -> Response:
    """Want the tags for all of a list, do the beginning, and show how far it is. Raises what starting it does."""
    tag_job.start(actor, whole, add=add, remove=remove)
    return on_with_it(actor)


def run_page(actor: Actor) -> Response:
    """The actor's newest run as it stands."""
    known = running.newest(actor)
    resource = actor.host.resources.get(known.wanted.get("resource", "")) if known else None
    return page(
        "run.html",
        actor,
        title=str(_("Many records")),
        run=known,
        progress=_progress(known) if known and known.under_way else None,
        given=_given(actor, resource, known) if known and resource else [],
        reasons=_reasons(actor, resource, known) if known and resource else [],
        refused=sum(each["count"] for each in known.position.get("reasons", ())) if known else 0,
        back=away(actor, resource) if resource else "",
        base=HERE,
    )


def progress(actor: Actor) -> Response:
    """How far it is, as a fragment; when it is over, the page is drawn anew."""
    known = running.newest(actor)
    answer = fragment("components/page.html", "progress", **_progress(known)) if known else Response("")
    if known is None or not known.under_way:
        answer.headers["HX-Refresh"] = "true"
    return answer


def on_with_it(actor: Actor) -> Response:
    """Do the beginning of the newest run, and show it."""
    known = running.newest(actor)
    if known is not None and known.under_way:
        do_here(actor.host, JOBS, known.job_id, AT_ONCE_S)
    return redirect(HERE, 303)


def _told(what: Callable[[Actor], object]) -> Callable[[Actor], Response]:
    def view(actor: Actor) -> Response:
        try:
            what(actor)
        except Problem as no:
            toast(str(no), tone="bad")
        return on_with_it(actor)

    return view


def _stop(actor: Actor) -> Response:
    running.stop(actor)
    return redirect(HERE, 303)


def _do(actor: Actor) -> None:
    """Do what the newest run has only looked at."""
    known = running.newest(actor)
    if known is None or not known.looking or known.state != "done":
        return
    resource = actor.host.resources.get(known.wanted["resource"])
    if known.deleting:
        editing.start_deleting(actor, Whole.of(known.wanted), look=False)
    elif resource is not None:
        values = editing.values_of(resource, known.wanted)
        editing.start(actor, Whole.of(known.wanted), resource, values, look=False)


def _progress(known: Run) -> dict[str, Any]:
    return {
        "label": str(UNDER_WAY[known.name]),
        "done": known.done,
        "total": known.total,
        "url": f"{HERE}/progress",
        "state": "running" if known.under_way else "done",
    }


def _given(actor: Actor, resource: Resource, known: Run) -> list[tuple[str, str]]:
    """The values that the records get, by the field's label, as far as the actor sees the fields."""
    seen, found = {f.name: f for f in fields_for(actor, resource)}, []
    for name, value in editing.values_of(resource, {"values": known.wanted.get("values", {})}).items():
        if field := seen.get(name):
            row, known_titles = field.to_row(value), titles_of(actor, [field], {name: value})
            text = linked_title(field, value, known_titles) or field.show(
                row[0] if len(row) == 1 else row, format_of(actor)
            )
            found.append((str(field.label), text or "–"))
    return found


def _reasons(actor: Actor, resource: Resource, known: Run) -> list[dict[str, Any]]:
    """Why records were, or would be, left as they are, with the first of each that the actor sees now."""
    kept = known.position.get("reasons", ())
    named = titles(actor, resource.name, [key for each in kept for key in each["first"]])
    return [
        {
            "reason": unpacked(each["reason"], format_of(actor), {}),
            "count": format_of(actor).number(each["count"]),
            "first": [
                {"label": named[key], "href": f"/{resource.path}/{key}"}
                for key in each["first"]
                if key in named
            ],
        }
        for each in kept
    ]


def _route(rule: str, name: str, method: str, function: Callable[..., Response]) -> Route:
    return Route(f"{HERE}{rule}", f"host.{name}", (method,), SIGNED_IN, "host", function)


ROUTES = (
    _route("", "run", "GET", run_page),
    _route("/progress", "run_progress", "GET", progress),
    _route("/do", "run_do", "POST", _told(_do)),
    _route("/stop", "run_stop", "POST", _stop),
    _route("/go-on", "run_go_on", "POST", _told(running.go_on)),
    _route("/take-back", "run_take_back", "POST", _told(running.take_back)),
)
