"""The side table of companies, the note of what the plugin was told, and matters in phases."""

from peewee import BigIntegerField, IntegerField, Model, TextField

from guanxi.api import Day, Id, Json, Moment, MoneyColumn


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

    class Kept(Model):
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

        class Meta:
            database = db

    class Route(Kept):
        class Meta:
            table_name = "probe_route"

    class Phase(Kept):
        route_id = BigIntegerField(null=True, index=True)
        limit_days = BigIntegerField(null=True)

        class Meta:
            table_name = "probe_phase"

    class Matter(Kept):
        route_id = BigIntegerField(index=True)
        phase_id = BigIntegerField(index=True)
        amount = MoneyColumn(null=True)
        amount_currency = TextField(null=True)
        chance = BigIntegerField(null=True)
        since = Day(null=True)
        why = TextField(null=True)

        class Meta:
            table_name = "probe_matter"

    db.create_tables([CompanyTerms, Told, Route, Phase, Matter])


def down(migrator, db):
    for name in ("probe_matter", "probe_phase", "probe_route", "probe_told", "probe_company_terms"):
        db.execute_sql(f'DROP TABLE "{name}"')
