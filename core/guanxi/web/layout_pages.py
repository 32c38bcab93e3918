"""The pages on which administrators arrange the sections of record pages for a role: which stand, and in which order."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import current_app, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from guanxi.data.errors import Refused
from guanxi.data.messages import listed, translator
from guanxi.people.page_layouts import DELIVERED, NEEDS, Layout, arrange, layouts
from guanxi.people.resources import roles
from guanxi.plugins.mount import Route
from guanxi.plugins.naming import plugin_label
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.resources.faces import Faces, Record
from guanxi.web.rendering import page, toast
from guanxi.web.routing import may_open

_ = translator("guanxi")
FACES = "guanxi.faces"
PATH = "/settings/page-layouts"
TITLE = _("Page layouts")


def layouts_page(actor: Actor) -> Response:
    """Choose a role and a kind of record (``?kind=``); below it stands what is arranged already."""
    names, known = _roles(actor), _kinds()
    wanted = {"role": request.args.get("role", ""), "kind": request.args.get("kind", "")}
    if wanted["role"].isdecimal() and int(wanted["role"]) in names and wanted["kind"] in known:
        return redirect(_address(int(wanted["role"]), wanted["kind"]), 303)
    done = sorted(
        (str(known[kind].resource.label), names[role], _address(role, kind))
        for role, kind in layouts()
        if role in names and kind in known
    )
    return page(
        "page_layouts.html",
        actor,
        title=str(TITLE),
        action=PATH,
        roles=[{"value": str(key), "label": name} for key, name in names.items()],
        kinds=_groups(known),
        wanted=wanted,
        arranged=[{"kind": kind, "role": role, "href": href} for kind, role, href in done],
    )


def layout_offer(actor: Actor, faces: Faces) -> list[dict[str, Any]]:
    """The way from the page of a record to where its sections are arranged, for whoever may."""
    if not (may_open(actor, PATH) and _has_sections(faces)):
        return []
    name = faces.resource.name
    return [{"label": _("Page layout"), "href": f"{PATH}?{urlencode({'kind': name})}", "icon": "panel-left"}]


def layout_page(actor: Actor, id: int, name: str) -> Response:
    """GET: the sections of one kind of record as they stand for a role. POST: move one, leave one out, take all back."""
    role, kind = id, name
    names, faces = _roles(actor), _kinds().get(kind)
    if role not in names or faces is None:
        raise NotFound
    held = layouts().get((role, kind), DELIVERED)
    if request.method == "GET":
        return _page(actor, names[role], role, faces, held)
    try:
        done = arrange(actor, role, kind, _asked(faces, held, request.form.get("do", "")))
    except Refused as refused:
        return _page(actor, names[role], role, faces, held, str(refused))
    if done.change:
        toast(_("Saved. It holds everywhere within two seconds."), undo=done.change)
    return redirect(_address(role, kind), 303)


def _asked(faces: Faces, held: Layout, do: str) -> Layout:
    """The layout after what a button asks: ``up N``, ``down N``, ``out N``, ``in N`` of the sections as they stand, ``delivered``."""
    verb, _blank, number = do.partition(" ")
    if verb == "delivered":
        return DELIVERED
    keys = [label.text for label, _fields in held.ordered(faces.record.placed(faces.resource))]
    absent = [key for key in held.order if key not in keys]
    if not (number.isdecimal() and len(number) < 4 and int(number) < len(keys)):
        return held
    at, left_out = int(number), set(held.left_out)
    key = keys[at]
    if verb in ("up", "down"):
        keys.insert(max(0, at - 1) if verb == "up" else at + 1, keys.pop(at))
    elif verb == "out":
        left_out.add(key)
    elif verb == "in":
        left_out.discard(key)
    return Layout((*keys, *absent), frozenset(left_out))


def _page(actor: Actor, name: str, role: int, faces: Faces, held: Layout, wrong: str = "") -> Response:
    labels = {each.name: str(each.label) for each in faces.resource.by_name.values()}
    lines = [
        {
            "name": str(label),
            "fields": listed([labels[each] for each in fields if each in labels]),
            "out": label.text in held.left_out,
        }
        for label, fields in held.ordered(faces.record.placed(faces.resource))
    ]
    return page(
        "page_layout.html",
        actor,
        status=422 if wrong else 200,
        title=str(_("{kind} for {role}", kind=faces.resource.label, role=name)),
        crumbs=[{"label": str(TITLE), "href": PATH}],
        action=_address(role, faces.resource.name),
        lines=lines,
        delivered=held == DELIVERED,
        wrong=wrong,
    )


def _roles(actor: Actor) -> dict[int, str]:
    """The roles by their ids, in the order of their names."""
    found = {each.id: each.name for each in gate.visible(actor, roles)}
    return dict(sorted(found.items(), key=lambda each: each[1]))


def _kinds() -> dict[str, Faces]:
    """The kinds of record whose page has sections to arrange."""
    known: dict[str, Faces] = current_app.extensions.get(FACES, {})
    return {name: faces for name, faces in known.items() if _has_sections(faces)}


def _has_sections(faces: Faces) -> bool:
    return faces.has(Record) and len(faces.record.placed(faces.resource)) > 1


def _groups(known: dict[str, Faces]) -> list[dict[str, Any]]:
    """The kinds of record by plugin, as a select offers them."""
    found: dict[str, list[dict[str, str]]] = {}
    for name, faces in known.items():
        option = {"value": name, "label": str(faces.resource.label)}
        found.setdefault(plugin_label(name.partition(".")[0]), []).append(option)
    return [{"label": label, "options": options} for label, options in found.items()]


def _address(role: int, kind: str) -> str:
    return f"{PATH}/{role}/{kind}"


ROUTES = (
    Route(PATH, "host.page_layouts", ("GET",), NEEDS, "host", layouts_page),
    Route(f"{PATH}/<int:id>/<name>", "host.page_layout", ("GET", "POST"), NEEDS, "host", layout_page),
)
