"""What was set in the house, and the logs of masked values shown in full and of lookups for duplicates."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class SavedSetting(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        name = TextField(index=True)
        value = TextField()

        class Meta:
            database = db
            table_name = 'people_setting'

    class Reveal(Model):
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
        record_id = BigIntegerField()
        field = TextField()
        reason = TextField()
        note = TextField(null=True)

        class Meta:
            database = db
            table_name = 'people_reveal'
            indexes = ((('owner_id', 'created_at'), False), (('kind', 'record_id'), False))

    class Lookup(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        asked = TextField()
        found = BigIntegerField()
        unseen = BigIntegerField()
        requested_at = Moment(null=True)

        class Meta:
            database = db
            table_name = 'people_lookup'
            indexes = ((('owner_id', 'created_at'), False),)

    db.create_tables([SavedSetting, Reveal, Lookup])


def down(migrator, db):
    migrator.migrate(
        migrator.drop_table('people_lookup'),
        migrator.drop_table('people_reveal'),
        migrator.drop_table('people_setting'),
    )
