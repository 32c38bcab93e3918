"""Sums over lists: totals for each currency, groups, capped counts, and what is not summed."""

from __future__ import annotations

import pytest
from records_world import (
    TABLES,
    actor,
    contact,
    contacts,
    firm,
    firms,
    person,
)

from guanxi.data.filters import BadFilter
from guanxi.records import indexes, listing_sums, shares
from guanxi.records.actor import Scope
from guanxi.records.listing import ListQuery
from guanxi.records.listing_sums import Count, Total, count, groups, totals


@pytest.fixture(autouse=True)
def tables(db):
    db.create(*TABLES)
    indexes.create(firms)
    shares.create(firms)
    indexes.create(contacts)
    yield
    shares.drop(firms)


def test_money_is_summed_for_each_currency_apart():
    for units, currency in ((10_000, "CNY"), (2**61, "CNY"), (2**61, "CNY"), (-7, "EUR"), (None, None)):
        firm(owner_id=1, turnover=units, turnover_currency=currency)
    found = totals(actor(1), ListQuery(firms), ["turnover"])["turnover"]
    assert found == (Total(2**62 + 10_000, 3, "CNY"), Total(-7, 1, "EUR"))
    assert found[1].average() == -7


def test_groups_of_records_one_may_not_see_are_left_out():
    seen, unseen = firm(owner_id=1), firm(owner_id=2)
    contact("a", firm_id=seen.id)
    contact("b", firm_id=unseen.id)
    person(1, "Wang")
    every = actor(1, Scope.ALL)
    assert [(g.value, g.count) for g in groups(every, ListQuery(firms), "owner")] == [((1,), 1)]
    assert [(g.value, g.count) for g in groups(actor(1), ListQuery(contacts), "firm")] == [((seen.id,), 1)]


@pytest.mark.parametrize("summed", [None, "staff", "turnover"])
def test_of_many_groups_only_the_largest_are_read(monkeypatch, summed):
    for staff, number in ((1, 1), (2, 4), (3, 2), (4, 5), (5, 1)):
        for turn in range(number):
            firm(owner_id=1, staff=staff, turnover=100, turnover_currency=("CNY", "EUR")[turn % 2])
    read: list[int] = []
    real = listing_sums.run_text

    def run_text(*arguments):
        found = list(real(*arguments))
        read.append(len(found))
        return found

    monkeypatch.setattr(listing_sums, "run_text", run_text)
    monkeypatch.setattr(listing_sums, "MOST_GROUPS", 2)
    found = groups(actor(1), ListQuery(firms), "staff", summed)
    assert [(group.value[0], group.count) for group in found] == [(4, 5), (2, 4)]
    assert max(read) == (4 if summed == "turnover" else 2)
    if summed == "turnover":
        assert found[0].totals == (Total(300, 3, "CNY"), Total(200, 2, "EUR"))


@pytest.mark.parametrize("name", ["staff", "nothing", "kind", "founded"])
def test_hidden_unknown_and_wordy_fields_are_not_summed(name):
    with pytest.raises(BadFilter):
        totals(actor(1, hidden=frozenset({"staff"})), ListQuery(firms), [name])
    with pytest.raises(BadFilter):
        groups(actor(1, hidden=frozenset({"kind"})), ListQuery(firms), "kind")


def test_a_capped_count_says_when_it_stopped_looking(monkeypatch):
    from guanxi.records import listing_sums

    monkeypatch.setattr(listing_sums, "WINDOW", 2)
    for staff in (1, 1, 1, 5):
        firm(owner_id=1, staff=staff)
    query = ListQuery(firms, filter={"field": "staff", "op": "gt", "value": 4})
    assert count(actor(1), query).more
    assert count(actor(1), query, cap=None) == Count(1)
