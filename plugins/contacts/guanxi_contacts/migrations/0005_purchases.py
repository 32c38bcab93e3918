"""Purchases."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.api import Day, Id, Json, Moment, MoneyColumn


def up(migrator, db):
    class Purchase(Model):
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
        day = Day()
        kind = TextField(default='purchase')
        amount = MoneyColumn()
        amount_currency = TextField()
        product = TextField(null=True)
        category = TextField(null=True)
        quantity = BigIntegerField(null=True)
        way = TextField(null=True)
        place = TextField(null=True)
        number = TextField(null=True)
        class Meta:
            database = db
            table_name = 'contacts_purchase'
    db.create_tables([Purchase])

    migrator.migrate(migrator.add_column('contacts_company', 'bought_last', Day(null=True)))
    migrator.migrate(migrator.add_column('contacts_company', 'bought_count', BigIntegerField(null=True)))
    migrator.migrate(migrator.add_column('contacts_company', 'bought_total', MoneyColumn(null=True)))
    migrator.migrate(migrator.add_column('contacts_company', 'bought_total_currency', TextField(null=True)))
    migrator.migrate(migrator.add_column('contacts_person', 'bought_last', Day(null=True)))
    migrator.migrate(migrator.add_column('contacts_person', 'bought_count', BigIntegerField(null=True)))
    migrator.migrate(migrator.add_column('contacts_person', 'bought_total', MoneyColumn(null=True)))
    migrator.migrate(migrator.add_column('contacts_person', 'bought_total_currency', TextField(null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column('contacts_person', 'bought_total_currency'))
    migrator.migrate(migrator.drop_column('contacts_person', 'bought_total'))
    migrator.migrate(migrator.drop_column('contacts_person', 'bought_count'))
    migrator.migrate(migrator.drop_column('contacts_person', 'bought_last'))
    migrator.migrate(migrator.drop_column('contacts_company', 'bought_total_currency'))
    migrator.migrate(migrator.drop_column('contacts_company', 'bought_total'))
    migrator.migrate(migrator.drop_column('contacts_company', 'bought_count'))
    migrator.migrate(migrator.drop_column('contacts_company', 'bought_last'))
    migrator.migrate(migrator.drop_table('contacts_purchase'))
