"""Claims."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.data.columns import Id, Json, Moment


def up(migrator, db):
    class Claim(Model):
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
        asker_id = BigIntegerField()
        lookup_number = BigIntegerField(index=True)
        asked = TextField()
        kind = TextField()
        record_id = BigIntegerField()
        why = TextField(null=True)
        state = TextField()
        answer = TextField(null=True)
        decided_by_id = BigIntegerField(null=True)
        decided_at = Moment(null=True)
        class Meta:
            database = db
            table_name = 'people_claim'
            indexes = ((('owner_id', 'created_at'), False),)
    db.create_tables([Claim])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('people_claim'))
