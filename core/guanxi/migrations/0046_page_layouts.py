"""How the sections of record pages stand for a role."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class PageLayout(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        role_id = BigIntegerField(index=True)
        kind = TextField()
        layout = TextField()
        class Meta:
            database = db
            table_name = 'people_page_layout'
    PageLayout.add_index(PageLayout.index(PageLayout.role_id, PageLayout.kind, unique=True, where=PageLayout.deleted_at.is_null(), name='people_page_layout_of_role'))
    db.create_tables([PageLayout])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('people_page_layout'))
