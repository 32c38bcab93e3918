"""The tables of hand-overs: the runs, what each of them moves, and what each new owner is asked to confirm."""

from __future__ import annotations

from peewee import BigIntegerField, BooleanField, IntegerField, TextField

from guanxi.data.columns import Id, Json, Moment, RecordTable
from guanxi.data.database import Table


class HandoverRun(Table):
    """One hand-over of what `user_id` has: by whom, to whom (`Plan` as JSON), how far, what became of it."""

    id = Id()
    user_id = BigIntegerField(index=True)
    actor_id = BigIntegerField()
    plan = Json()
    state = TextField()
    job_id = TextField(null=True)
    batch = TextField()
    done = IntegerField(default=0)
    total = IntegerField(default=0)
    moved = IntegerField(default=0)
    refused = IntegerField(default=0)
    reverted = IntegerField(default=0)
    kept = IntegerField(default=0)
    error = TextField(null=True)
    created_at = Moment()
    begun_at = Moment(null=True)
    ended_at = Moment(null=True)

    class Meta:
        table_name = "handover_run"


class HandoverItem(Table):
    """One record, or one share (`is_share`), that a run gives to `user_id`; `outcome` is empty until its turn has come.

    `user_id` is empty for a share that only ends; `reason` says why something stayed, in the language of the run.
    """

    id = Id()
    run_id = BigIntegerField()
    number = IntegerField()
    kind = TextField()
    record_id = BigIntegerField()
    is_share = BooleanField()
    user_id = BigIntegerField(null=True)
    outcome = TextField(null=True)
    reason = TextField(null=True)

    class Meta:
        table_name = "handover_item"
        indexes = (
            (("run_id", "number"), True),
            (("run_id", "kind", "record_id"), False),
            (("run_id", "user_id", "number"), False),
        )


class Handover(RecordTable):
    """What one new owner (`owner_id`) took over in a run, and whether he has confirmed it; `name` is the former owner's."""

    name = TextField()
    former_id = BigIntegerField()
    run_number = BigIntegerField(index=True)
    records = IntegerField()
    open_matters = TextField(null=True)
    state = TextField()
    confirmed_at = Moment(null=True)

    class Meta:
        table_name = "people_handover"
        indexes = ((("owner_id", "created_at"), False), (("created_by", "created_at"), False))
