"""Companies, persons and contact persons."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.api import Day, Id, Json, Moment, MoneyColumn


def up(migrator, db):
    class Company(Model):
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
        short_name = TextField(null=True)
        sort_name = TextField()
        customer_type = TextField(default='company')
        industry = TextField(null=True)
        credit_code = TextField(null=True)
        phone = TextField(null=True)
        email = TextField(null=True)
        website = TextField(null=True)
        country = TextField(null=True)
        city = TextField(null=True)
        address = TextField(null=True)
        founded = IntegerField(null=True)
        employees = BigIntegerField(null=True)
        turnover = MoneyColumn(null=True)
        turnover_currency = TextField(null=True)
        subsidiary_of_id = BigIntegerField(index=True, null=True)
        source = TextField(null=True)
        note = TextField(null=True)
        class Meta:
            database = db
            table_name = 'contacts_company'
    db.create_tables([Company])

    class ContactPerson(Model):
        id = Id()
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        version = IntegerField(default=1)
        created_at = Moment()
        created_by = BigIntegerField(null=True)
        changed_at = Moment()
        deleted_at = Moment(null=True)
        cf = Json(null=True)
        company_id = BigIntegerField()
        person_id = BigIntegerField()
        position = TextField(null=True)
        class Meta:
            database = db
            table_name = 'contacts_contact_person'
            indexes = ((('company_id', 'person_id'), False), (('person_id',), False))
    db.create_tables([ContactPerson])

    class Person(Model):
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
        family_name = TextField(null=True)
        given_name = TextField(null=True)
        sort_name = TextField()
        customer_type = TextField(default='contact')
        sex = TextField(null=True)
        employer = TextField(null=True)
        position = TextField(null=True)
        salutation = TextField(null=True)
        mobile = TextField(null=True)
        phone = TextField(null=True)
        email = TextField(null=True)
        city = TextField(null=True)
        address = TextField(null=True)
        birthday = Day(null=True)
        id_number = TextField(null=True)
        source = TextField(null=True)
        note = TextField(null=True)
        class Meta:
            database = db
            table_name = 'contacts_person'
    db.create_tables([Person])


def down(migrator, db):
    migrator.migrate(migrator.drop_table('contacts_person'))
    migrator.migrate(migrator.drop_table('contacts_contact_person'))
    migrator.migrate(migrator.drop_table('contacts_company'))
