"""Choices."""

from peewee import BigIntegerField, BooleanField, IntegerField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class AdjustedChoice(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        of = TextField(index=True)
        code = TextField()
        en = TextField(null=True)
        zh = TextField(null=True)
        place = BigIntegerField(null=True)
        retired = BooleanField(default=False)
        class Meta:
            database = db
            table_name = 'people_choice'
    db.create_tables([AdjustedChoice])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('people_choice'))
