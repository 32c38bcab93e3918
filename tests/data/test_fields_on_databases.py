"""Whatever a field lets through, both databases keep and give back unchanged."""

from typing import Any

import pytest
from peewee import BigIntegerField, BooleanField, DateField, TextField

from guanxi.data import fields as f
from guanxi.data.columns import Id, Moment
from guanxi.data.database import Table, insert, row
from guanxi.data.formats import Format
from guanxi.testing.naughty import naughty_strings

ZH = Format.of("zh", "Asia/Shanghai", "CNY")


class Kept(Table):
    """A column of every type that fields use."""

    id = Id()
    text = TextField(null=True)
    number = BigIntegerField(null=True)
    money = BigIntegerField(null=True)
    money_currency = TextField(null=True)
    day = DateField(null=True)
    moment = Moment(null=True)
    flag = BooleanField(null=True)


CASES: list[tuple[f.Field, list[Any]]] = [
    (f.Text("text"), naughty_strings()),
    (f.LongText("text"), naughty_strings()),
    (f.PersonName("text"), naughty_strings()),
    (f.Phone("text"), ["13800138000", "0571-12345678转801"]),
    (f.Choices("text", {"a": "A", "b": "B"}), ["a,b", "b"]),
    (f.Integer("number"), [2**63 - 1, -(2**63) + 1, 0]),
    (f.Decimal("number"), ["0.01", "-92233720368547758.07"]),
    (f.Percent("number"), ["12.5%"]),
    (f.MoneyField("money", max=922337203685477), ["922337203685477", "-922337203685477", "USD 0.0001"]),
    (f.Date("day"), ["0001-01-01", "9999-12-31", "2026年3月5日"]),
    (f.DateTime("moment"), ["0001-01-05 00:00", "9999-12-27 00:00", "2026-03-05T14:30:00.123Z"]),
    (f.Boolean("flag"), [True, False]),
]


@pytest.mark.parametrize(("field", "raws"), CASES, ids=lambda case: type(case).__name__)
def test_parsed_values_come_back_unchanged(db: Any, field: f.Field, raws: list[Any]) -> None:
    db.create(Kept)
    columns = ", ".join(field.columns)
    marks = ", ".join("?" for _column in field.columns)
    for raw in raws:
        try:
            value = field.parse(raw, ZH)
        except f.Invalid:
            continue
        identity = insert(f"INSERT INTO kept ({columns}) VALUES ({marks})", field.to_row(value))
        found = row(f"SELECT {columns} FROM kept WHERE id = ?", (identity,))
        assert found is not None
        assert field.from_row(found) == value
        assert isinstance(field.show(found if len(found) > 1 else found[0], ZH), str)
