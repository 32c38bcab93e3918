"""The button that asks for a review."""

from __future__ import annotations

from flask import redirect
from werkzeug.wrappers import Response

from guanxi.api import Actor, Pages
from guanxi_probe.changes import review_company

pages = Pages("probe")


@pages.post("/companies/<int:id>/review", needs="probe.company.review")
def review(actor: Actor, id: int) -> Response:
    """Ask for a review and return to the company."""
    review_company(actor, id)
    return redirect(f"/contacts/companies/{id}", 303)
