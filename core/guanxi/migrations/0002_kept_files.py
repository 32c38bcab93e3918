"""Files kept for one person for a day."""

from peewee import BigIntegerField, BlobField, Model, TextField

from guanxi.data.columns import Moment


def up(migrator, db):
    class KeptFile(Model):
        token = TextField(primary_key=True)
        actor_id = BigIntegerField()
        name = TextField()
        content = BlobField()
        created_at = Moment(index=True)
        class Meta:
            database = db
            table_name = 'kept_file'
    db.create_tables([KeptFile])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('kept_file'))
