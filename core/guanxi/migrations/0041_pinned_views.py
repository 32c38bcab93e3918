"""The saved views that somebody has pinned to the side bar."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class PinnedView(Model):
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
            table_name = 'work_pinned_view'
    PinnedView.add_index(PinnedView.index(PinnedView.owner_id, PinnedView.view_id, unique=True, where=PinnedView.deleted_at.is_null(), name='work_pinned_view_of_owner'))
    db.create_tables([PinnedView])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('work_pinned_view'))
