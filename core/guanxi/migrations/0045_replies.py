"""Replies to entries of a timeline."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class Reply(Model):
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
        about = TextField(null=True)
        mentions = TextField(null=True)
        class Meta:
            database = db
            table_name = 'work_reply'
    db.create_tables([Reply])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('work_reply'))
