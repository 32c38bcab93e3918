"""The profile of customers as a filter: age, income, occupation, and what they like."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from guanxi.data.fields import Years
from guanxi.testing.house import Client, Program

AGE = Years("age", of="birthday")
# name: (birthday, income, occupation), on 5 March 2026
TEN = {
    "Just thirty": ("1996-03-05", 20000, "teacher"),
    "Thirty-five": ("1990-07-01", 25000, "teacher"),
    "Forty, tomorrow forty-one": ("1985-03-06", 20000, "teacher"),
    "Not yet thirty": ("1996-03-06", 20000, "teacher"),
    "Forty-one": ("1985-03-05", 20000, "teacher"),
    "Poorer": ("1990-07-01", 19999, "teacher"),
    "Doctor": ("1990-07-01", 25000, "doctor"),
    "Ageless": (None, 25000, "teacher"),
    "Poorer doctor": ("1990-07-01", 1000, "doctor"),
    "Young": ("2010-01-01", 0, "pupil"),
}
ASKED = "age>=30&age<=40&income>=20000&occupation=teacher"


@pytest.fixture
def ten(program_of: Callable[..., Program]) -> Program:
    program = program_of("seller.shanghai")
    for name, (birthday, income, occupation) in TEN.items():
        values: dict[str, Any] = {"name": name, "birthday": birthday, "occupation": occupation}
        values |= {"customer_type": "personal", "hobbies": ["tea"] if income > 20000 else ["sport"]}
        values |= {"income": {"amount": str(income), "currency": "CNY"}, "level": "high", "risk": "low"}
        made = program.post("/contacts/persons", values)
        assert made.status_code == 201, made.text
    return program


@pytest.mark.requirement("R-003.a")
def test_teachers_between_thirty_and_forty_who_earn_enough_are_three_of_ten(
    ten: Program, client_of: Callable[..., Client]
) -> None:
    found = ten.get(f"/contacts/persons?{ASKED}").get_json()["items"]
    assert {each["name"] for each in found} == set(list(TEN)[:3])
    page = client_of("seller.shanghai").get(f"/contacts/persons/?{ASKED}").text
    assert [name for name in TEN if f">{name}<" in page] == list(TEN)[:3]
    assert ">Age<" in page
    between = quote('{"field": "age", "op": "between", "value": [30, 40]}')
    assert len(ten.get(f"/contacts/persons?filter={between}").get_json()["items"]) == 6
    assert len(ten.get("/contacts/persons?age=*").get_json()["items"]) == 9
    assert ten.get("/contacts/persons?age>=young").status_code == 400


def test_profiles_are_filtered_by_what_customers_like(ten: Program, client_of: Callable[..., Client]) -> None:
    page = client_of("seller.shanghai").get("/contacts/persons/?f=hobbies&o=has&v=tea").text
    assert "Thirty-five" in page
    assert "Just thirty" not in page
    for asked in ("habits=*", "level=high&risk=low", "risk=medium", "level!=high"):
        assert ten.get(f"/contacts/persons?{asked}").status_code == 200


def test_who_may_not_see_the_birthday_asks_no_age(
    ten: Program, program_of: Callable[..., Program], roles_of: Callable[..., None]
) -> None:
    roles_of("lead.east", {"contacts.person.*": "all"}, hidden={"contacts.person": ["birthday"]})
    assert program_of("lead.east").get("/contacts/persons?age>=30").status_code == 400


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)])
@pytest.mark.parametrize("op", ["eq", "lt", "lte", "gt", "gte", "between"])
def test_years_ask_the_same_as_the_range_of_days(today: date, op: str) -> None:
    def full(born: date) -> int:
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

    asked = {"between": (20, 22)}.get(op, (21,))
    by, days = AGE.days(op, asked, today)
    meant = {
        "eq": lambda n: n == 21,
        "lt": lambda n: n < 21,
        "lte": lambda n: n <= 21,
        "gt": lambda n: n > 21,
        "gte": lambda n: n >= 21,
        "between": lambda n: 20 <= n <= 22,
    }[op]
    for number in range(1500):
        born = date(2001, 1, 1) + timedelta(days=number)
        told = {"lte": born.isoformat() <= days[0], "gte": born.isoformat() >= days[0]}
        inside = days[0] <= born.isoformat() <= days[-1] if by == "between" else told[by]
        assert inside == meant(full(born)), born
