"""The tables of activities and of their reminders."""

from __future__ import annotations

from peewee import BigIntegerField, TextField

from guanxi.data.columns import Day, Moment, RecordTable
from guanxi.data.database import Table

OPEN, DONE, CANCELLED = "open", "done", "cancelled"


class Activity(RecordTable):
    """Something to be done by its owner on a day, or at a time of that day in the owner's zone.

    `asked_for` is the day for which the owner was told that the result is missing; it is no field of the record.
    """

    subject = TextField()
    kind = TextField(default="task")
    due_on = Day()
    due_time = TextField(null=True)
    remind = TextField(null=True)
    priority = TextField(default="normal")
    about = TextField(null=True)
    details = TextField(null=True)
    state = TextField(default=OPEN)
    done_at = Moment(null=True)
    outcome = TextField(null=True)
    minutes = BigIntegerField(null=True)
    asked_for = Day(null=True)

    class Meta:
        table_name = "work_activity"


_LIVING = Activity.deleted_at.is_null() & (Activity.state == OPEN)
Activity.add_index(
    Activity.owner_id, Activity.due_on, Activity.id, where=_LIVING, name="work_activity_due_owner"
)
Activity.add_index(
    Activity.team_id, Activity.due_on, Activity.id, where=_LIVING, name="work_activity_due_team"
)


class Reminder(Table):
    """When the owner of an activity is reminded of it; kept in step by each change, `fired_at` is set once."""

    activity_id = BigIntegerField(primary_key=True)
    user_id = BigIntegerField(index=True)
    remind_at = Moment()
    job_id = TextField()
    fired_at = Moment(null=True)

    class Meta:
        table_name = "work_reminder"
