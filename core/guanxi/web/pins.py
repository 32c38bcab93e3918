"""Saved views in the side bar: below the entry of the menu to which they belong, for whoever pinned them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request

from guanxi.data.messages import language, translator
from guanxi.records.actor import Actor
from guanxi.resources.faces import Faces
from guanxi.web.kept import Kept
from guanxi.web.routing import may_open
from guanxi.web.security import door, signed_in
from guanxi.web.view_opening import OPEN, address_of
from guanxi.work.views.pinned import pinned
from guanxi.work.views.resource import BOARD, CALENDAR, LIST

_ = translator("guanxi")
FACES = "guanxi.faces"
ICONS = {LIST: "list", BOARD: "kanban", CALENDAR: "calendar-days"}
MOST_KEPT = 2048


@dataclass(frozen=True, slots=True)
class Pin:
    """One pinned view as the side bar shows it."""

    view: int
    label: str
    href: str
    icon: str


@dataclass(slots=True)
class Pinned:
    """The pins of one user while nobody writes a view or a right, and the menus that were made with them."""

    since: int
    pins: tuple[Pin, ...]
    menus: dict[tuple[Kept, str, int], Kept]


def with_pins(actor: Actor, menu: Kept) -> Kept:
    """The menu with the actor's pins. They are asked for once, and again when a view, a pin or a right has been written since."""
    signed = signed_in()
    if signed is None or signed.user_id != actor.id:
        return menu
    kept: dict[int, Pinned] = door().keeper.own(signed.rights)
    found = kept.get(actor.id)
    if found is None or found.since != signed.views:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found = kept[actor.id] = Pinned(signed.views, tuple(_pins(actor)), {})
    return _menu(found, menu) if found.pins else menu


def _pins(actor: Actor) -> list[Pin]:
    known: dict[str, Faces] = current_app.extensions.get(FACES, {})
    return [
        Pin(view.id, view.name, address_of(faces, view), ICONS.get(view.kind, "list"))
        for view in (pinned(actor) if known else ())
        if (faces := known.get(view.of)) is not None and may_open(actor, f"/{faces.resource.path}/")
    ]


def _menu(found: Pinned, menu: Kept) -> Kept:
    opened = request.args.get(OPEN, "")
    at = f"{request.path}?{OPEN}={opened}"
    current = next((pin.view for pin in found.pins if pin.href == at), 0)
    key = (menu, language(), current)
    made = found.menus.get(key)
    if made is None:
        if len(found.menus) >= MOST_KEPT // 16:
            found.menus.clear()
        made = found.menus[key] = _made(menu, found.pins, current)
    return made


def _made(menu: Kept, pins: tuple[Pin, ...], current: int) -> Kept:
    """The groups with the pins below their entries; those of records without an entry stand in a group of their own."""
    hrefs = [entry["href"] for group in menu for entry in group["entries"]]
    below: dict[str, list[dict[str, Any]]] = {}
    for pin in pins:
        below.setdefault(_entry(hrefs, pin.href), []).append(_shown(pin, current))
    groups = [
        {**group, "entries": [_with(entry, below.get(entry["href"], ())) for entry in group["entries"]]}
        for group in menu
    ]
    if alone := below.get(""):
        groups.insert(1, {"label": str(_("Pinned views")), "entries": alone})
    return Kept(groups)


def _entry(hrefs: list[str], address: str) -> str:
    """The entry of the menu that leads nearest to the address."""
    return max((href for href in hrefs if href != "/" and address.startswith(href)), key=len, default="")


def _with(entry: dict[str, Any], pins: Any) -> dict[str, Any]:
    """An entry with what is pinned below it; where one of that is open, the entry itself is not."""
    if not pins:
        return entry
    opened = any(pin["current"] for pin in pins)
    return {**entry, "pins": pins, "current": entry["current"] and not opened}


def _shown(pin: Pin, current: int) -> dict[str, Any]:
    shown = {"label": pin.label, "href": pin.href, "icon": pin.icon, "key": ""}
    return {**shown, "current": pin.view == current}
