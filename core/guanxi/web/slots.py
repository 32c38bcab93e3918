"""Slots on a page: each plugin's part is asked under guard; one that fails leaves its place empty."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template
from markupsafe import Markup

from guanxi.plugins.assembly import PluginSet
from guanxi.plugins.guard import PluginFailed
from guanxi.plugins.mount import PUBLIC
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref

PLUGINS = "guanxi.plugins"


def slot_parts(actor: Actor, name: str, record: tuple[str, int]) -> list[Markup]:
    """What plugins show in the place `name` of the page of `record`, as far as the actor may see it."""
    plugin_set: PluginSet = current_app.extensions[PLUGINS]
    found = []
    for plugin, slot in plugin_set.slots(name):
        if slot.needs is PUBLIC or actor.may(str(slot.needs)):
            try:
                drawn = plugin_set.guard.call(
                    plugin, "slot", _drawn, slot, actor, Ref(*record), hook=name, passing=()
                )
            except PluginFailed:
                continue
            if drawn is not None:
                found.append(drawn)
    return found


def _drawn(slot: Any, actor: Actor, record: Ref) -> Markup | None:
    answer = slot(actor, record)
    if answer is None:
        return None
    template, values = answer
    return Markup(render_template(template, **values))
