"""Starred records: the button in the head of a record, the list in the side bar, and the short address that each record keeps."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.messages import translator
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.former import Former
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.resources.display import named, titles_for
from guanxi.web.rendering import fragment, page
from guanxi.web.requests import wants_fragment
from guanxi.web.ways import has_pages
from guanxi.work import stars

_ = translator("guanxi")
STARRED, SHORT = "/starred", "/r"


def starred_page(actor: Actor) -> Response:
    """What the actor has starred and sees: for the side bar, or as a page."""
    found = starred_of(actor)
    if wants_fragment():
        return fragment("components/stars.html", "starred", found)
    return page("starred.html", actor, title=str(_("Starred")), starred=found)


def starred_of(actor: Actor) -> list[dict[str, str]]:
    """Label, address and icon of what the actor has starred, without what is hidden from him, deleted or not there at present."""
    refs = stars.starred(actor)
    titles = titles_for(actor, refs)
    known = actor.host.resources
    return [
        {
            "label": named(actor, titles, ref),
            "href": f"/{known[ref.kind].path}/{ref.id}",
            "icon": known[ref.kind].icon,
        }
        for ref in refs
        if ref in titles and not isinstance(titles[ref], Former) and has_pages(actor, known[ref.kind])
    ]


def keep_star(actor: Actor) -> Response:
    """Star a record that the actor sees, or take the star off; answers with the button as it then is."""
    resource = _kind(actor, request.form.get("kind", ""))
    key = gate.record_key(request.form.get("record", ""))
    record = gate.get(actor, resource, key if key is not None else abort(404))
    ref, on = Ref(resource.name, record.id), request.form.get("on") == "1"
    (stars.star if on else stars.unstar)(actor, ref)
    if wants_fragment():
        return fragment("components/stars.html", "star", star_view(ref, on=on))
    return redirect(f"/{resource.path}/{record.id}", 303)


def star_view(ref: Ref, *, on: bool) -> dict[str, Any]:
    """What components/stars.html draws of the button."""
    return {"kind": ref.kind, "record": ref.id, "on": on}


def short_address(ref: Ref) -> str:
    """The address of a record that stays, whatever its pages are called later."""
    return f"{SHORT}/{ref.kind}/{ref.id}"


def open_short(actor: Actor, name: str, id: int) -> Response:
    """The page of a record by its short address; what the actor does not see is not there."""
    resource = _kind(actor, name)
    record = gate.get(actor, resource, id, include_bin=actor.may(resource.permission("delete")))
    return redirect(f"/{resource.path}/{record.id}")


def _kind(actor: Actor, name: str) -> Resource:
    resource = actor.host.resources.get(name)
    if resource is None or not has_pages(actor, resource):
        abort(404)
    return resource


ROUTES = (
    Route(STARRED, "host.starred", ("GET",), SIGNED_IN, "host", starred_page),
    Route(STARRED, "host.keep_star", ("POST",), SIGNED_IN, "host", keep_star),
    Route(f"{SHORT}/<name>/<int:id>", "host.short", ("GET",), SIGNED_IN, "host", open_short),
)
