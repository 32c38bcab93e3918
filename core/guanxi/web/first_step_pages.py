"""What to try in the first ten minutes, as a page; the home page points to it until somebody waves it away."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.messages import translator
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records.actor import Actor
from guanxi.web import demo_pages
from guanxi.web.rendering import page, toast
from guanxi.work import first_steps

_ = translator("guanxi")
FIRST_STEPS = "/first-steps"


def steps_page(actor: Actor) -> Response:
    """The steps that the actor may try, with what he has done of them."""
    found = first_steps.tried(actor)
    done = sum(each.done for each in found)
    return page(
        "first_steps.html",
        actor,
        title=str(_("What to try in ten minutes")),
        lead=str(_("{done} of {total} done").format(done=done, total=len(found))),
        steps=[
            {
                "name": each.step.name,
                "text": str(each.step.text),
                "href": each.step.href,
                "done": each.done,
                "by_hand": each.by_hand,
            }
            for each in found
        ],
        finished=bool(found) and done == len(found),
        address=FIRST_STEPS,
        pointed=first_steps.is_pointed_to(actor),
        demo_url=demo_pages.notice(actor),
    )


def tick_step(actor: Actor) -> Response:
    """Tick a step by hand, or take the tick off."""
    name = request.form.get("step", "")
    if name not in {each.name for each in first_steps.steps_of(actor)}:
        abort(404)
    first_steps.tick(actor, name, done=request.form.get("on") == "1")
    return redirect(FIRST_STEPS, 303)


def point(actor: Actor) -> Response:
    """Take the pointer off the home page, or put it there again."""
    shown = request.form.get("on") == "1"
    first_steps.point_to(actor, shown=shown)
    if shown:
        toast(_("The home page points here again."))
        return redirect(FIRST_STEPS, 303)
    toast(_("The steps stay in your menu."))
    return redirect("/", 303)


def pointer(actor: Actor) -> dict[str, Any] | None:
    """What the home page says of the steps; None where it says nothing."""
    return (
        {"href": FIRST_STEPS, "hide": f"{FIRST_STEPS}/pointer"} if first_steps.is_pointed_to(actor) else None
    )


ROUTES = (
    Route(FIRST_STEPS, "host.first_steps", ("GET",), SIGNED_IN, "host", steps_page),
    Route(FIRST_STEPS, "host.tick_step", ("POST",), SIGNED_IN, "host", tick_step),
    Route(f"{FIRST_STEPS}/pointer", "host.point_to_steps", ("POST",), SIGNED_IN, "host", point),
)
