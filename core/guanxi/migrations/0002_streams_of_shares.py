"""Streams of shares: what a share carries of its record; the rows are filled where the indexes over them are made."""

from peewee import BigIntegerField, TextField

from guanxi.data.columns import Json, Moment


def up(migrator, db):
    migrator.migrate(
        migrator.add_column('collaborator', 'key_text', TextField(null=True)),
        migrator.add_column('collaborator', 'key_integer', BigIntegerField(null=True)),
        migrator.add_column('collaborator', 'quick', Json(null=True)),
        migrator.add_column('collaborator', 'deleted_at', Moment(null=True)),
    )


def down(migrator, db):
    migrator.migrate(
        migrator.drop_column('collaborator', 'deleted_at'),
        migrator.drop_column('collaborator', 'quick'),
        migrator.drop_column('collaborator', 'key_integer'),
        migrator.drop_column('collaborator', 'key_text'),
    )
