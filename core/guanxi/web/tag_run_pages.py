"""Tags for everything that a list shows: which list is meant, and the page of the run with progress, stop and taking back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import redirect
from werkzeug.wrappers import Response

from guanxi.data.errors import Problem, Refused
from guanxi.data.messages import translator
from guanxi.people.doing import do_here
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery
from guanxi.records.listing_sums import count
from guanxi.records.search.finding import MOST
from guanxi.resources.faces import Faces
from guanxi.web.asked import asked_in
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.tagged import said
from guanxi.work.tags import runs
from guanxi.work.tags.job import JOBS
from guanxi.work.tags.runs import Run

_ = translator("guanxi")
HERE, AT_ONCE_S, COUNTED = "/work/tags/run", 1.0, 1000
"""How long a page waits for a small list; a larger one goes on in the worker, with progress."""
_CUT = _(
    "The search finds more than {n} records and lists only some. Narrow it, or use a filter, to tag them all."
)


def list_behind(actor: Actor, faces: Faces, address: str) -> ListQuery | None:
    """The list at `address`, if it is one of these records."""
    parts = urlsplit(address)
    if parts.path != f"/{faces.resource.path}/":
        return None
    pairs = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return asked_in(actor, faces, pairs).listing(faces, actor)


def number_in(actor: Actor, listing: ListQuery) -> tuple[int, str]:
    """How many records the list shows, counted up to a limit, and how that is written."""
    found = count(actor, listing, COUNTED)
    return found.number, said(actor, found.number, more=found.more)


def tag_list(actor: Actor, listing: ListQuery, *, add: list[int], remove: list[int]) -> Response:
    """Want the tags for all of a list, do the beginning, and show how far it is. Raises what `runs.start` does."""
    if listing.among is not None and len(listing.among) >= MOST:
        raise Refused(_CUT, n=MOST)
    runs.start(actor, listing.resource, listing.filter, listing.among, add=add, remove=remove)
    return _on(actor)


def run_page(actor: Actor) -> Response:
    """The actor's newest run as it stands."""
    known = runs.newest(actor)
    return page(
        "tag_run.html",
        actor,
        title=str(_("Tags for many records")),
        run=known,
        progress=_progress(known) if known and known.under_way else None,
        base=HERE,
    )


def progress(actor: Actor) -> Response:
    """How far it is, as a fragment; when it is over, the page is drawn anew."""
    known = runs.newest(actor)
    answer = fragment("components/page.html", "progress", **_progress(known)) if known else Response("")
    if known is None or not known.under_way:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _told(what: Callable[[Actor], None]) -> Callable[[Actor], Response]:
    def view(actor: Actor) -> Response:
        try:
            what(actor)
        except Problem as no:
            toast(str(no), tone="bad")
        return _on(actor)

    return view


def _stop(actor: Actor) -> Response:
    runs.stop(actor)
    return redirect(HERE, 303)


def _on(actor: Actor) -> Response:
    known = runs.newest(actor)
    if known is not None and known.under_way:
        do_here(actor.host, JOBS, known.job_id, AT_ONCE_S)
    return redirect(HERE, 303)


def _progress(known: Run) -> dict[str, Any]:
    label = _("Tags are being taken back") if known.taking_back else _("Tags are being put on")
    return {
        "label": str(label),
        "done": known.done,
        "total": known.total,
        "url": f"{HERE}/progress",
        "state": "running" if known.under_way else "done",
    }


def _route(rule: str, name: str, method: str, function: Callable[..., Response]) -> Route:
    return Route(f"{HERE}{rule}", f"host.{name}", (method,), SIGNED_IN, "host", function)


ROUTES = (
    _route("", "tag_run", "GET", run_page),
    _route("/progress", "tag_run_progress", "GET", progress),
    _route("/stop", "tag_run_stop", "POST", _stop),
    _route("/go-on", "tag_run_go_on", "POST", _told(runs.go_on)),
    _route("/take-back", "tag_run_take_back", "POST", _told(runs.take_back)),
)
