"""The side table of companies, a note of each company that the plugin was told of, and matters in phases of routes."""

from __future__ import annotations

from guanxi.api import BigIntegerField, Day, Id, Moment, MoneyColumn, RecordTable, Table, TextField


class CompanyTerms(Table):
    """What the plugin keeps beside a company; owner, team, bin and sort name are kept by the host, so that lists walk it."""

    record_id = BigIntegerField(primary_key=True)
    owner_id = BigIntegerField(null=True)
    team_id = BigIntegerField(null=True)
    deleted_at = Moment(null=True)
    sort_name = TextField(null=True)
    terms_note = TextField(null=True)
    credit_limit = MoneyColumn(null=True)
    credit_limit_currency = TextField(null=True)

    class Meta:
        table_name = "probe_company_terms"


class Told(Table):
    """One row for each time that the plugin was told of a new company."""

    id = Id()
    company_id = BigIntegerField()

    class Meta:
        table_name = "probe_told"


class Route(RecordTable):
    """A way that matters take, in phases."""

    name = TextField()

    class Meta:
        table_name = "probe_route"


class Phase(RecordTable):
    """A part of a route."""

    name = TextField()
    route_id = BigIntegerField(null=True, index=True)
    limit_days = BigIntegerField(null=True)

    class Meta:
        table_name = "probe_phase"


class Matter(RecordTable):
    """Something that moves through phases."""

    name = TextField()
    route_id = BigIntegerField(index=True)
    phase_id = BigIntegerField(index=True)
    amount = MoneyColumn(null=True)
    amount_currency = TextField(null=True)
    chance = BigIntegerField(null=True)
    since = Day(null=True)
    why = TextField(null=True)

    class Meta:
        table_name = "probe_matter"
