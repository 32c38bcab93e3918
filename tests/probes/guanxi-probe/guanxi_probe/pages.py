"""The button that asks for a review, and a page that only the palette leads to."""

from __future__ import annotations

from flask import redirect
from werkzeug.wrappers import Response

from guanxi.api import Actor, Pages
from guanxi_probe.changes import review_company

pages = Pages("probe")


@pages.get("/overview", needs="probe.company.review")
def overview(actor: Actor) -> str:
    """Nothing yet."""
    return f"for {actor.id}"


@pages.post("/companies/<int:id>/review", needs="probe.company.review")
def review(actor: Actor, id: int) -> Response:
    """Ask for a review and return to the company."""
    review_company(actor, id)
    return redirect(f"/contacts/companies/{id}", 303)
