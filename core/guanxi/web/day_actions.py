"""The actions that stand beside the records of my day: those that a plugin names, for who may do them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.web.action_pages import buttons
from guanxi.work.day.declared import DayEntry


def actions_beside(actor: Actor, entries: Iterable[DayEntry]) -> dict[Ref, list[dict[str, Any]]]:
    """The buttons by record, in the order in which the pages of the records have them."""
    wanted: dict[str, dict[int, DayEntry]] = defaultdict(dict)
    for each in entries:
        if each.actions:
            wanted[each.record.kind][each.record.id] = each
    found = {}
    for kind, held in wanted.items():
        resource = actor.host.resources.get(kind)
        if resource is None or not actor.may(resource.permission("view")):
            continue
        model: Any = resource.model
        for record in gate.visible(actor, resource).where(model.id.in_(sorted(held))):
            names = held[record.id].actions
            found[Ref(kind, record.id)] = [
                each for each in buttons(actor, resource, record) if _name(each) in names
            ]
    return found


def _name(button: dict[str, Any]) -> str:
    """The last word of the change that a button does."""
    return str(button.get("href") or button.get("post")).rpartition("/")[2]
