"""What happened with the demo customers is what happens with real ones: seasons, amounts, who buys how much, who is forgotten."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from statistics import fmean, pstdev
from typing import Any

import pytest

from guanxi_contacts.choices import INTERACTIONS
from guanxi_contacts.demo import QUIET_DAYS, make_customers
from guanxi_contacts.demo_past import what_happened
from guanxi_contacts.demo_purchases import spring_festival
from guanxi_contacts.demo_records import DemoRecord
from guanxi_contacts.demo_words import (
    BANK_CATALOGUE,
    BANK_HOME_CATALOGUE,
    CATALOGUE,
    HOME_CATALOGUE,
)

TODAY, STAFF, GONE, BRANCHES = date(2026, 11, 22), 25, {2: 188}, (21, 22, 23, 24)
MADE = make_customers(300, staff=STAFF, seed=20260305, gone=GONE)
FOUND = what_happened(MADE, TODAY, STAFF, 20260305, GONE, BRANCHES)


HOUSE, BANK = (*CATALOGUE, *HOME_CATALOGUE), (*BANK_CATALOGUE, *BANK_HOME_CATALOGUE)


def of(kind: str) -> list[DemoRecord]:
    return [each for each in FOUND if each.kind == kind]


def bought() -> list[dict[str, Any]]:
    return [each.values for each in of("contacts.purchase") if each.values.get("kind") != "refund"]


def test_the_same_seed_and_day_give_the_same_past() -> None:
    again = make_customers(300, staff=STAFF, seed=20260305, gone=GONE)
    other = what_happened(again, TODAY, STAFF, 20260305, GONE, BRANCHES)
    plain = ("summary", "text", "day", "amount", "product", "subject", "statement")
    for one, same in zip(FOUND, other, strict=True):
        assert (one.kind, one.owner, one.age) == (same.kind, same.owner, same.age)
        assert [one.values.get(name) for name in plain] == [same.values.get(name) for name in plain]


def test_a_fifth_of_the_buyers_brings_two_thirds() -> None:
    total = Counter[int]()
    for values in bought():
        total[id(values.get("company") or values["person"])] += int(values["amount"].amount)
    sums = sorted(total.values(), reverse=True)
    assert sum(sums[: len(sums) // 5]) / sum(sums) == pytest.approx(0.65, abs=0.05)


def test_amounts_are_lognormal_and_what_the_catalogue_says() -> None:
    prices = {product: price for product, _category, price, _unit in (*HOUSE, *BANK)}
    logs = []
    for values in bought():
        amount = int(values["amount"].amount)
        assert amount == prices[values["product"]] * values["quantity"]
        assert amount % 10 == 0
        if "company" in values:
            logs.append(math.log(amount))
    mean, spread = fmean(logs), pstdev(logs)
    assert abs(sum(((each - mean) / spread) ** 3 for each in logs) / len(logs)) < 0.5
    assert 0.6 < sum(abs(each - mean) < spread for each in logs) / len(logs) < 0.76


def test_a_trading_house_sells_forty_products_and_its_branches_what_banks_do() -> None:
    assert len(HOUSE) == len({product for product, *_rest in HOUSE}) == 40
    assert sum(category == "组合产品" for _product, category, _price, _unit in HOUSE) == 2
    assert {"台", "根", "桶", "年", "天"} <= {unit for *_rest, unit in HOUSE}
    prices = {product: price for product, _category, price, _unit in HOUSE}
    known = {
        "数控车床 CK6140": 128_000,
        "滚珠丝杠": 1_680,
        "切削液": 980,
        "年度维保": 9_800,
        "上门培训": 3_000,
    }
    assert prices | known == prices
    sold: dict[bool, set[str]] = {True: set(), False: set()}
    for each in of("contacts.purchase"):
        sold[each.owner in BRANCHES].add(each.values["product"])
    assert sold[True] <= {product for product, *_rest in BANK}
    assert sold[False] <= prices.keys()
    assert sold[True]


def test_everybody_has_a_consent_that_ends_within_days() -> None:
    said = of("contacts.consent")
    soon = [
        each
        for each in said
        if 0 < (each.values.get("until") or date.min).toordinal() - TODAY.toordinal() < 7
    ]
    assert {each.owner for each in soon} == set(range(STAFF)) - GONE.keys()
    for each in soon:
        later = [one for one in said if one.values.get("person") is each.values["person"]]
        assert later == [each], "nothing was said later that takes its place"


def test_the_year_has_its_seasons() -> None:
    days = [values["day"] for values in bought()]
    months = Counter((day.year, day.month) for day in days)
    whole = [month for month in months if (2024, 11) < month < (2026, 11)]
    usual = fmean(months[month] for month in whole)
    for year in (2025, 2026):
        first = spring_festival(year)
        holiday = sum(-8 <= (day - first).days <= 16 for day in days)
        assert holiday < usual * 0.3
    assert months[2026, 2] < usual * 0.6
    for peak in ((2024, 12), (2025, 6), (2025, 12), (2026, 6)):
        assert months[peak] > usual * 1.2
    assert not [day for day in days if day.month == 10 and day.day <= 7]


def test_talks_are_of_the_six_kinds() -> None:
    kinds = Counter(each.values["kind"] for each in of("contacts.interaction"))
    assert kinds.keys() == INTERACTIONS.keys()
    assert min(kinds.values()) > 10
    assert any(each.values.get("participants") for each in of("contacts.interaction"))


def test_thirty_companies_were_not_touched_for_sixty_days() -> None:
    touched = {id(each) for each in MADE.companies if each.age <= QUIET_DAYS}
    for record in FOUND:
        about = record.values.get("about") or (record.values.get("company"),)
        if record.age <= QUIET_DAYS:
            touched |= {id(each) for each in about}
    assert sum(id(each) not in touched for each in MADE.companies) == 30


def test_nothing_is_written_by_who_left() -> None:
    assert min(each.age for each in FOUND if each.owner in GONE) > GONE[2]


def test_everybody_has_something_overdue_something_today_and_something_later() -> None:
    due: dict[int, set[int]] = {}
    for each in of("work.activity"):
        days = (each.values["due_on"] - TODAY).days
        due.setdefault(each.owner, set()).add((days > 0) - (days < 0))
    assert due == {owner: {-1, 0, 1} for owner in range(STAFF) if owner not in GONE}


def test_notes_mention_colleagues_and_needs_are_replaced_by_later_ones() -> None:
    assert sum("@{colleague}" in each.values["text"] for each in of("work.note")) > 10
    topics = Counter((id(each.values["company"]), each.values["topic"]) for each in of("contacts.need"))
    assert max(topics.values()) == 2
    assert {each.values.get("state", "given") for each in of("contacts.consent")} == {"given", "withdrawn"}
    assert {each.kind for each in FOUND} >= {"contacts.touch", "contacts.contact_method", "contacts.relation"}


def test_customers_were_brought_by_older_ones_over_several_steps() -> None:
    links = [each.values for each in of("contacts.relation") if each.values["kind"] == "referrer"]
    brought = {id(each["other_company"]): each["company"] for each in links}
    assert len(links) == len(brought) > 20
    assert any(id(referrer) in brought for referrer in brought.values()), "A brought B, and B brought C"
    assert all(each["company"].age > each["other_company"].age for each in links)


def test_nothing_lies_before_the_first_record_or_after_today() -> None:
    assert all(each.age > 0 for each in FOUND)
    assert all(each["day"] < TODAY for each in bought())
    assert min(each["day"] for each in bought()) > TODAY - timedelta(days=731)
