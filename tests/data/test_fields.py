"""Fields: what holds for every kind, and what is checked on a record."""

import datetime as dt
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.data import fields as f
from guanxi.data.formats import Format
from guanxi.data.messages import Message, use_language
from guanxi.testing.naughty import naughty_strings

ZH = Format.of("zh", "Asia/Shanghai", "CNY")
EN = Format.of("en", "Asia/Shanghai", "CNY")
KINDS = {"company": Message("guanxi", "Companies"), "retail": "零售客户"}

ALL = [
    f.Text("text"),
    f.Address("address"),
    f.LongText("long"),
    f.Choice("choice", KINDS),
    f.Choices("choices", KINDS),
    f.Integer("integer"),
    f.Decimal("decimal"),
    f.Percent("percent"),
    f.MoneyField("money"),
    f.Date("date"),
    f.DateTime("moment"),
    f.Boolean("boolean"),
    f.Country("country"),
    f.Email("email"),
    f.Phone("phone"),
    f.Url("url"),
    f.Link("link", "people.user"),
    f.CreditCode("code"),
    f.IdNumber("identity"),
    f.BankAccount("account"),
    f.PersonName("name"),
]
NAUGHTY = naughty_strings()
REFUSED = object()


def kept(field: f.Field, value: Any) -> Any:
    row = field.to_row(value)
    return row if len(row) > 1 else row[0]


def holds_on_every_way(field: f.Field, value: Any) -> None:
    """A parsed value is the same after every way out and back in."""
    assert field.parse(value, ZH) == value
    assert field.from_row(field.to_row(value)) == value
    assert field.parse(field.input_text(value, ZH), ZH) == value
    assert field.parse(field.to_json(value), ZH) == value
    assert len(field.to_row(value)) == len(field.columns)
    assert isinstance(field.show(kept(field, value), ZH), str)
    assert isinstance(field.show_masked(kept(field, value), EN), str)


def parsed(field: f.Field, raw: Any) -> Any:
    """The value, or REFUSED with a message that fits a page."""
    try:
        return field.parse(raw, ZH)
    except f.Invalid as refused:
        return REFUSED if 0 < len(str(refused)) < 300 else refused


def refusal(field: f.Field, raw: Any) -> str:
    with pytest.raises(f.Invalid) as refused:
        field.parse(raw, ZH)
    return str(refused.value)


def test_there_are_enough_naughty_strings() -> None:
    assert len(NAUGHTY) >= 500


@pytest.mark.parametrize("field", ALL, ids=lambda field: type(field).__name__)
def test_naughty_strings_are_refused_or_kept_normalised(field: f.Field) -> None:
    for text in NAUGHTY:
        value = parsed(field, text)
        if value is REFUSED:
            continue
        if isinstance(value, str):
            assert unicodedata.is_normalized("NFC", value)
            assert value.encode("utf-8")
            assert "\x00" not in value
        holds_on_every_way(field, value)


@pytest.mark.parametrize("field", ALL, ids=lambda field: type(field).__name__)
@given(text=st.text(max_size=60))
def test_any_text_is_refused_or_kept(field: f.Field, text: str) -> None:
    value = parsed(field, text)
    if value is not REFUSED:
        holds_on_every_way(field, value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("field", ALL, ids=lambda field: type(field).__name__)
@given(raw=JSON)
def test_any_json_is_refused_or_kept(field: f.Field, raw: Any) -> None:
    value = parsed(field, raw)
    if value is not REFUSED:
        holds_on_every_way(field, value)


@pytest.mark.parametrize("field", ALL, ids=lambda field: type(field).__name__)
def test_blank_is_empty_everywhere(field: f.Field) -> None:
    for blank in ("", "  ", "\u3000", None):
        assert field.parse(blank, ZH) is None
    assert field.show(kept(field, None), ZH) == ""
    assert field.input_text(None, ZH) == ""
    assert field.show_masked(kept(field, None), ZH) == ""


@pytest.mark.parametrize("field", ALL, ids=lambda field: type(field).__name__)
def test_schema_and_operators_are_declared(field: f.Field) -> None:
    schema = field.schema()
    assert schema["title"]
    assert "null" in schema["type"]
    assert field.operators
    assert field.editor


@pytest.mark.parametrize("size", [10**4, 10**6])
@pytest.mark.parametrize("field", ALL, ids=lambda field: type(field).__name__)
def test_long_values_are_refused(field: f.Field, size: int) -> None:
    if size > 10**4 or not isinstance(field, f.LongText):
        refusal(field, "9" * size)


@pytest.mark.parametrize(
    "raw", [pytest.param(10**100_000, id="huge"), float("nan"), float("inf"), 1e300, True, [1], {"a": 1}]
)
@pytest.mark.parametrize(
    "field", [f.Integer("i"), f.Decimal("d"), f.Percent("p"), f.MoneyField("m"), f.Link("l", "a.b")]
)
def test_numbers_that_no_column_holds_are_refused(field: f.Field, raw: Any) -> None:
    refusal(field, raw)


def test_required_fields_are_checked_on_the_record() -> None:
    kind = f.Choice("kind", KINDS, required=True)
    tax = f.Text("tax", required=True, when=f.when("kind", "company"))
    fields = [kind, tax, f.Text("note")]
    assert set(f.check_record(fields, {})) == {"kind"}
    assert set(f.check_record(fields, {"kind": "company"})) == {"tax"}
    assert f.check_record(fields, {"kind": "retail"}) == {}
    assert f.check_record(fields, {"note": "x"}, partial=True) == {}
    assert set(f.check_record(fields, {"tax": None}, partial=True, current={"kind": "company"})) == {"tax"}
    assert [field.name for field in f.shown_fields(fields, {"kind": "retail"})] == ["kind", "note"]


def test_an_edit_that_shows_a_required_field_asks_for_it() -> None:
    kind = f.Choice("kind", KINDS)
    tax = f.Text("tax", required=True, when=f.when("kind", "company"))
    current = {"kind": "retail", "tax": None}
    assert set(f.check_record([kind, tax], {"kind": "company"}, partial=True, current=current)) == {"tax"}
    current = {"kind": "retail", "tax": "91"}
    assert f.check_record([kind, tax], {"kind": "company"}, partial=True, current=current) == {}


def test_a_record_is_parsed_as_a_whole_with_all_refusals() -> None:
    values, refused = f.parse_record(
        [f.Integer("a"), f.Date("b"), f.Text("c")], {"a": "x", "b": "2026/3/5", "d": 1}
    )
    assert (values, set(refused)) == ({"b": dt.date(2026, 3, 5)}, {"a"})


def test_refusals_speak_the_language_in_force() -> None:
    with pytest.raises(f.Invalid) as refused:
        f.Phone("p").parse("1380013800")
    with use_language("zh"):
        assert str(refused.value) == "手机号少 1 位，请检查"
