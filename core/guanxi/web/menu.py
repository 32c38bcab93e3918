"""The main menu: what plugins mounted, as far as somebody may open it, grouped and ordered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from guanxi.data.messages import Message, translator
from guanxi.plugins.mount import PUBLIC, MenuItem
from guanxi.records.actor import Actor

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


class Menu:
    """The entries of one app; what one actor sees of it is kept by rights and language."""

    def __init__(self, entries: Iterable[Entry]):
        self._entries = sorted(entries, key=lambda entry: entry.order)
        self._kept: dict[tuple[int, str], tuple[Actor, list[dict[str, Any]]]] = {}

    def shown(self, actor: Actor, language: str, path: str) -> list[dict[str, Any]]:
        """The groups that the layout draws; the entry of the present page is marked."""
        kept = self._kept.get((actor.id, language))
        if kept is None or kept[0].grants != actor.grants:
            kept = (actor, self._groups(actor))
            self._kept[actor.id, language] = kept
        return [{**group, "entries": [_marked(item, path) for item in group["entries"]]} for group in kept[1]]

    def _groups(self, actor: Actor) -> list[dict[str, Any]]:
        seen = [entry for entry in self._entries if entry.needs is None or actor.may(entry.needs)]
        work = [_item(entry) for entry in seen if entry.order < SETTINGS_ORDER]
        settings = [_item(entry) for entry in seen if entry.order >= SETTINGS_ORDER]
        groups = [{"label": "", "entries": work}, {"label": str(_("Settings")), "entries": settings}]
        return [group for group in groups if group["entries"]]


def entry_of(item: MenuItem, href: str, needs: object) -> Entry:
    """A mounted menu item with the address it leads to; without permission of its own it takes the page's."""
    permission = item.needs or (None if needs is PUBLIC else str(needs))
    return Entry(
        item.label, href, item.icon, None if permission == "host.page.view" else permission, item.order
    )


def _item(entry: Entry) -> dict[str, Any]:
    return {"label": str(entry.label), "href": entry.href, "icon": entry.icon, "current": False}


def _marked(item: dict[str, Any], path: str) -> dict[str, Any]:
    href = item["href"]
    return {**item, "current": True} if path == href or (href != "/" and path.startswith(href)) else item
