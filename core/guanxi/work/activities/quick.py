"""The quick filters of activities by their day, in the time zone of whoever looks."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from guanxi.records.actor import Actor
from guanxi.work.activities.tables import OPEN


def due_today(actor: Actor) -> dict[str, Any]:
    """What is to be done today."""
    return _still_open(actor, "eq")


def overdue(actor: Actor) -> dict[str, Any]:
    """What was to be done before today."""
    return _still_open(actor, "lt")


def _still_open(actor: Actor, operator: str) -> dict[str, Any]:
    today = actor.host.clock().astimezone(ZoneInfo(actor.zone)).date()
    day = {"field": "due_on", "op": operator, "value": today.isoformat()}
    return {"and": [{"field": "state", "op": "eq", "value": OPEN}, day]}
