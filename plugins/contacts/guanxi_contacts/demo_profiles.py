"""What is known of demo customers beside the basics: level, risk, channel; income, work, hobbies and habits of persons."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from guanxi.api import MoneyValue
from guanxi_contacts.choices import HABITS, HOBBIES

LEVELS = (("high", 15), ("middle", 35), ("basic", 50))
RISKS = (("low", 75), ("medium", 20), ("high", 5))
REGIONS = {"栖云市": "中部", "青垣市": "东部", "白鹭市": "南部"}
CHANNELS = {"trade": ("wholesale", "retail", "online"), "hospitality": ("horeca",)}
# (occupation, weight, usual monthly income in yuan)
OCCUPATIONS = (
    ("教师", 18, 11_000),
    ("医生", 10, 18_000),
    ("工程师", 20, 17_000),
    ("个体经营", 18, 14_000),
    ("公务员", 14, 11_000),
    ("技术工人", 20, 8_500),
)
STUDENT, RETIRED = "学生", "退休"
YOUNGEST_AT_WORK, OLDEST_AT_WORK = 2003, 1964


def add_profiles(
    source: random.Random, companies: Iterable[dict[str, Any]], persons: Iterable[dict[str, Any]]
) -> None:
    """Add what is known of each customer to its values; contact persons are known by their hobbies at most."""
    for values in companies:
        channels = CHANNELS.get(values["industry"], ("direct",))
        values |= {
            "level": _weighted(source, LEVELS),
            "risk": _weighted(source, RISKS),
            "trade_channel": source.choice(channels),
            "region": REGIONS.get(values["city"]),
        }
    for values in persons:
        if values["customer_type"] == "personal":
            values |= _private(source, values["birthday"])
        elif source.random() < 0.3:
            values["hobbies"] = _some(source, HOBBIES, 2)


def _private(source: random.Random, born: date) -> dict[str, Any]:
    occupation, income = _work(source, born.year)
    return {
        "occupation": occupation,
        "income": MoneyValue(Decimal(income), "CNY") if income else None,
        "education": source.choice(("vocational", "bachelor", "bachelor", "master")) if income else "school",
        "marital_status": _status(source, born.year),
        "hobbies": _some(source, HOBBIES, 3),
        "habits": _some(source, HABITS, 2),
        "level": _weighted(source, LEVELS),
        "risk": _weighted(source, RISKS),
    }


def _work(source: random.Random, year: int) -> tuple[str, int]:
    """Occupation and monthly income in yuan, as round as people tell it."""
    if year > YOUNGEST_AT_WORK:
        return STUDENT, 0
    if year < OLDEST_AT_WORK:
        return RETIRED, round(source.gauss(6_000, 1_200) / 500) * 500
    name, _weight, usual = source.choices(OCCUPATIONS, [each[1] for each in OCCUPATIONS])[0]
    return name, max(4_000, round(source.lognormvariate(0, 0.4) * usual / 500) * 500)


def _status(source: random.Random, year: int) -> str:
    if year > YOUNGEST_AT_WORK - 6:
        return "single"
    return _weighted(source, (("married", 80), ("single", 10), ("divorced", 8), ("widowed", 2)))


def _some(source: random.Random, choices: Iterable[str], most: int) -> tuple[str, ...]:
    known = [each for each in choices if each != "other"]
    return tuple(source.sample(known, source.randint(1, most)))


def _weighted(source: random.Random, pairs: tuple[tuple[str, int], ...]) -> str:
    return source.choices([value for value, _ in pairs], [weight for _, weight in pairs])[0]
