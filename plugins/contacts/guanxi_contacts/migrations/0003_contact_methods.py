"""Contact methods."""

from peewee import BigIntegerField, BooleanField, IntegerField, Model, TextField

from guanxi.api import Id, Json, Moment


def up(migrator, db):
    class ContactMethod(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        company_id = BigIntegerField(index=True, null=True)
        person_id = BigIntegerField(index=True, null=True)
        kind = TextField(default='mobile')
        number = TextField(null=True)
        address = TextField(null=True)
        label = TextField(null=True)
        main = BooleanField(default=False)
        invalid = BooleanField(default=False)
        class Meta:
            database = db
            table_name = 'contacts_contact_method'
    db.create_tables([ContactMethod])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('contacts_contact_method'))
