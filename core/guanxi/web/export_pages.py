"""Export of a list from its page: everything that the present filter finds, or the rows that are selected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, request

from guanxi.data.errors import InvalidValues, Refused
from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.search.finding import MOST
from guanxi.resources.exports.download import download
from guanxi.resources.exports.run import Wanted
from guanxi.resources.faces import Faces
from guanxi.web.asked import Asked, asked
from guanxi.web.rendering import fragment

_ = translator("guanxi")
OWN = ("format", "all")
MOST_SELECTED = 1000
_CUT = _(
    "The search finds more than {n} records and lists only some. Narrow it, or use a filter, to export them all."
)
FORMATS = (
    ("csv", _("CSV"), "file-text"),
    ("xlsx", _("Excel (XLSX)"), "file-spreadsheet"),
    ("jsonl", _("JSON lines"), "database"),
)


def export_list(actor: Actor, faces: Faces) -> Response:
    """The list as a file, in the columns shown or with ``?all`` in all that one may see; POST: only the rows with these ids."""
    query = asked(actor, faces, OWN)
    chosen = _selected()
    listing = replace(query.listing(faces, actor), after=None, before=None)
    if "all" in request.args:
        listing = replace(listing, columns=None)
    if chosen is not None:
        listing = replace(listing, filter=None, among=chosen)
    elif listing.among is not None and len(listing.among) >= MOST:
        raise Refused(_CUT, n=MOST)
    words: dict[str, Any] = {
        "by": "page",
        "query": [pair for pair in query.pairs if pair[0] not in ("after", "before")],
    }
    if chosen is not None:
        words["ids"] = list(chosen)
    wanted = Wanted(listing, request.args.get("format", "csv"), faces.list.computed, words, chosen)
    return download(actor, wanted)


def export_menu(actor: Actor, faces: Faces) -> Response:
    """The menu above a list, as a fragment: each format with the columns shown, then with all."""
    query, resource = asked(actor, faces), faces.resource
    shown = [_item(resource, query, kind, str(label), icon) for kind, label, icon in FORMATS]
    every = [_item(resource, query, kind, str(label), icon, every="1") for kind, label, icon in FORMATS]
    paper = {
        "label": str(_("Print all rows")),
        "href": _beside(resource, query.address(), "print"),
        "icon": "printer",
    }
    groups = [
        (str(_("With the columns shown")), [*shown, paper]),
        (str(_("With all columns")), every),
    ]
    return fragment("components/filters.html", "exports", groups)


def export_url(actor: Actor, resource: Resource, query: Asked) -> str:
    """Where the menu is; nowhere for who may not export."""
    if not actor.may(resource.permission("export")):
        return ""
    return f"/{resource.path}/export/menu?{query.encoded}"


def export_selected(actor: Actor, resource: Resource, query: Asked) -> list[dict[str, Any]]:
    """The buttons for the selected rows; none for who may not export."""
    if not actor.may(resource.permission("export")):
        return []
    label = _("Export: {format}")
    return [
        {
            "label": label.format(format=words),
            "post": _address(resource, query, kind),
            "icon": icon,
            "download": True,
        }
        for kind, words, icon in FORMATS[:2]
    ]


def _item(
    resource: Resource, query: Asked, kind: str, label: str, icon: str, *, every: str = ""
) -> dict[str, Any]:
    return {"label": label, "href": _address(resource, query, kind, every=every), "icon": icon}


def _address(resource: Resource, query: Asked, kind: str, *, every: str = "") -> str:
    return _beside(resource, query.address(format=kind, all=every), "export")


def _beside(resource: Resource, address: str, page: str) -> str:
    """The address of a page below the list, from that of the list as it is narrowed."""
    return address.replace(f"/{resource.path}/", f"/{resource.path}/{page}", 1)


def _selected() -> tuple[int, ...] | None:
    """The ids that a POST names; None for a GET, which takes the whole list."""
    if request.method != "POST":
        return None
    ids = tuple(dict.fromkeys(request.form.getlist("id", type=int)))
    if not ids or len(ids) > MOST_SELECTED:
        text = _("Select at least one record and at most {n}.").format(n=MOST_SELECTED)
        raise InvalidValues({"id": text})
    return ids
