"""The records that somebody has starred."""

from peewee import BigIntegerField, CompositeKey, Model, TextField


def up(migrator, db):
    class Star(Model):
        user_id = BigIntegerField()
        kind = TextField()
        record_id = BigIntegerField()
        starred_at = BigIntegerField()
        class Meta:
            database = db
            table_name = 'star'
            primary_key = CompositeKey('user_id', 'kind', 'record_id')
    db.create_tables([Star])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('star'))
