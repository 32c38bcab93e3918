"""The table of contents of orchard: one page, its entry in the menu, and a command that leads to its harvest."""

from __future__ import annotations

from typing import Any

from guanxi.api import Actor, Command, MenuItem, Pages, hookimpl, page

pages = Pages("orchard")


@pages.get("/", needs="orchard.page.view")
def trees(actor: Actor) -> Any:
    """All trees."""
    return page("orchard/trees.html", actor, title="Orchard")


@pages.get("/harvest", needs="orchard.page.view")
def harvest(actor: Actor) -> Any:
    """What was picked."""
    return page("orchard/trees.html", actor, title="Harvest")


@hookimpl
def mount() -> list[object]:
    """What orchard brings."""
    return [
        pages,
        MenuItem("Orchard", to="orchard.trees", icon="box"),
        Command("Weigh the harvest", to="orchard.harvest"),
    ]
