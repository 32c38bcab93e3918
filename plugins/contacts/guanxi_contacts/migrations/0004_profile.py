"""Profile."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.api import Day, Id, Json, Moment, MoneyColumn


def up(migrator, db):
    class Consent(Model):
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
        state = TextField(default='given')
        channel = TextField(default='all')
        purpose = TextField(default='marketing')
        day = Day(null=True)
        how = TextField(null=True)
        proof = TextField(null=True)
        class Meta:
            database = db
            table_name = 'contacts_consent'
    db.create_tables([Consent])

    class Need(Model):
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
        kind = TextField(default='need')
        topic = TextField()
        statement = TextField()
        heard = TextField(null=True)
        day = Day(null=True)
        ended_on = Day(null=True)
        class Meta:
            database = db
            table_name = 'contacts_need'
    db.create_tables([Need])

    class Relation(Model):
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
        kind = TextField(default='partner')
        other_company_id = BigIntegerField(index=True, null=True)
        other_person_id = BigIntegerField(index=True, null=True)
        since = Day(null=True)
        until = Day(null=True)
        note = TextField(null=True)
        class Meta:
            database = db
            table_name = 'contacts_relation'
    db.create_tables([Relation])

    class Touch(Model):
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
        source = TextField(default='website')
        day = Day(null=True)
        note = TextField(null=True)
        class Meta:
            database = db
            table_name = 'contacts_touch'
    db.create_tables([Touch])

    migrator.migrate(migrator.add_column('contacts_company', 'trade_channel', TextField(null=True)))
    migrator.migrate(migrator.add_column('contacts_company', 'region', TextField(null=True)))
    migrator.migrate(migrator.add_column('contacts_company', 'level', TextField(null=True)))
    migrator.migrate(migrator.add_column('contacts_company', 'risk', TextField(null=True)))
    migrator.migrate(migrator.add_column('contacts_contact_person', 'since', Day(null=True)))
    migrator.migrate(migrator.add_column('contacts_contact_person', 'until', Day(null=True)))
    migrator.migrate(migrator.add_column('contacts_person', 'income', MoneyColumn(null=True)))
    migrator.migrate(migrator.add_column('contacts_person', 'income_currency', TextField(null=True)))
    migrator.migrate(migrator.add_column('contacts_person', 'occupation', TextField(null=True)))
    migrator.migrate(migrator.add_column('contacts_person', 'education', TextField(null=True)))
    migrator.migrate(migrator.add_column('contacts_person', 'marital_status', TextField(null=True)))
    migrator.migrate(migrator.add_column('contacts_person', 'hobbies', TextField(null=True)))
    migrator.migrate(migrator.add_column('contacts_person', 'habits', TextField(null=True)))
    migrator.migrate(migrator.add_column('contacts_person', 'level', TextField(null=True)))
    migrator.migrate(migrator.add_column('contacts_person', 'risk', TextField(null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('contacts_person', 'risk'))
    migrator.migrate(migrator.drop_column('contacts_person', 'level'))
    migrator.migrate(migrator.drop_column('contacts_person', 'habits'))
    migrator.migrate(migrator.drop_column('contacts_person', 'hobbies'))
    migrator.migrate(migrator.drop_column('contacts_person', 'marital_status'))
    migrator.migrate(migrator.drop_column('contacts_person', 'education'))
    migrator.migrate(migrator.drop_column('contacts_person', 'occupation'))
    migrator.migrate(migrator.drop_column('contacts_person', 'income_currency'))
    migrator.migrate(migrator.drop_column('contacts_person', 'income'))
    migrator.migrate(migrator.drop_column('contacts_contact_person', 'until'))
    migrator.migrate(migrator.drop_column('contacts_contact_person', 'since'))
    migrator.migrate(migrator.drop_column('contacts_company', 'risk'))
    migrator.migrate(migrator.drop_column('contacts_company', 'level'))
    migrator.migrate(migrator.drop_column('contacts_company', 'region'))
    migrator.migrate(migrator.drop_column('contacts_company', 'trade_channel'))
    migrator.migrate(migrator.drop_table('contacts_touch'))
    migrator.migrate(migrator.drop_table('contacts_relation'))
    migrator.migrate(migrator.drop_table('contacts_need'))
    migrator.migrate(migrator.drop_table('contacts_consent'))
