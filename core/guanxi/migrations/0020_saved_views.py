"""Saved views."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class SavedView(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        name = TextField()
        of = TextField(index=True)
        kind = TextField()
        asks = TextField(null=True)
        shared = TextField()
        shared_team_id = BigIntegerField(null=True)
        class Meta:
            database = db
            table_name = 'work_view'
    db.create_tables([SavedView])

    class DefaultView(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        of = TextField()
        view_id = BigIntegerField(null=True)
        class Meta:
            database = db
            table_name = 'work_default_view'
    DefaultView.add_index(DefaultView.index(DefaultView.owner_id, DefaultView.of, unique=True, where=DefaultView.deleted_at.is_null(), name='work_default_view_of_owner'))
    db.create_tables([DefaultView])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('work_default_view'), migrator.drop_table('work_view'))
