"""The steps that records took, in the timelines of the records to which they lead."""

from peewee import BigIntegerField, Model, TextField

from guanxi.data.columns import Id, Moment


def up(migrator, db):
    class MilestoneRow(Model):
        id = Id()
        link = TextField()
        kind = TextField()
        record_id = BigIntegerField(null=True)
        entry_kind = TextField()
        entry_id = BigIntegerField()
        topic = TextField()
        at = Moment()
        change_id = BigIntegerField()
        deleted_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'milestone'
            indexes = ((('entry_kind', 'entry_id'), False), (('kind', 'record_id', 'entry_kind', 'at', 'id'), False), (('kind', 'record_id', 'entry_kind', 'topic', 'at', 'id'), False))
    db.create_tables([MilestoneRow])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('milestone'))
