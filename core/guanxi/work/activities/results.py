"""The result of meetings and visits: a day after one was to take place its owner is told, once, that the result is missing."""

from __future__ import annotations

from datetime import datetime, timedelta

from guanxi.data.columns import to_ms
from guanxi.data.database import rows, run
from guanxi.data.messages import translator
from guanxi.jobs.declaration import Again, Step, job
from guanxi.jobs.schedule import Schedule
from guanxi.records.host import ToTell
from guanxi.records.ref import Ref
from guanxi.work.activities.due import NAME, RESULT_WITHIN
from guanxi.work.activities.reminders import due_of
from guanxi.work.activities.tables import DONE, OPEN, Activity
from guanxi.work.notifications.kinds import NoticeKind

_ = translator("guanxi")
RESULT = NoticeKind("work.result", _("Results of meetings and visits that are missing"), action=True)
AT_ONCE = 100
LOOKED_BACK, AHEAD = timedelta(days=7), timedelta(days=1)
# The id above zero lets PostgreSQL walk the index of the kind; see records/indexes.py.
_ASKED = f"""SELECT id FROM work_activity WHERE deleted_at IS NULL AND id > 0 AND kind IN ('meeting', 'visit')
    AND due_on >= ? AND due_on <= ? AND id > ? AND owner_id IS NOT NULL AND (asked_for IS NULL OR asked_for <> due_on)
    AND (state = '{OPEN}' OR (state = '{DONE}' AND done_at <= ? AND (outcome IS NULL OR outcome = '')))
    ORDER BY id LIMIT {AT_ONCE}"""
_MARK = (
    "UPDATE work_activity SET asked_for = due_on WHERE id = ? AND (asked_for IS NULL OR asked_for <> due_on)"
)


@job("work.ask_for_results", example={})
def ask_for_results(step: Step) -> Again | None:
    """Tell the owners of a hundred meetings and visits a step; one that is put on another day is asked for anew."""
    today = step.now.date()
    last, early = int(step.position or 0), step.now - RESULT_WITHIN
    days = ((today - LOOKED_BACK).isoformat(), (today + AHEAD).isoformat())
    found = [key for (key,) in rows(_ASKED, (*days, last, to_ms(early)))]
    for key in found:
        _ask(step, key, early)
    return step.again(found[-1]) if len(found) == AT_ONCE else None


def _ask(step: Step, key: int, early: datetime) -> None:
    """Tell the owner where a day has passed since it was to take place; whoever marks it tells, in the same transaction."""
    record = Activity.get_or_none(Activity.id == key)
    host = step.actor.host
    if record is None or due_of(host, record).moment > early or not run(_MARK, (key,)):
        return
    this = Ref(NAME, key)
    text = _("What came of {activity}? The result is missing.").format(activity=this)
    host.notify(host, record.owner_id, ToTell(text, this, RESULT.name), step.now, None)


JOBS = (ask_for_results, Schedule("host.ask_for_results", ask_for_results, every=timedelta(minutes=15)))
