"""Help notes; how long an activity is planned to take, and for which day its result was asked for."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.data.columns import Day, Id, Json, Moment


def up(migrator, db):
    class HelpNote(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        text = TextField()
        recipient_id = BigIntegerField(index=True)
        kind = TextField(null=True)
        record_id = BigIntegerField(null=True)
        answer = TextField(null=True)
        answered_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'people_help'
            indexes = ((('owner_id', 'created_at'), False),)
    db.create_tables([HelpNote])
    migrator.migrate(migrator.add_column('work_activity', 'minutes', BigIntegerField(null=True)))
    migrator.migrate(migrator.add_column('work_activity', 'asked_for', Day(null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('work_activity', 'asked_for'))
    migrator.migrate(migrator.drop_column('work_activity', 'minutes'))
    migrator.migrate(migrator.drop_table('people_help'))
