"""What stands above a list or board of saved views: one tab each, what is left out of the opened one, and what has changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import redirect
from werkzeug.wrappers import Response

from guanxi.data.messages import Message, translator
from guanxi.records.actor import Actor
from guanxi.resources.faces import Faces
from guanxi.web.asked import Asked
from guanxi.web.column_widths import WIDTH
from guanxi.web.rendering import page
from guanxi.web.view_opening import (
    EVERYTHING,
    PLACES,
    SAVED,
    CannotApply,
    Elsewhere,
    address_at,
    address_of,
    asks_of,
    left_out,
    usable,
)
from guanxi.work.views.resource import LIST, views
from guanxi.work.views.seen import Seen, views_of

_ = translator("guanxi")
MOST_TABS = 8
Face = Callable[[Actor, Faces], Response]


def opening(face: Face) -> Face:
    """A page that opens with views: the way to a view's own address, and what is said where one cannot be applied."""

    @wraps(face)
    def answer(actor: Actor, faces: Faces) -> Response:
        try:
            return face(actor, faces)
        except Elsewhere as way:
            return redirect(way.address)
        except CannotApply as refused:
            return _refused(actor, faces, refused)

    return answer


def view_bar(actor: Actor, faces: Faces, query: Asked) -> dict[str, Any]:
    """The tabs and what is said of the opened view, as components/views.html draws them."""
    opened, kind = query.opened, kind_of(query)
    known, view = (opened.views, opened.view) if opened else ((), None)
    may_save = actor.may(views.permission("create"))
    if not (known or view or may_save):
        return {}
    changed = view is not None and _changed(actor, faces, query, view)
    return {
        "tabs": _tabs(faces, known, view) if known or view else [],
        "menu_url": f"/{faces.resource.path}/views?_kind={kind}&{query.encoded}",
        "notes": _notes(actor, faces, view) if view else [],
        "changed": changed,
        "renew": _update(actor, view, query, kind) if view and changed else {},
        "discard": address_of(faces, view) if view else "",
    }


def kind_of(query: Asked) -> str:
    """The kind of view that an address shows."""
    return next((kind for kind, place in PLACES.items() if place and query.path.endswith(f"/{place}")), LIST)


def _tabs(faces: Faces, known: tuple[Seen, ...], view: Seen | None) -> list[dict[str, Any]]:
    default = any(each.default for each in known)
    everything = address_at(faces, "", EVERYTHING) if default else f"/{faces.resource.path}/"
    shown = [each for n, each in enumerate(known) if n < MOST_TABS or (view and each.id == view.id)]
    found = [{"label": str(_("All")), "href": everything, "current": view is None}]
    return [*found, *(_tab(faces, each, view) for each in shown)]


def _tab(faces: Faces, each: Seen, view: Seen | None) -> dict[str, Any]:
    return {"label": each.name, "href": address_of(faces, each), "current": bool(view and each.id == view.id)}


def _changed(actor: Actor, faces: Faces, query: Asked, view: Seen) -> bool:
    """Tell whether the list stands otherwise than the view opens for this actor."""
    stored = Asked(query.path, query.title, usable(actor, faces, asks_of(view)))
    return kind_of(query) != view.kind or _meaning(stored) != _meaning(query)


def _meaning(query: Asked) -> tuple[Any, ...]:
    """What an address asks, whatever order its conditions stand in."""
    columns = tuple(value for name, value in query.saved() if name == "c")
    alone = {name: query.single.get(name, "") for name in SAVED if name not in ("c", WIDTH)}
    widths = sorted(value for name, value in query.saved() if name == WIDTH)
    return columns, widths, alone, sorted(map(repr, query.conditions))


def _notes(actor: Actor, faces: Faces, view: Seen) -> list[Message]:
    hidden, gone, unsorted = left_out(actor, faces, view)
    found = []
    if hidden:
        found.append(
            _("1 column of this view is not for you.", "{n} columns of this view are not for you.", n=hidden)
        )
    if gone:
        found.append(
            _(
                "1 column of this view is not there at present.",
                "{n} columns of this view are not there at present.",
                n=gone,
            )
        )
    if unsorted:
        found.append(_("The order of this view is not possible for you; the list has its own."))
    return found


def _update(actor: Actor, view: Seen, query: Asked, kind: str) -> dict[str, Any]:
    if not (actor.may(views.permission("edit")) and view.editable(actor)):
        return {}
    return {
        "post": f"/{views.path}/{view.id}/asks",
        "values": {"asks": query.encoded, "kind": kind, "version": view.version},
        "shared": view.shared != "me",
    }


def _refused(actor: Actor, faces: Faces, refused: CannotApply) -> Response:
    """The list without a row: the tabs, and why nothing is shown."""
    resource, known = faces.resource, views_of(actor, faces.resource.name)
    return page(
        "view_refused.html",
        actor,
        title=str(resource.label),
        icon=resource.icon,
        saved={"tabs": _tabs(faces, known, refused.view)},
        text=str(refused),
        all_url=address_at(faces, "", EVERYTHING),
    )
