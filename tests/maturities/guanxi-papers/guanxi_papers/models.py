"""The tables of the papers, and a side table of companies with a date of its own."""

from __future__ import annotations

from guanxi.api import BigIntegerField, Day, RecordTable, Table, TextField


class Quote(RecordTable):
    """An offer that is valid until a day."""

    name = TextField()
    state = TextField(default="open")
    valid_until = Day(null=True)

    class Meta:
        table_name = "papers_quote"


class Contract(RecordTable):
    """A contract that another one may have taken the place of."""

    name = TextField()
    followed_by_id = BigIntegerField(null=True, index=True)
    ends_on = Day(null=True)

    class Meta:
        table_name = "papers_contract"


class Certificate(RecordTable):
    """A part of a company: it has no owner of its own."""

    name = TextField(null=True)
    company_id = BigIntegerField(null=True, index=True)
    expires_on = Day(null=True)

    class Meta:
        table_name = "papers_certificate"


class Loan(RecordTable):
    """Money that is to be paid back on a day."""

    name = TextField()
    due_on = Day(null=True)

    class Meta:
        table_name = "papers_loan"


class Licence(Table):
    """When the licence of a company runs out."""

    record_id = BigIntegerField(primary_key=True)
    licensed_until = Day(null=True)

    class Meta:
        table_name = "papers_licence"
