"""Which record another one was merged into."""

from peewee import BigIntegerField, Model, TextField


def up(migrator, db):
    class MergedRow(Model):
        kind = TextField()
        record_id = BigIntegerField()
        into_id = BigIntegerField()
        change_id = BigIntegerField()

        class Meta:
            database = db
            table_name = 'merged'
            primary_key = False
            indexes = ((('kind', 'record_id'), True),)

    db.create_tables([MergedRow])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('merged'))
