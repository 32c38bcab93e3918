"""Follow ups."""

from peewee import BigIntegerField

from guanxi.api import Day


def up(migrator, db):
    migrator.migrate(migrator.add_column('contacts_consent', 'until', Day(null=True)))
    migrator.migrate(migrator.add_column('contacts_interaction', 'planned_id', BigIntegerField(null=True)))
    migrator.migrate(migrator.add_column('contacts_need', 'interaction_id', BigIntegerField(index=True, null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_index('contacts_need', 'contacts_need_interaction_id'))
    migrator.migrate(migrator.drop_column('contacts_need', 'interaction_id'))
    migrator.migrate(migrator.drop_column('contacts_interaction', 'planned_id'))
    migrator.migrate(migrator.drop_column('contacts_consent', 'until'))
