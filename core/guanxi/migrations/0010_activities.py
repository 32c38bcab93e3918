"""Activities."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.data.columns import Day, Id, Json, Moment


def up(migrator, db):
    class Activity(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        subject = TextField()
        kind = TextField(default='task')
        due_on = Day()
        due_time = TextField(null=True)
        remind = TextField(null=True)
        priority = TextField(default='normal')
        about = TextField(null=True)
        details = TextField(null=True)
        state = TextField(default='open')
        done_at = Moment(null=True)
        outcome = TextField(null=True)
        class Meta:
            database = db
            table_name = 'work_activity'
    db.create_tables([Activity])

    class Reminder(Model):
        activity_id = BigIntegerField(primary_key=True)
        user_id = BigIntegerField(index=True)
        remind_at = Moment()
        job_id = TextField()
        fired_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'work_reminder'
    db.create_tables([Reminder])
    db.execute_sql('CREATE INDEX "work_activity_due_owner" ON "work_activity" ("owner_id", "due_on", "id") WHERE (("deleted_at" IS NULL) AND ("state" = \'open\'))')
    db.execute_sql('CREATE INDEX "work_activity_due_team" ON "work_activity" ("team_id", "due_on", "id") WHERE (("deleted_at" IS NULL) AND ("state" = \'open\'))')


def down(migrator, db):
    migrator.migrate(migrator.drop_table('work_reminder'))
    migrator.migrate(migrator.drop_table('work_activity'))
