"""What is done to activities beside editing them, and what other plugins call to plan one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from guanxi.data.errors import Forbidden, NotFound, Refused
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done, change
from guanxi.records.ref import Ref
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


def finish_many(actor: Actor, ids: Iterable[int]) -> Done:
    """Mark open activities as done as one change, which is undone as one; NotFound where one is out of reach, and none is done."""
    return _Many(finish.name, _finish_many)(actor, ids=sorted(set(ids)))


def put_off(actor: Actor, ids: Iterable[int], days: int) -> Done:
    """Move open activities to so many days from now, or from the day they are due if that is later; one change."""
    return _Many(activities.permission("edit"), _put_off)(actor, ids=sorted(set(ids)), days=days)


def plan_activity(tx: Transaction, **values: Any) -> Any:
    """Plan an activity inside a change and return the record; the actor needs the permission ``work.activity.create``.

    `values` are those of its fields: `subject` and `due_on` (a date) are required; `kind` (task, call, meeting, visit),
    `due_time` (``14:30`` in the zone of whom it is assigned to), `remind` (minutes before, as text), `priority`, `owner` (the
    id of a user; the actor without one), `about` (a list of Ref), `details`. Raises Forbidden, or InvalidValues that name the
    field. Whoever else it is assigned to is told.
    """
    return tx.call(standard(activities.name, "create"), values=values)


def replan_activity(tx: Transaction, activity_id: int, due_on: date | None) -> bool:
    """Move an open activity to another day inside a change, or without a day put it into the bin.

    False, and nothing is written, where it is not open any more, or the actor may not do that.
    """
    verb = "delete" if due_on is None else "edit"
    values = {} if due_on is None else {"values": {"due_on": due_on}}
    try:
        with tx.attempt():
            record = gate.get(tx.actor, tx.host.resources[activities.name], activity_id, verb)
            if record.state == OPEN:
                tx.call(standard(activities.name, verb), activity_id, **values)
            return bool(record.state == OPEN)
    except (Forbidden, NotFound):
        return False


class _Many(Change):
    def _ref(self, tx: Transaction, value: Any, positional: tuple[Any, ...]) -> Ref | None:
        return None


def _finish_many(tx: Transaction, *, ids: list[int]) -> None:
    for record in _reached(tx, ids, "done"):
        if record.state == OPEN:
            _close(tx, record, DONE, None)


def _put_off(tx: Transaction, *, ids: list[int], days: int) -> None:
    for record in _reached(tx, ids, "edit"):
        if record.state == OPEN:
            tx.set(record, due_on=max(tx.today, record.due_on) + timedelta(days=days))


def _reached(tx: Transaction, ids: list[int], action: str) -> list[Activity]:
    composed = tx.host.resources[activities.name]
    return [gate.get(tx.actor, composed, record_id, action) for record_id in ids]


def _close(tx: Transaction, activity: Activity, state: str, outcome: str | None) -> Activity:
    if activity.state != OPEN:
        raise Refused(NOT_OPEN)
    values: dict[str, Any] = {"state": state, "done_at": tx.now}
    tx.set(activity, **values, **({"outcome": outcome} if outcome else {}))
    return activity
