"""Slots on a page: each plugin's part is asked under guard; one that fails leaves its place empty."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from flask import current_app
from markupsafe import Markup

from guanxi.plugins.assembly import PluginSet
from guanxi.plugins.guard import PluginFailed
from guanxi.plugins.mount import PUBLIC, Slot
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.web.rendering import drawn

PLUGINS = "guanxi.plugins"
PLACES = {"side": "beside the record, below the lists of what leads to it"}


def places_of(kind: str) -> dict[str, str]:
    """The places that the page of a resource's records offers to slots, with where they are."""
    return {f"{kind}.{place}": where for place, where in PLACES.items()}


def lost_slots(slots: Iterable[Slot], kinds: Collection[str], plugins: Collection[str]) -> Iterator[str]:
    """A sentence for each slot in a place that none of the resources `kinds` offers, though its plugin is among `plugins`."""
    known = {place for kind in kinds for place in places_of(kind)}
    for slot in slots:
        if slot.name not in known and slot.name.partition(".")[0] in plugins:
            there = sorted(place for place in known if place.startswith(slot.name.rpartition(".")[0]))
            yield f"there is no place {slot.name!r}" + (f"; there is {', '.join(there)}" if there else "")


def slot_parts(actor: Actor, name: str, record: tuple[str, int]) -> list[Markup]:
    """What plugins show in the place `name` of the page of `record`, as far as the actor may see it."""
    plugin_set: PluginSet = current_app.extensions[PLUGINS]
    found = []
    for plugin, slot in plugin_set.slots(name):
        if slot.needs is PUBLIC or actor.may(str(slot.needs)):
            try:
                part = plugin_set.guard.call(
                    plugin, "slot", _drawn, slot, actor, Ref(*record), hook=name, passing=()
                )
            except PluginFailed:
                continue
            if part is not None:
                found.append(part)
    return found


def _drawn(slot: Any, actor: Actor, record: Ref) -> Markup | None:
    answer = slot(actor, record)
    if answer is None:
        return None
    template, values = answer
    return Markup(drawn(template, values))
