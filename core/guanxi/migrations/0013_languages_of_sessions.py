"""The language that somebody read when he signed in."""

from peewee import TextField


def up(migrator, db):
    migrator.migrate(migrator.add_column('people_sign_in_session', 'language', TextField(default='')))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('people_sign_in_session', 'language'))
