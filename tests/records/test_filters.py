"""User filters: short parameters and JSON become conditions through an allow-list; whatever else comes is one clean refusal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from records_world import TABLES, actor, firm, firms

from guanxi.data.filter_query import parse_query
from guanxi.data.filters import BadFilter, parse_text
from guanxi.records import indexes, shares
from guanxi.records.actor import Scope
from guanxi.records.listing import ListQuery, page
from guanxi.records.listing_sums import count


@pytest.fixture(autouse=True)
def tables(db):
    db.create(*TABLES)
    indexes.create(firms)
    shares.create(firms)
    yield
    shares.drop(firms)


def found(spec: Any) -> set[str]:
    return {row[1] for row in page(actor(1), ListQuery(firms, columns=("name",), filter=spec)).rows}


def short(*pairs: tuple[str, str]) -> set[str]:
    return found(parse_query(pairs))


def test_short_parameters_say_what_they_look_like():
    firm(owner_id=1, name="Ann", kind="rare", staff=3, turnover=10_000, turnover_currency="CNY")
    firm(owner_id=1, name="Bob", kind="partner", staff=5, turnover=990_000, turnover_currency="EUR")
    firm(owner_id=1, name="Cyd", staff=9, founded="2020-02-01")
    assert short(("kind", "rare")) == {"Ann"}
    assert short(("kind", "rare"), ("kind", "partner")) == {"Ann", "Bob"}
    assert short(("kind!", "rare")) == {"Bob", "Cyd"}
    assert short(("kind", "*")) == {"Ann", "Bob"}
    assert short(("kind!", "*")) == {"Cyd"}
    assert short(("name~", "N")) == {"Ann"}
    assert short(("name^", "b")) == {"Bob"}
    assert short(("name~", "N"), ("name~", "b")) == {"Ann", "Bob"}
    assert short(("name^", "c"), ("name^", "b")) == {"Bob", "Cyd"}
    assert short(("staff>", "5")) == {"Bob", "Cyd"}
    assert short(("staff>5", "")) == {"Cyd"}
    assert short(("staff<", "5"), ("kind", "rare")) == {"Ann"}
    assert short(("founded>", "2020-01-31")) == {"Cyd"}
    assert short(("kind", "")) == {"Ann", "Bob", "Cyd"}
    assert found(parse_query([("page", "7"), ("kind", "rare")], reserved={"page"})) == {"Ann"}


def test_money_is_compared_within_its_currency():
    firm(owner_id=1, name="Ann", turnover=20_000, turnover_currency="CNY")
    firm(owner_id=1, name="Bob", turnover=990_000, turnover_currency="EUR")
    assert found({"field": "turnover", "op": "gte", "value": "1"}) == {"Ann"}
    assert found({"field": "turnover", "op": "between", "value": ["1", "2"]}) == {"Ann"}


def test_nested_filters_hold_as_written():
    for name, staff in (("Ann", 1), ("Bob", 5), ("Cyd", 9)):
        firm(owner_id=1, name=name, staff=staff)
    ends = {"or": [{"field": "staff", "op": "lt", "value": 2}, {"field": "staff", "op": "gt", "value": 8}]}
    assert found({"and": [ends, {"field": "name", "op": "ne", "value": "Cyd"}]}) == {"Ann"}


WRONG: list[Any] = [
    {"field": "staff", "op": "gte", "value": "many"},
    {"field": "staff", "op": "gte", "value": 10**30},
    {"field": "staff", "op": "gte", "value": float("nan")},
    {"field": "staff", "op": "contains", "value": "3"},
    {"field": "staff", "op": "regexp", "value": "3"},
    {"field": "staff", "op": None, "value": 1},
    {"field": "staff", "op": "between", "value": [1]},
    {"field": "staff", "op": "in", "value": []},
    {"field": "staff", "op": "in", "value": list(range(201))},
    {"field": "staff", "op": "empty", "value": "no"},
    {"field": "staff", "op": "eq"},
    {"field": "kind", "op": "eq", "value": "nonsense"},
    {"field": "name", "op": "contains", "value": "x" * 201},
    {"field": "name", "op": "contains", "value": "a\0b"},
    {"field": "name", "op": "contains", "value": "\ud800"},
    {"field": "name", "op": "contains", "value": ""},
    {"field": "name", "op": "eq", "value": {"$ne": 1}},
    {"field": "name__owner__id", "value": "x"},
    {"field": "owner.sort_name", "value": "x"},
    {"field": "owner.", "value": "x"},
    {"field": ".name", "value": "x"},
    {"field": "kind.name", "value": "x"},
    {"field": "owner.name.name", "value": "x"},
    {"field": "team_id", "value": 1},
    {"field": "deleted_at", "op": "empty"},
    {"field": ["name"], "value": "x"},
    {"field": "name", "value": "x", "sql": "1=1"},
    {"not": [{"field": "name", "value": "x"}], "or": []},
    {"not": []},
    {"has": "sample.contact.firm"},
    {"or": []},
    [{"field": "name", "op": "ne", "value": "x"}] * 31,
    [[[[[[{"field": "name", "value": "x"}]]]]]],
    "name = 'x'",
    7,
]


@pytest.mark.parametrize("spec", WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_what_means_nothing_is_refused(spec):
    with pytest.raises(BadFilter):
        page(actor(1), ListQuery(firms, filter=spec))
    with pytest.raises(BadFilter):
        count(actor(1), ListQuery(firms, filter=spec))


@pytest.mark.parametrize("text", ["{", "[" * 5_000, "[" * 200_000, "7", "null", '"name"', "x" * 20_000])
def test_text_that_is_no_filter_is_refused(text):
    with pytest.raises(BadFilter):
        parse_text(text)


@pytest.mark.parametrize("key", ["", "=", "na!me", "<", "!!", "~name"])
def test_a_parameter_that_names_nothing_is_refused(key):
    with pytest.raises(BadFilter):
        page(actor(1), ListQuery(firms, filter=parse_query([(key, "x")])))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
OPERATORS = st.sampled_from(
    ["eq", "ne", "in", "lt", "lte", "gt", "gte", "between", "contains", "starts", "has", "empty"]
)
NAMES = st.sampled_from([*firms.by_name, "sort_name", "cf", "id", "secret"])
CONDITION = st.fixed_dictionaries({"field": NAMES, "op": OPERATORS, "value": JUNK})
SPECS = st.recursive(
    CONDITION | JUNK,
    lambda inner: st.lists(inner, max_size=3) | st.fixed_dictionaries({"or": st.lists(inner, max_size=3)}),
    max_leaves=5,
)


@settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(SPECS)
def test_any_filter_is_answered_or_refused_and_hidden_fields_always_refused(spec):
    who = actor(1, Scope.ALL, hidden=frozenset({"turnover", "rank"}))
    named = json.dumps(spec, default=str)
    try:
        page(who, ListQuery(firms, filter=spec))
    except BadFilter:
        return
    assert '"field": "turnover"' not in named and '"field": "rank"' not in named
