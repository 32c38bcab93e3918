"""Timeline."""

from peewee import BigIntegerField, BooleanField, IntegerField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class AboutRow(Model):
        id = Id()
        kind = TextField()
        record_id = BigIntegerField()
        entry_kind = TextField()
        entry_id = BigIntegerField()
        topic = TextField(default='')
        at = Moment()
        deleted_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'about'
            indexes = ((('entry_kind', 'entry_id'), False), (('kind', 'record_id', 'entry_kind', 'at', 'id'), False), (('kind', 'record_id', 'entry_kind', 'topic', 'at', 'id'), False))
    db.create_tables([AboutRow])

    class Note(Model):
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
        pinned = BooleanField(default=False)
        about = TextField(null=True)
        mentions = TextField(null=True)
        class Meta:
            database = db
            table_name = 'work_note'
    db.create_tables([Note])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('work_note'))
    migrator.migrate(migrator.drop_table('about'))
