"""The tables of maturities: of which dates somebody was reminded, whose due list they stand in, and how far the walk has come."""

from __future__ import annotations

from peewee import BigIntegerField, CompositeKey, TextField

from guanxi.data.columns import Day, Id, Moment
from guanxi.data.database import Table


class ToldMaturity(Table):
    """A date of a record of which somebody was reminded: the key makes it once, whoever reminds and however often he dies."""

    id = Id()
    kind = TextField()
    record_id = BigIntegerField()
    field = TextField()
    day = Day()
    whole_kind = TextField(null=True)
    whole_id = BigIntegerField(null=True)
    told_at = Moment()

    class Meta:
        table_name = "work_maturity"
        indexes = ((("kind", "record_id", "field", "day"), True),)


class MaturityItem(Table):
    """Its place in the due list of one of those who were reminded; `done_at` when he took it off."""

    maturity_id = BigIntegerField()
    user_id = BigIntegerField()
    day = Day()
    done_at = Moment(null=True)

    class Meta:
        table_name = "work_maturity_item"
        primary_key = CompositeKey("maturity_id", "user_id")


MaturityItem.add_index(
    MaturityItem.user_id,
    MaturityItem.day,
    MaturityItem.maturity_id,
    where=MaturityItem.done_at.is_null(),
    name="work_maturity_item_open",
)


class MaturityWalk(Table):
    """How far the walk over one declared date has come: `since` its first day, before which nothing is told, `walked` the last."""

    name = TextField(primary_key=True)
    since = Day()
    walked = Day()

    class Meta:
        table_name = "work_maturity_walk"
