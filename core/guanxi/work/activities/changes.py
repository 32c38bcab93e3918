"""What is done to activities beside editing them, and what other plugins call to plan one."""

from __future__ import annotations

from typing import Any

from guanxi.data.errors import Refused
from guanxi.data.messages import translator
from guanxi.records.change import change
from guanxi.records.standard import standard
from guanxi.records.transaction import Transaction
from guanxi.work.activities.resource import activities
from guanxi.work.activities.tables import CANCELLED, DONE, OPEN, Activity

_ = translator("guanxi")
NOT_OPEN = _("This activity is not open any more.")


@change("work.activity.done", on=activities)
def finish(tx: Transaction, activity: Activity, *, outcome: str | None = None) -> Activity:
    """Mark an open activity as done now, with what came of it."""
    return _close(tx, activity, DONE, outcome)


@change("work.activity.cancel", on=activities)
def cancel(tx: Transaction, activity: Activity, *, outcome: str | None = None) -> Activity:
    """Give an open activity up, with the reason."""
    return _close(tx, activity, CANCELLED, outcome)


def plan_activity(tx: Transaction, **values: Any) -> Any:
    """Plan an activity inside a change and return the record; the actor needs the permission ``work.activity.create``.

    `values` are those of its fields: `subject` and `due_on` (a date) are required; `kind` (task, call, meeting, visit),
    `due_time` (``14:30`` in the zone of whom it is assigned to), `remind` (minutes before, as text), `priority`, `owner` (the
    id of a user; the actor without one), `about` (a list of Ref), `details`. Raises Forbidden, or InvalidValues that name the
    field. Whoever else it is assigned to is told.
    """
    return tx.call(standard(activities.name, "create"), values=values)


def _close(tx: Transaction, activity: Activity, state: str, outcome: str | None) -> Activity:
    if activity.state != OPEN:
        raise Refused(NOT_OPEN)
    values: dict[str, Any] = {"state": state, "done_at": tx.now}
    tx.set(activity, **values, **({"outcome": outcome} if outcome else {}))
    return activity
