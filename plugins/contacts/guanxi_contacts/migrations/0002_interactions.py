"""Interactions."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.api import Day, Id, Json, Moment


def up(migrator, db):
    class Interaction(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        kind = TextField()
        happened_at = Moment()
        direction = TextField(null=True)
        duration = BigIntegerField(null=True)
        summary = TextField()
        outcome = TextField(null=True)
        about = TextField(null=True)
        participants = TextField(null=True)
        next_on = Day(null=True)
        class Meta:
            database = db
            table_name = 'contacts_interaction'
    db.create_tables([Interaction])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('contacts_interaction'))
