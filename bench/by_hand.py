"""The list of companies as somebody would write it for this one resource: the same rows, layout and components, and a
template that names every column itself.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, render_template_string, request
from guanxi_contacts.choices import CUSTOMER_TYPES, INDUSTRIES

from guanxi.records.listing import ListQuery, page
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of
from guanxi.web.rendering import frame
from guanxi.web.requests import actor as current_actor

COLUMNS = ("name", "customer_type", "industry", "city", "phone", "employees", "owner", "changed_at")
TYPES = {name: str(label) for name, label in CUSTOMER_TYPES.items()}
SECTORS = {name: str(label) for name, label in INDUSTRIES.items()}
TEMPLATE = ""


def by_hand(resource: Resource) -> Callable[[], str]:
    """The view for the list's own endpoint."""

    def view() -> str:
        actor = current_actor()
        if actor is None or not actor.may("contacts.company.view"):
            current_app.aborter(403)
        assert actor is not None
        query = ListQuery(resource, COLUMNS, request.args.get("sort"), limit=80, after=request.args.get("after"))
        found = page(actor, query)
        return render_template_string(
            TEMPLATE, **frame(actor), title="Companies", found=found, fmt=format_of(actor), types=TYPES, sectors=SECTORS
        )

    return view
