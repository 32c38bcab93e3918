"""What demo customers bought: few buy most, amounts are lognormal, the year has its seasons, prices are those of a catalogue."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from statistics import NormalDist
from typing import Any

from guanxi.api import MoneyValue
from guanxi_contacts import demo_words as words
from guanxi_contacts.demo_records import Customer, Past, link

DAYS = 730
SPREAD = 1.22
"""The standard deviation of the logarithm of what a customer buys: 20 % of customers then bring 65 % (Φ(1.22 − 0.84))."""
USUAL = {"company": 60_000, "person": 2_400}
"""The median of what a customer buys in two years, in yuan."""
QUANTITIES = (1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)
WAYS = {"company": ("visit", "phone", "online", "dealer"), "person": ("shop", "online")}
REFUNDS = 0.02
SOLD = {
    "company": (words.CATALOGUE, words.BANK_CATALOGUE),
    "person": (words.HOME_CATALOGUE, words.BANK_HOME_CATALOGUE),
}
"""What the house sells, and what its branches of the bank do."""
Article = tuple[str, str, int, str]


def add_purchases(past: Past) -> None:
    """Add purchases of three quarters of the companies and of a third of the private customers, over two years."""
    firms = [each for each in past.customers.companies if each.double_of is None]
    private = [each for each in past.customers.persons if not each.companies]
    days = [past.today - timedelta(days=ago) for ago in range(1, DAYS)]
    weights = list(accumulate(season(day) for day in days))
    for kind, buyers in (("company", past.some(firms[1:], 0.75)), ("person", past.some(private, 0.35))):
        house, bank = SOLD[kind]
        # The group buys most of all.
        everybody = [*buyers, *firms[:1]] if kind == "company" else buyers
        for buyer, total in zip(everybody, _totals(USUAL[kind], len(everybody)), strict=True):
            _buys(past, buyer, total, bank if buyer.owner in past.branches else house, (days, weights))


def season(day: date) -> float:
    """How much is bought on a day against a usual working day: little about the Spring Festival, nothing on the national days."""
    if day.month == 10 and day.day <= 7:
        return 0.0
    usual = 0.15 if day.weekday() >= 5 else 1.0
    first = spring_festival(day.year)
    if -8 <= (day - first).days <= 16:
        return usual * 0.1
    return usual * {6: 1.8, 12: 1.9}.get(day.month, 1.0)


def spring_festival(year: int) -> date:
    """The first day of the Chinese year that begins in a year."""
    return date(year, *words.SPRING_FESTIVALS.get(year, (2, 5)))


def _totals(usual: int, count: int) -> Iterator[float]:
    """What so many customers buy, the smallest first: evenly spread over a lognormal distribution."""
    for place in range(count):
        yield usual * math.exp(SPREAD * NormalDist().inv_cdf((place + 0.5) / count))


def _buys(
    past: Past,
    buyer: Customer,
    total: float,
    catalogue: Sequence[Article],
    calendar: tuple[list[date], list[float]],
) -> None:
    chance = past.random
    times = max(
        1, min(14, round(1 + 2 * math.log(max(total / catalogue[-1][2] / 2, 1)) + chance.gauss(0, 1)))
    )
    parts = [chance.lognormvariate(0, 0.5) for _ in range(times)]
    bought = chance.choices(calendar[0], cum_weights=calendar[1], k=times)
    kind = next(iter(link(buyer)))
    for part, day in zip(parts, sorted(bought), strict=True):
        if (past.today - day).days < past.newest(buyer):
            continue
        product, category, price, _unit = _article(past, catalogue, total * part / sum(parts))
        count = min(QUANTITIES, key=lambda each: abs(math.log(each * price * sum(parts) / part / total)))
        values: dict[str, Any] = {
            "day": day,
            "amount": MoneyValue(Decimal(price * count), "CNY"),
            "product": product,
            "category": category,
            "quantity": count,
            "way": chance.choice(WAYS[kind]),
            "place": buyer.values["city"],
            "number": f"YF{day:%y%m%d}{len(past.found) % 1000:03}",
        }
        past.note("contacts.purchase", buyer, (past.today - day).days, **link(buyer), **values)
        if chance.random() < REFUNDS and (past.today - day).days - 9 > past.newest(buyer):
            _given_back(past, buyer, values, price)


def _article(past: Past, catalogue: Sequence[Article], amount: float) -> Article:
    """Something of which a sensible quantity comes to about the amount."""
    fitting = [each for each in catalogue if amount / 60 <= each[2] <= amount * 1.3]
    return past.random.choice(fitting or [min(catalogue, key=lambda each: each[2])])


def _given_back(past: Past, buyer: Customer, values: dict[str, Any], price: int) -> None:
    day = values["day"] + timedelta(days=9)
    refund = {"day": day, "kind": "refund", "amount": MoneyValue(Decimal(price), "CNY"), "quantity": 1}
    past.note("contacts.purchase", buyer, (past.today - day).days, **link(buyer), **(values | refund))
