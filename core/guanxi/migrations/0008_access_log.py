"""The access log."""

from peewee import BigIntegerField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class AccessEntry(Model):
        id = Id()
        at = Moment()
        actor_id = BigIntegerField()
        action = TextField()
        details = Json()
        amount = BigIntegerField(null=True)
        whole = BigIntegerField(null=True)
        ended_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'access_entry'
            indexes = ((('at',), False), (('actor_id', 'at'), False))
    db.create_tables([AccessEntry])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('access_entry'))
