"""All tags of a record beside each of them; the rows are filled where the indexes over them are made."""

from peewee import TextField


def up(migrator, db):
    migrator.migrate(migrator.add_column('tagged', 'tags', TextField(null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('tagged', 'tags'))
