"""Tags."""

from peewee import BigIntegerField, CompositeKey, IntegerField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class RecordTags(Model):
        kind = TextField()
        record_id = BigIntegerField()
        tags = TextField(null=True)
        class Meta:
            database = db
            table_name = 'record_tags'
            primary_key = CompositeKey('kind', 'record_id')
    db.create_tables([RecordTags])

    class Tag(Model):
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
        sort_name = TextField(default='')
        colour = TextField(default='grey')
        kinds = TextField(null=True)
        merged_into_id = BigIntegerField(index=True, null=True)
        class Meta:
            database = db
            table_name = 'work_tag'
    db.create_tables([Tag])

    class Tagged(Model):
        kind = TextField()
        record_id = BigIntegerField()
        tag_id = BigIntegerField()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        key_text = TextField(null=True)
        key_integer = BigIntegerField(null=True)
        deleted_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'tagged'
            primary_key = CompositeKey('kind', 'record_id', 'tag_id')
    db.create_tables([Tagged])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('tagged'))
    migrator.migrate(migrator.drop_table('work_tag'))
    migrator.migrate(migrator.drop_table('record_tags'))
