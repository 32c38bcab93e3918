"""As whom a hand-over acts: with the rights of whoever does it, over what belongs to the person whoever sees it, telling nobody twice."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from guanxi.people.handovers.declaration import HandOver
from guanxi.records.actor import Actor
from guanxi.records.host import tell_nobody
from guanxi.records.resource import Resource


def in_hand_over(actor: Actor) -> Actor:
    """The actor as he hands over, or takes a hand-over back.

    Entries that are handed over (open activities) he then reaches by owner and team, also those about nothing that he sees:
    somebody has to do them. Whoever gets a hundred records is told once, not of each.
    """
    host = actor.host
    entries = {
        item.resource.name: _by_owner(host.resources[item.resource.name])
        for item in host.items
        if isinstance(item, HandOver) and host.resources[item.resource.name].rows.about
    }
    return replace(actor, host=replace(host, resources={**host.resources, **entries}, notify=tell_nobody))


@lru_cache(maxsize=64)
def _by_owner(resource: Resource) -> Resource:
    return replace(resource, rows=replace(resource.rows, about=None))
