"""What the person who imports writes on the command line or into the form."""

from decimal import Decimal

import pytest

from guanxi.data.errors import Refused
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


def test_unit_leaves_what_is_no_figure_to_the_field() -> None:
    assert Unit.of("1000 USD").applied("many") == "many"


@pytest.mark.parametrize("text", ["", "many", "10 DOLLARS"])
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
