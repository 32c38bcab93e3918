"""Reminders: one job at the set minute of the owner's zone, put, moved and stopped by the change that writes the activity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from guanxi.data.columns import to_ms
from guanxi.data.database import row, rows, run, write_transaction
from guanxi.data.messages import translator
from guanxi.jobs import queue
from guanxi.jobs.declaration import Step, job
from guanxi.people.actors import zone_of
from guanxi.records.host import Host, ToTell
from guanxi.records.journal import REMOVE, RESTORE, SET
from guanxi.records.ref import Ref
from guanxi.work.activities.moments import Due
from guanxi.work.activities.tables import OPEN, Activity
from guanxi.work.notifications.kinds import NoticeKind

if TYPE_CHECKING:
    from guanxi.records.transaction import Transaction

_ = translator("guanxi")
KIND = "work.activity"
REMINDER = NoticeKind("work.reminder", _("Reminders"), action=True)
MOVED = NoticeKind("work.moved", _("My activities moved by others"))
ASSIGNED = NoticeKind("work.assigned", _("Activities assigned to me"), action=True)


def follow(tx: Transaction, verb: str, record: Any, written: Mapping[str, Any]) -> None:
    """Keep the reminder of an activity that was just written, and tell whom it was assigned to."""
    keep(tx.host, record, tx.now, change_id=tx.change_id)
    given = written.get("owner_id")
    if given and record.state == OPEN and verb not in (REMOVE, RESTORE):
        text = _("{activity} was assigned to you by {who}.")
        this = Ref(KIND, record.id)
        who = Ref("people.user", tx.actor.id) if not tx.actor.system else _("the system")
        tx.notify(given, text.format(activity=this, who=who), about=this, kind=ASSIGNED.name)
    elif "due_on" in written and verb == SET and record.owner_id and record.state == OPEN:
        _tell_moved(tx, record)


def _tell_moved(tx: Transaction, record: Any) -> None:
    """Tell the owner that somebody else has put his activity on another day."""
    who = Ref("people.user", tx.actor.id) if not tx.actor.system else _("the system")
    text = _("{who} moved {activity} to {day}.").format(
        who=who, activity=Ref(KIND, record.id), day=record.due_on
    )
    tx.notify(record.owner_id, text, about=Ref(KIND, record.id), kind=MOVED.name)


def keep(host: Host, record: Activity, now: datetime, *, change_id: int | None = None) -> None:
    """Put, move or stop the job that reminds of an activity; one that has fired for the same minute stays fired."""
    wanted = _wanted(host, record)
    found = row(
        "SELECT user_id, remind_at, job_id, fired_at FROM work_reminder WHERE activity_id = ?", (record.id,)
    )
    if found and wanted and (found[0], found[1]) == (record.owner_id, to_ms(wanted)):
        return
    if found and wanted is None and found[3] is not None:
        return
    if found:
        if found[3] is None:
            queue.stop(found[2], host=host)
        run("DELETE FROM work_reminder WHERE activity_id = ?", (record.id,))
    if wanted is None or (wanted < now and due_of(host, record).moment <= now):
        return
    arguments = {"activity": record.id, "at": to_ms(wanted)}
    job_id = queue.put(remind, arguments, at=max(wanted, now), change_id=change_id, host=host)
    sql = "INSERT INTO work_reminder (activity_id, user_id, remind_at, job_id) VALUES (?, ?, ?, ?)"
    run(sql, (record.id, record.owner_id, to_ms(wanted), job_id))


def follow_zone(host: Host, user_id: int, now: datetime) -> None:
    """Move the reminders of a user whose time zone has changed: what is due at 14:30 stays due at 14:30."""
    with write_transaction():
        waiting = rows(
            "SELECT activity_id FROM work_reminder WHERE user_id = ? AND fired_at IS NULL", (user_id,)
        )
        for (key,) in waiting:
            record = Activity.get_or_none(Activity.id == key)
            if record is not None:
                keep(host, record, now)


@job("work.remind", example={"activity": 1, "at": 0})
def remind(step: Step, activity: int, at: int) -> None:
    """Tell the owner, once: whoever marks the reminder as fired tells, in the same transaction."""
    fired = run(
        "UPDATE work_reminder SET fired_at = ? WHERE activity_id = ? AND remind_at = ? AND fired_at IS NULL",
        (to_ms(step.now), activity, at),
    )
    record = (
        Activity.get_or_none((Activity.id == activity) & Activity.deleted_at.is_null()) if fired else None
    )
    if record is None or record.state != OPEN or record.owner_id is None:
        return
    host, this = step.actor.host, Ref(KIND, activity)
    if record.due_time:
        text = _("Reminder: {activity}, due at {at}.").format(activity=this, at=due_of(host, record).moment)
    else:
        text = _("Reminder: {activity}, due on {day}.").format(activity=this, day=record.due_on)
    host.notify(host, record.owner_id, ToTell(text, this, REMINDER.name), step.now, None)


def _wanted(host: Host, record: Activity) -> datetime | None:
    if (
        record.remind is None
        or record.owner_id is None
        or record.state != OPEN
        or record.deleted_at is not None
    ):
        return None
    return due_of(host, record).before(int(record.remind))


def due_of(host: Host, record: Activity) -> Due:
    """When it is due, in the zone of its owner."""
    return Due(record.due_on, record.due_time, zone_of(host, record.owner_id))
