"""The tables of the queue: jobs, what the schedule has started last, workers that are alive."""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, TextField

from guanxi.data.columns import Json, Moment
from guanxi.data.database import Table

WAITING = "waiting"
"""Not begun, or between two steps; runs when `run_at` has come."""
PARKED = "parked"
"""Waits for its plugin to be enabled."""
SENT = "sent"
"""A dispatcher has rung for it; no executor has answered yet."""
RUNNING = "running"
DONE = "done"
FAILED = "failed"
STOPPED = "stopped"
ENDED = (DONE, FAILED, STOPPED)


class JobRow(Table):
    """One job: what to do, as whom, how far it is, who holds it until when."""

    id = TextField(primary_key=True)
    name = TextField()
    args = Json()
    actor_id = BigIntegerField(null=True)
    plugin = TextField(null=True)
    run_at = Moment()
    state = TextField(default=WAITING)
    attempts = IntegerField(default=0)
    deaths = IntegerField(default=0)
    lease_by = TextField(null=True)
    lease_until = Moment(null=True)
    heartbeat_at = Moment(null=True)
    key = TextField(null=True, unique=True)
    slot = Moment(null=True)
    step = IntegerField(default=0)
    position = Json(null=True)
    progress = IntegerField(default=0)
    total = IntegerField(null=True)
    stop_asked = IntegerField(default=0)
    error = TextField(null=True)
    change_id = BigIntegerField(null=True)
    created_at = Moment()
    started_at = Moment(null=True)
    done_at = Moment(null=True)

    class Meta:
        table_name = "job"


JobRow.add_index(JobRow.run_at, JobRow.id, where=JobRow.state == WAITING, name="job_due")
JobRow.add_index(
    JobRow.state,
    JobRow.lease_until,
    where=JobRow.lease_until.is_null(False),
    name="job_leased",
)
JobRow.add_index(JobRow.state, JobRow.done_at, name="job_state")
JobRow.add_index(JobRow.actor_id, JobRow.created_at, name="job_actor")


class ScheduleRow(Table):
    """The slot of each scheduled entry that was started last."""

    name = TextField(primary_key=True)
    last_slot = Moment()

    class Meta:
        table_name = "job_schedule"


class WorkerRow(Table):
    """A worker that is or was alive, for `guanxi doctor`."""

    id = TextField(primary_key=True)
    machine = TextField()
    pid = IntegerField()
    threads = IntegerField()
    broker = IntegerField()
    started_at = Moment()
    seen_at = Moment()

    class Meta:
        table_name = "job_worker"
