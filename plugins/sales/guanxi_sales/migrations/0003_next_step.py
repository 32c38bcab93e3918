"""The next step of a deal that is kept although it has been in its stage for too long."""

from peewee import TextField

from guanxi.api import Day


def up(migrator, db):
    migrator.migrate(migrator.add_column('sales_deal', 'next_step', TextField(null=True)))
    migrator.migrate(migrator.add_column('sales_deal', 'next_step_on', Day(null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('sales_deal', 'next_step_on'))
    migrator.migrate(migrator.drop_column('sales_deal', 'next_step'))
