"""Messages to customers."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class CustomerMessage(Model):
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
        text = TextField()
        about = TextField(null=True)
        recipients = TextField(null=True)
        missed = TextField(null=True)
        state = TextField(default='waiting')
        trouble = TextField(null=True)
        send_at = Moment(null=True)
        sent_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'work_message'
    db.create_tables([CustomerMessage])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('work_message'))
