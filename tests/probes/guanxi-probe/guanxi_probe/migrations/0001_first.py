"""The side table of companies, and the note of what the plugin was told."""

from peewee import BigIntegerField, Model, TextField

from guanxi.api import Id, Moment, MoneyColumn


def up(migrator, db):
    class CompanyTerms(Model):
        record_id = BigIntegerField(primary_key=True)
        owner_id = BigIntegerField(null=True)
        team_id = BigIntegerField(null=True)
        deleted_at = Moment(null=True)
        sort_name = TextField(null=True)
        terms_note = TextField(null=True)
        credit_limit = MoneyColumn(null=True)
        credit_limit_currency = TextField(null=True)

        class Meta:
            database = db
            table_name = "probe_company_terms"

    class Told(Model):
        id = Id()
        company_id = BigIntegerField()

        class Meta:
            database = db
            table_name = "probe_told"

    db.create_tables([CompanyTerms, Told])


def down(migrator, db):
    for name in ("probe_told", "probe_company_terms"):
        db.execute_sql(f'DROP TABLE "{name}"')
