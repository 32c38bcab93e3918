"""The page on which demo data are removed, and what home says about them."""

from __future__ import annotations

from typing import Any

from flask import redirect
from werkzeug.wrappers import Response

from guanxi.data.messages import translator
from guanxi.jobs import queue
from guanxi.jobs.tables import ENDED, FAILED
from guanxi.people.escalation import ADMINISTER
from guanxi.people.resources import users
from guanxi.plugins.mount import Route
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources import demo_removal
from guanxi.resources.display import format_of
from guanxi.web.handing_pages import hand_over_address
from guanxi.web.rendering import fragment, page
from guanxi.web.ways import to_list, to_record

_ = translator("guanxi")
PAGE = "/settings/demo"
NAMED = 10


def demo_page(actor: Actor) -> Response:
    """What is left of the demo data, and the button that removes it."""
    left, fmt = demo_removal.left(actor), format_of(actor)
    known = queue.newest(demo_removal.JOB)
    done = known is not None and known.state in ENDED
    return page(
        "demo.html",
        actor,
        title=str(_("Demo data")),
        left=[(each.label, fmt.number(count), to_list(actor, each)) for each, count in left],
        progress=_progress(known),
        done=done,
        kept=[_kept(actor, each) for each, _count in left] if done else [],
        failed=known is not None and known.state == FAILED,
        url=PAGE,
    )


def _kept(actor: Actor, resource: Resource) -> dict[str, Any]:
    """Why records of a kind are still there, and the first of them: users lead to where their records are handed over."""
    found = demo_removal.named(actor, resource, NAMED)
    return {
        "label": resource.label,
        "why": demo_removal.reason(resource),
        "records": [
            {
                "text": title,
                "href": hand_over_address(key)
                if resource.name == users.name
                else to_record(actor, resource, key),
            }
            for key, title in found
        ],
    }


def remove(actor: Actor) -> Response:
    """Begin to remove the demo data."""
    demo_removal.start(actor)
    return redirect(PAGE, 303)


def progress(actor: Actor) -> Response:
    """How far the removal is; when it has ended the page is loaded anew."""
    known = _progress(queue.newest(demo_removal.JOB))
    if known is None:
        ended = Response("")
        ended.headers["HX-Refresh"] = "true"
        return ended
    return fragment("components/page.html", "progress", **known)


def notice(actor: Actor) -> str:
    """The address of the page for who may remove the demo data that are there; else empty."""
    return PAGE if actor.may(ADMINISTER) and demo_removal.is_loaded(actor) else ""


def _progress(known: queue.JobState | None) -> dict[str, Any] | None:
    if known is None or known.state in ENDED:
        return None
    label = str(_("Removing demo data"))
    return {"label": label, "done": known.progress, "total": known.total, "url": f"{PAGE}/progress"}


def _route(rule: str, name: str, method: str, function: Any) -> Route:
    return Route(rule, f"host.{name}", (method,), ADMINISTER, "host", function)


ROUTES = (
    _route(PAGE, "demo", "GET", demo_page),
    _route(f"{PAGE}/remove", "remove_demo", "POST", remove),
    _route(f"{PAGE}/progress", "demo_progress", "GET", progress),
)
