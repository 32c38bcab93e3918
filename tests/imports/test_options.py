"""What the person who imports writes on the command line or into the form."""

from decimal import Decimal

import pytest

from guanxi.data.errors import Refused
from guanxi.data.fields import Invalid
from guanxi.resources.imports.options import Unit, pairs, word_pairs


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("1000000 USD", Unit(Decimal(1000000), "USD")),
        ("1,000", Unit(Decimal(1000))),
        ("eur", Unit(Decimal(1), "EUR")),
    ],
)
def test_unit_is_a_factor_a_currency_or_both(text: str, unit: Unit) -> None:
    assert Unit.of(text) == unit


def test_unit_keeps_every_digit() -> None:
    assert Unit.of("1000000 USD").applied("1100.04") == "USD 1100040000.00"


@pytest.mark.parametrize(
    ("text", "scaled"),
    [
        ("１，２００", "12000"),
        ("1.5万", "150000.0"),
        ("(5)", "-50"),
        (" 1 200 ", "12000"),
        ("", ""),
        (" ", " "),
    ],
)
def test_unit_counts_figures_as_fields_read_them(text: str, scaled: str) -> None:
    assert Unit.of("10").applied(text) == scaled


@pytest.mark.parametrize("text", ["many", "¥1,200", "USD 5", "9e999999", "1e9", "NaN", "Infinity", "1" * 100])
def test_a_factor_goes_with_bare_figures_only(text: str) -> None:
    with pytest.raises(Invalid):
        Unit.of("10 USD").applied(text)


def test_a_currency_alone_leaves_the_figure_to_the_field() -> None:
    assert Unit.of("USD").applied(" many ") == "USD many"


@pytest.mark.parametrize("text", ["", "many", "10 DOLLARS", "9" * 50])
def test_what_is_no_unit_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        Unit.of(text)


def test_pairs_are_read() -> None:
    assert pairs(["a = b", "c="], "--map") == {"a": "b", "c": ""}
    assert word_pairs(["a:1=x", "a:2=", "b:=y"]) == {"a": {"1": "x", "2": ""}, "b": {"": "y"}}


def test_pair_without_equals_is_refused() -> None:
    with pytest.raises(Refused, match="--map"):
        pairs(["a"], "--map")
    with pytest.raises(Refused):
        word_pairs(["a=b"])
