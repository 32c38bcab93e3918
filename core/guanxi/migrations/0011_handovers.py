"""Handovers."""

from peewee import BigIntegerField, BooleanField, IntegerField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class Handover(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        name = TextField()
        former_id = BigIntegerField()
        run_number = BigIntegerField(index=True)
        records = IntegerField()
        open_matters = TextField(null=True)
        state = TextField()
        confirmed_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'people_handover'
            indexes = ((('owner_id', 'created_at'), False), (('created_by', 'created_at'), False))
    db.create_tables([Handover])

    class HandoverItem(Model):
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
            database = db
            table_name = 'handover_item'
            indexes = ((('run_id', 'number'), True), (('run_id', 'kind', 'record_id'), False), (('run_id', 'user_id', 'number'), False))
    db.create_tables([HandoverItem])

    class HandoverRun(Model):
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
            database = db
            table_name = 'handover_run'
    db.create_tables([HandoverRun])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('handover_run'))
    migrator.migrate(migrator.drop_table('handover_item'))
    migrator.migrate(migrator.drop_table('people_handover'))
