"""The main menu: what plugins mounted, as far as somebody may open it, grouped and ordered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from guanxi.data.messages import Message, translator
from guanxi.plugins.mount import PUBLIC, Command, MenuItem
from guanxi.records.actor import Actor
from guanxi.web.kept import Kept

_ = translator("guanxi")
SETTINGS_ORDER = 900


@dataclass(frozen=True, slots=True)
class Entry:
    """A menu item with its address and the permission that shows it."""

    label: Message | str
    href: str
    icon: str
    needs: str | None
    order: int
    key: str = ""


class Menu:
    """The entries of one app; what one actor sees of it is kept by rights and language."""

    def __init__(self, entries: Iterable[Entry]):
        self._entries = sorted(entries, key=lambda entry: entry.order)
        self._kept: dict[tuple[frozenset[int], str, str], Kept] = {}

    def shown(self, actor: Actor, language: str, path: str) -> Kept:
        """The groups that the layout draws; the entry of the present page is marked. The same for everybody who sees the same."""
        seen = [entry for entry in self._entries if entry.needs is None or actor.may(entry.needs)]
        current = max((entry.href for entry in seen if _is_at(entry, path)), key=len, default="")
        key = (frozenset(map(id, seen)), language, current)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = _groups(seen, path)
        return found


def _groups(seen: list[Entry], path: str) -> Kept:
    first = {entry.key: entry for entry in reversed(seen) if entry.key}
    seen = [entry if first.get(entry.key) is entry else replace(entry, key="") for entry in seen]
    work = [_item(entry, path) for entry in seen if entry.order < SETTINGS_ORDER]
    settings = [_item(entry, path) for entry in seen if entry.order >= SETTINGS_ORDER]
    groups = ({"label": "", "entries": work}, {"label": str(_("Settings")), "entries": settings})
    return Kept(group for group in groups if group["entries"])


def entry_of(item: MenuItem | Command, href: str, needs: object) -> Entry:
    """A mounted menu item or command with the address it leads to; without permission of its own it takes the page's."""
    permission = item.needs or (None if needs is PUBLIC else str(needs))
    needed = None if permission == "host.page.view" else permission
    key = item.key if isinstance(item, MenuItem) else ""
    return Entry(item.label, href, item.icon, needed, item.order, key)


def _item(entry: Entry, path: str) -> dict[str, Any]:
    current = _is_at(entry, path)
    shown = {"label": str(entry.label), "href": entry.href, "icon": entry.icon, "key": entry.key}
    return {**shown, "current": current}


def _is_at(entry: Entry, path: str) -> bool:
    return path == entry.href or (entry.href != "/" and path.startswith(entry.href))
