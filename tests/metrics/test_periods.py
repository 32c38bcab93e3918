"""Periods, what they are compared with, and how much of one has passed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from guanxi.data import periods
from guanxi.data.chinese.spring_festival import spring_festival
from guanxi.data.periods import Period, between, named, whole
from guanxi.resources.figures import reached

pytestmark = pytest.mark.either_database
D = date.fromisoformat


def days(period: Period) -> tuple[str, str]:
    return period.first.isoformat(), period.last.isoformat()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("this_month", ("2026-02-01", "2026-02-28")),
        ("last_month", ("2026-01-01", "2026-01-31")),
        ("this_quarter", ("2026-01-01", "2026-03-31")),
        ("last_quarter", ("2025-10-01", "2025-12-31")),
        ("this_year", ("2026-01-01", "2026-12-31")),
        ("last_year", ("2025-01-01", "2025-12-31")),
        ("last_12_months", ("2025-03-01", "2026-02-28")),
    ],
)
def test_a_named_period_is_whole_months(name: str, found: tuple[str, str]) -> None:
    period = named(name, D("2026-02-11"))
    assert period is not None
    assert days(period) == found
    assert between(period.first, period.last) == period


def test_all_time_has_no_days() -> None:
    assert named("all", D("2026-02-11")) is None


def test_on_21_september_72_per_cent_of_the_year_have_passed() -> None:
    year = named("this_year", D("2026-09-21"))
    assert year is not None
    found = periods.elapsed(year, D("2026-09-21"))
    assert found is not None
    assert (found.days, found.of, found.percent) == (264, 365, 72)
    assert reached(Decimal(480), Decimal(600)) == 80


def test_a_period_that_is_over_or_to_come_has_no_time_elapsed() -> None:
    month = whole(D("2026-02-01"), 1)
    assert periods.elapsed(month, D("2026-03-01")) is None
    assert periods.elapsed(month, D("2026-01-31")) is None


def test_whole_months_are_compared_with_as_many_before_whatever_their_length() -> None:
    found = periods.with_before(whole(D("2026-03-01"), 1), D("2026-05-05"))
    assert days(found.then) == ("2026-02-01", "2026-02-28")
    assert (found.now.days, found.then.days) == (31, 28)


def test_days_are_compared_with_as_many_days_before() -> None:
    found = periods.with_before(between(D("2026-03-02"), D("2026-03-08")), D("2026-05-05"))
    assert days(found.then) == ("2026-02-23", "2026-03-01")


@pytest.mark.parametrize(
    ("today", "name", "now", "then"),
    [
        ("2026-03-31", "this_quarter", ("2026-01-01", "2026-03-31"), ("2025-10-01", "2025-12-31")),
        ("2026-03-30", "this_quarter", ("2026-01-01", "2026-03-30"), ("2025-10-01", "2025-12-30")),
        ("2026-03-30", "this_month", ("2026-03-01", "2026-03-30"), ("2026-02-01", "2026-02-28")),
        ("2026-05-12", "this_year", ("2026-01-01", "2026-05-12"), ("2025-01-01", "2025-05-12")),
    ],
)
def test_a_period_that_runs_is_compared_up_to_the_same_day(
    today: str, name: str, now: tuple[str, str], then: tuple[str, str]
) -> None:
    period = named(name, D(today))
    assert period is not None
    found = periods.with_before(period, D(today))
    assert (days(found.now), days(found.then)) == (now, then)


def test_29_february_is_compared_with_28_february_and_the_rule_is_said() -> None:
    found = periods.with_year_before(between(D("2028-02-29"), D("2028-02-29")), D("2028-05-01"))
    assert days(found.then) == ("2027-02-28", "2027-02-28")
    assert "29 February" in str(found.rule)


def test_a_february_of_29_days_is_compared_with_the_whole_february_before() -> None:
    found = periods.with_year_before(whole(D("2028-02-01"), 1), D("2030-05-01"))
    assert days(found.now) != days(found.then)
    quarter = periods.with_year_before(whole(D("2028-01-01"), 3), D("2030-05-01"))
    assert (quarter.now.days, quarter.then.days) == (91, 90)


def test_a_month_of_the_spring_festival_is_compared_as_january_and_february_where_it_moved() -> None:
    assert (spring_festival(2026), spring_festival(2025)) == (D("2026-02-17"), D("2025-01-29"))
    for first in ("2026-01-01", "2026-02-01"):
        found = periods.with_year_before(whole(D(first), 1), D("2026-05-05"))
        assert days(found.now) == ("2026-01-01", "2026-02-28")
        assert days(found.then) == ("2025-01-01", "2025-02-28")
        assert "2026-02-17" in str(found.rule)
    running = periods.with_year_before(whole(D("2026-02-01"), 1), D("2026-02-11"))
    assert (days(running.now)[1], days(running.then)[1]) == ("2026-02-11", "2025-02-11")


def test_where_the_festival_stayed_in_its_month_the_month_is_compared_alone() -> None:
    found = periods.with_year_before(whole(D("2027-02-01"), 1), D("2027-05-05"))
    assert days(found.then) == ("2026-02-01", "2026-02-28")
    assert found.rule is None


def test_no_period_ends_before_it_begins_or_lies_beyond_the_years() -> None:
    for first, last in (("2026-03-02", "2026-03-01"), ("0001-01-01", "2026-01-01")):
        with pytest.raises(ValueError, match="no such period"):
            between(D(first), D(last))
