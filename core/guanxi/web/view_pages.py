"""What is done to saved views from a list or board: save, update, rename, share, make one's default, delete; all can be undone."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import abort, current_app, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues
from guanxi.data.filters import parse_filter
from guanxi.data.messages import translator
from guanxi.people.resources import teams
from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor, Scope
from guanxi.records.listing_sort import sort_of
from guanxi.records.related import Askable
from guanxi.records.standard import delete
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.web.asked import Asked, asked, asked_in
from guanxi.web.pins import FACES, ICONS
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.routing import may_open
from guanxi.web.view_opening import OPENED, Pairs, address_of, asks_of, usable
from guanxi.work.views.changes import change_view, prefer_view, save_view
from guanxi.work.views.pinned import pin_view, pinned
from guanxi.work.views.resource import (
    ALL,
    KINDS,
    LIST,
    ME,
    SHARE,
    SHARED,
    TEAM,
    teams_to_share_with,
    views,
)
from guanxi.work.views.seen import Seen, all_views, view_of, views_of

_ = translator("guanxi")
MOST_TEAMS = 200


def menu(actor: Actor, faces: Faces) -> Response:
    """The menu of views above a list: all of them, what can be done with the opened one, and the form that saves another."""
    query = asked(actor, faces, ("_kind",))
    kind = request.args.get("_kind", LIST)
    opened = request.args.get(OPENED, "")
    known = views_of(actor, faces.resource.name)
    view = next((each for each in known if str(each.id) == opened), None)
    saves = actor.may(views.permission("create"))
    return fragment(
        "components/views.html",
        "menu",
        [_entry(faces, each) for each in known],
        _opened(actor, view) if view else None,
        _form(actor, faces, query, kind, view) if saves else None,
    )


def save(actor: Actor, faces: Faces) -> Response:
    """Keep what the list shows as a view; the answer is the list with the view opened."""
    kind = request.form.get("kind", LIST)
    kept = _asks(actor, faces, request.form.get("asks", ""))
    try:
        done = save_view(
            actor,
            name=request.form.get("name", "").strip(),
            of=faces.resource.name,
            kind=kind if kind in KINDS else LIST,
            asks=urlencode(kept),
            shared=request.form.get("shared", ME),
            default="default" in request.form,
        )
    except InvalidValues as wrong:
        return _again(actor, faces, kept, wrong)
    toast(_("The view is saved."), undo=done.change)
    assert done.ref is not None
    return redirect(address_of(faces, view_of(actor, done.ref.id)), 303)


def update_asks(actor: Actor, id: int) -> Response:
    """Let a view ask what the list shows now. Columns of it that its owner cannot see at present stay in it."""
    view = view_of(actor, id)
    faces = _faces_of(view)
    given = _asks(actor, faces, request.form.get("asks", ""))
    kept = [pair for pair in asks_of(view) if pair[0] == "c" and pair not in usable(actor, faces, (pair,))]
    kept = kept if any(name == "c" for name, _value in given) else []
    kind = request.form.get("kind", view.kind)
    values = {"asks": urlencode([*given, *kept]), "kind": kind if kind in KINDS else view.kind}
    done = change_view(actor, id, values=values, version=request.form.get("version", type=int))
    toast(_("The view is updated."), undo=done.change)
    return redirect(address_of(faces, view_of(actor, id)), 303)


def edit_view(actor: Actor, id: int) -> Response:
    """GET: the form with name and whom it is for. POST: write them."""
    view = view_of(actor, id)
    faces = _faces_of(view)
    if request.method == "GET":
        return _edit_page(actor, faces, view, {})
    name = request.form.get("name", "").strip()
    values = {"name": name, "shared": request.form.get("shared", ME)}
    try:
        done = change_view(actor, id, values=values)
    except InvalidValues as wrong:
        return _edit_page(actor, faces, view, dict(wrong.errors))
    toast(_("The view is changed."), undo=done.change)
    return redirect(address_of(faces, view), 303)


def set_default(actor: Actor, id: int) -> Response:
    """Let one's list open with this view, or with all again."""
    view, wanted = view_of(actor, id), "default" in request.form
    done = prefer_view(actor, id, default=wanted)
    said = _("The list opens with this view from now on.") if wanted else _("The list opens with all again.")
    toast(said, undo=done.change)
    return redirect(address_of(_faces_of(view), view), 303)


def set_pin(actor: Actor, id: int) -> Response:
    """Pin a view to one's side bar, or take it off."""
    view, wanted = view_of(actor, id), "pin" in request.form
    done = pin_view(actor, id, on=wanted)
    said = (
        _("The view stands in the side bar.") if wanted else _("The view no longer stands in the side bar.")
    )
    toast(said, undo=done.change)
    return redirect(address_of(_faces_of(view), view), 303)


def delete_view(actor: Actor, id: int) -> Response:
    """Put a view into the bin; the toast brings it back."""
    view = view_of(actor, id)
    done = delete(actor, views, id)
    toast(_("The view is deleted."), undo=done.change)
    faces = _known_faces().get(view.of)
    return redirect(f"/{faces.resource.path}/" if faces else "/", 303)


def palette_entries(actor: Actor) -> list[tuple[str, str, str]]:
    """Label, address and icon of each view that the actor may open, as the palette offers them: “Companies: My VIPs”."""
    known, found = _known_faces(), []
    for view in all_views(actor):
        faces = known.get(view.of)
        if faces is not None and may_open(actor, f"/{faces.resource.path}/"):
            label = _("{kind}: {view}", kind=faces.resource.label, view=view.name)
            found.append((str(label), address_of(faces, view), ICONS.get(view.kind, "list")))
    return found


def _asks(actor: Actor, faces: Faces, text: str) -> Pairs:
    """What a form wants kept, as far as a view keeps it; raises BadFilter, BadSort for what the actor could not ask."""
    pairs = tuple(parse_qsl(text[:20_000], keep_blank_values=True, max_num_fields=400))
    query = asked_in(actor, faces, tuple(pair for pair in pairs if pair[0] not in ("view", OPENED)))
    fields = Askable(actor, faces.resource)
    parse_filter(list(query.conditions), fields, format_of(actor), fields.within)
    sort_of(actor, faces.resource, query.sort or None)
    return query.saved()


def _entry(faces: Faces, view: Seen) -> dict[str, Any]:
    return {
        "label": view.name,
        "href": address_of(faces, view),
        "icon": ICONS.get(view.kind, "list"),
        "side": str(_("Default")) if view.default else "" if view.shared == ME else str(SHARED[view.shared]),
    }


def _opened(actor: Actor, view: Seen) -> dict[str, Any]:
    here = f"/{views.path}/{view.id}"
    edits = actor.may(views.permission("edit")) and view.editable(actor)
    deletes = actor.may(views.permission("delete")) and view.removable(actor)
    return {
        "name": view.name,
        "default_url": f"{here}/default",
        "default": view.default,
        "pin_url": f"{here}/pin",
        "pinned": any(each.id == view.id for each in pinned(actor)),
        "edit_url": f"{here}/edit" if edits else "",
        "delete_url": f"{here}/delete" if deletes else "",
    }


def _form(actor: Actor, faces: Faces, query: Asked, kind: str, view: Seen | None) -> dict[str, Any]:
    name = str(_("{name} (copy)", name=view.name)) if view else ""
    return {
        "action": f"/{faces.resource.path}/views",
        "name": name[:60],
        "asks": urlencode(query.saved()),
        "kind": kind,
        "shared": ME,
        "choices": _choices(actor, ME, None),
    }


def _choices(actor: Actor, shared: str, team: int | None) -> list[dict[str, Any]]:
    """Whom the actor may share with; none but himself where he may not share at all."""
    everything = actor.scope(SHARE) is Scope.ALL
    offered = [(ME, str(SHARED[ME]))]
    if everything:
        offered.append((ALL, str(SHARED[ALL])))
    if everything or teams_to_share_with(actor):
        model: Any = teams.model
        seen = gate.visible(actor, teams).order_by(model.sort_name, model.id).limit(MOST_TEAMS)
        mine = teams_to_share_with(actor)
        below = _("{team} and below")
        offered += [
            (f"{TEAM}-{each.id}", str(below.format(team=each.name)))
            for each in seen
            if everything or each.id in mine
        ]
    now = f"{TEAM}-{team}" if shared == TEAM else shared
    return [{"value": value, "label": label, "current": value == now} for value, label in offered]


def _again(actor: Actor, faces: Faces, kept: Pairs, wrong: InvalidValues) -> Response:
    """The form once more, whole, with what is wrong."""
    shared, _dash, team = request.form.get("shared", ME).partition("-")
    return page(
        "view_form.html",
        actor,
        status=422,
        title=str(_("Save as a new view")),
        crumbs=_crumbs(faces),
        action=f"/{faces.resource.path}/views",
        hidden={"asks": urlencode(kept), "kind": request.form.get("kind", LIST)},
        name=request.form.get("name", "")[:200],
        choices=_choices(actor, shared, int(team) if team.isdecimal() and len(team) < 19 else None),
        errors={name: str(text) for name, text in wrong.errors.items()},
        cancel=f"/{faces.resource.path}/?{urlencode(kept)}",
    )


def _edit_page(actor: Actor, faces: Faces, view: Seen, errors: dict[str, Any]) -> Response:
    return page(
        "view_form.html",
        actor,
        status=422 if errors else 200,
        title=str(_("View “{name}”", name=view.name)),
        crumbs=_crumbs(faces),
        action=f"/{views.path}/{view.id}/edit",
        hidden={},
        name=request.form.get("name", view.name)[:200],
        choices=_choices(actor, view.shared, view.team),
        errors={name: str(text) for name, text in errors.items()},
        cancel=address_of(faces, view),
    )


def _crumbs(faces: Faces) -> list[dict[str, str]]:
    return [{"label": str(faces.resource.label), "href": f"/{faces.resource.path}/"}]


def _faces_of(view: Seen) -> Faces:
    """The faces of the records that a view is of; there are none while their plugin is off."""
    return _known_faces().get(view.of) or abort(404)


def _known_faces() -> dict[str, Faces]:
    found: dict[str, Faces] = current_app.extensions[FACES]
    return found


def _route(rule: str, name: str, method: str, needs: str, function: Any) -> Route:
    return Route(
        f"/{views.path}/<int:id>/{rule}", f"host.{name}", tuple(method.split()), needs, "work", function
    )


ROUTES = (
    _route("asks", "view_asks", "POST", views.permission("edit"), update_asks),
    _route("edit", "view_edit", "GET POST", views.permission("edit"), edit_view),
    _route("default", "view_default", "POST", views.permission("view"), set_default),
    _route("pin", "view_pin", "POST", views.permission("view"), set_pin),
    _route("delete", "view_delete", "POST", views.permission("delete"), delete_view),
)
