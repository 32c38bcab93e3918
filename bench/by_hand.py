"""The list of companies as somebody would write it for this one resource: the same rows, layout and components, and a
template that names every column itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Flask
from werkzeug.exceptions import Forbidden

from guanxi.data.chinese.phone import show_phone
from guanxi.records.listing import ListQuery, page
from guanxi.records.listing_sums import count
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of
from guanxi.web.kept import Kept
from guanxi.web.rendering import frame
from guanxi.web.requests import actor as current_actor
from guanxi_contacts.choices import CUSTOMER_TYPES, INDUSTRIES

COLUMNS = ("name", "customer_type", "industry", "city", "phone", "employees", "owner", "changed_at")
LIST = "/contacts/companies/"
QUICK = [
    {"label": "All", "href": LIST, "current": True},
    {"label": "Mine", "href": f"{LIST}?quick=mine"},
    {"label": "My team", "href": f"{LIST}?quick=my_team"},
    {"label": "Recently changed", "href": f"{LIST}?quick=recently_changed"},
    {"label": "Mine, long without contact", "href": f"{LIST}?quick=quiet"},
    {"label": "Of my teams, long without contact", "href": f"{LIST}?quick=quiet_team"},
]
VIEWS = [
    {"label": "List", "icon": "list", "href": LIST, "current": True},
    {"label": "Board", "icon": "kanban", "href": f"{LIST}board/"},
]
ACTIONS = Kept(
    [
        {"label": "Bin", "href": f"{LIST}bin", "icon": "trash-2", "kind": "ghost"},
        {"label": "Import", "href": f"{LIST}import", "icon": "upload"},
        {"label": "New company", "href": f"{LIST}new", "icon": "plus", "kind": "main", "key": "c"},
    ]
)
WITH_SELECTED = [
    {"label": "Export: CSV", "post": f"{LIST}export?format=csv", "icon": "file-text", "download": True},
    {
        "label": "Export: Excel (XLSX)",
        "post": f"{LIST}export?format=xlsx",
        "icon": "file-spreadsheet",
        "download": True,
    },
    {"label": "Edit", "post": f"{LIST}edit-many", "icon": "pencil", "whole": True},
    {"label": "Share", "post": f"{LIST}share", "icon": "user-plus"},
    {"label": "Tags", "post": f"{LIST}tags", "icon": "tag", "whole": True},
    {"label": "Merge", "post": f"{LIST}merge", "icon": "git-merge", "two": True},
    {"label": "Delete", "post": f"{LIST}delete", "icon": "trash-2", "kind": "danger", "whole": True},
]


def by_hand(app: Flask, resource: Resource) -> Callable[[], str]:
    """The view that takes the place of the list's own in `app`."""
    source = (Path(__file__).parent / "templates" / "companies.html").read_text()
    template = app.jinja_env.from_string(source)
    types = {name: str(label) for name, label in CUSTOMER_TYPES.items()}
    industries = {name: str(label) for name, label in INDUSTRIES.items()}

    def view() -> str:
        actor = current_actor()
        if actor is None or not actor.may("contacts.company.view"):
            raise Forbidden
        query, fmt = ListQuery(resource, COLUMNS, limit=80), format_of(actor)
        found, total = page(actor, query), count(actor, query, 1000)
        return template.render(
            **frame(actor), title="Companies", rows=found.rows, next=found.next, actions=ACTIONS, quick=QUICK, views=VIEWS,
            with_selected=WITH_SELECTED, types=types, industries=industries, number=fmt.number, moment=fmt.datetime,
            phone_text=partial(show_phone, english=True), total=(fmt.number(total.number), total.more, total.number),
        )  # fmt: skip

    return view
