"""The tables of sales: products, pipelines with their stages, deals with who decides in them and how they went."""

from __future__ import annotations

from guanxi.api import (
    BigIntegerField,
    BooleanField,
    Day,
    Id,
    Moment,
    MoneyColumn,
    RecordTable,
    Table,
    TextField,
)


class Product(RecordTable):
    """What is sold, with its list price."""

    name = TextField()
    sort_name = TextField()
    code = TextField(null=True)
    series = TextField(null=True)
    price = MoneyColumn(null=True)
    price_currency = TextField(null=True)
    unit = TextField(null=True)
    active = BooleanField(default=True)
    note = TextField(null=True)

    class Meta:
        table_name = "sales_product"


class Pipeline(RecordTable):
    """A way in which things are sold: an ordered row of stages."""

    name = TextField()
    position = BigIntegerField(default=1)
    active = BooleanField(default=True)
    note = TextField(null=True)

    class Meta:
        table_name = "sales_pipeline"


class Stage(RecordTable):
    """A step of a pipeline, and what has to be known and done before a deal enters it."""

    pipeline_id = BigIntegerField(index=True)
    name = TextField()
    position = BigIntegerField(default=1)
    state = TextField(default="open")
    probability = BigIntegerField(null=True)
    limit_days = BigIntegerField(null=True)
    needed = TextField(null=True)
    checklist = TextField(null=True)

    class Meta:
        table_name = "sales_stage"


class Deal(RecordTable):
    """A chance of a sale; pipeline, state and the days of its stage follow from the stage."""

    name = TextField()
    sort_name = TextField()
    company_id = BigIntegerField(null=True, index=True)
    person_id = BigIntegerField(null=True, index=True)
    product_id = BigIntegerField(null=True, index=True)
    amount = MoneyColumn(null=True)
    amount_currency = TextField(null=True)
    pipeline_id = BigIntegerField(null=True, index=True)
    stage_id = BigIntegerField(null=True, index=True)
    furthest_id = BigIntegerField(null=True, index=True)
    state = TextField(default="open")
    probability = BigIntegerField(null=True)
    engaged_on = Day(null=True)
    close_on = Day(null=True)
    closed_on = Day(null=True)
    lost_reason = TextField(null=True)
    competitor = TextField(null=True)
    source = TextField(null=True)
    checked = TextField(null=True)
    entered_stage_at = Moment(null=True)
    stale_on = Day(null=True)
    next_step = TextField(null=True)
    next_step_on = Day(null=True)
    note = TextField(null=True)

    class Meta:
        table_name = "sales_deal"


class DealPerson(RecordTable):
    """What somebody has to do with the decision on a deal."""

    deal_id = BigIntegerField(index=True)
    person_id = BigIntegerField(index=True)
    role = TextField(default="influences")
    influence = TextField(null=True)
    attitude = TextField(null=True)
    note = TextField(null=True)

    class Meta:
        table_name = "sales_deal_person"


class Passage(Table):
    """How long a deal was in a stage that it has left."""

    id = Id()
    deal_id = BigIntegerField(index=True)
    stage_id = BigIntegerField(null=True, index=True)
    entered_at = Moment(null=True)
    left_at = Moment(null=True)

    class Meta:
        table_name = "sales_passage"


class Lead(RecordTable):
    """An enquiry, and what became of it."""

    name = TextField()
    sort_name = TextField()
    company_name = TextField(null=True)
    person_name = TextField(null=True)
    position = TextField(null=True)
    phone = TextField(null=True)
    email = TextField(null=True)
    product_id = BigIntegerField(null=True, index=True)
    amount = MoneyColumn(null=True)
    amount_currency = TextField(null=True)
    source = TextField(null=True)
    state = TextField(default="new")
    wake_up_on = Day(null=True)
    reason = TextField(null=True)
    consent = TextField(null=True)
    consent_channel = TextField(null=True)
    consent_proof = TextField(null=True)
    company_id = BigIntegerField(null=True, index=True)
    person_id = BigIntegerField(null=True, index=True)
    deal_id = BigIntegerField(null=True, index=True)
    converted_at = Moment(null=True)
    note = TextField(null=True)

    class Meta:
        table_name = "sales_lead"
