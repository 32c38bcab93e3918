"""The calendar: the list's own records and filter on the days of a month, behind the gate."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from guanxi.records.actor import Actor
from guanxi.records.standard import create
from guanxi.testing.house import Client
from guanxi.web import calendar_days

CALENDAR, LIST = "/work/activities/calendar/", "/work/activities/"


@pytest.fixture
def task(actor_of: Callable[[str], Actor]) -> Callable[..., int]:
    """Plans an activity of a seller; returns its id."""

    def make(subject: str, due_on: str, owner: str = "seller.shanghai", **values: Any) -> int:
        actor = actor_of(owner)
        given = {"subject": subject, "due_on": due_on, **values}
        done = create(actor, actor.host.resources["work.activity"], given)
        assert done.ref is not None
        return done.ref.id

    return make


@pytest.fixture
def seller(client_of: Callable[..., Client]) -> Client:
    return client_of("seller.shanghai")


def days(page: str) -> dict[str, list[str]]:
    """What stands on each day that has anything."""
    parts = re.split(r'<td class="day[^"]*" data-date="([^"]+)"', page)[1:]
    found = {
        day: [unescape(text) for text in re.findall(r'<a class="card-title"[^>]*>([^<]*)</a>', part)]
        for day, part in zip(parts[::2], parts[1::2], strict=True)
    }
    return {day: texts for day, texts in found.items() if texts}


def all_days(page: str) -> list[str]:
    return re.findall(r'data-date="([^"]+)"', page)


def test_records_stand_on_their_days_under_the_lists_filter_and_gate(
    seller: Client, task: Callable[..., int]
) -> None:
    task("Call Wang", "2026-03-05"), task("Visit", "2026-03-31", kind="visit"), task("Later", "2026-05-02")
    task("Hidden", "2026-03-05", "seller.north")
    page = seller.get(CALENDAR).text
    assert days(page) == {"2026-03-05": ["Call Wang"], "2026-03-31": ["Visit"]}
    assert days(seller.get(f"{CALENDAR}?kind=visit").text) == {"2026-03-31": ["Visit"]}
    assert days(seller.get(f"{CALENDAR}?q=wang").text) == {"2026-03-05": ["Call Wang"]}
    assert days(seller.get(f"{CALENDAR}?_month=2026-05").text) == {"2026-05-02": ["Later"]}
    assert "Nothing stands on these days." in seller.get(f"{CALENDAR}?_month=2020-01").text
    assert f'href="{CALENDAR}?kind=visit"' in unescape(seller.get(f"{LIST}?kind=visit").text)


def test_a_month_begins_on_monday_and_knows_today_and_days_off(seller: Client) -> None:
    page = seller.get(f"{CALENDAR}?_month=2026-02").text
    shown = all_days(page)
    assert (shown[0], shown[-1], len(shown)) == ("2026-01-26", "2026-03-01", 35)
    off = re.findall(r'<td class="day[^"]* off[^"]*" data-date="([^"]+)"', page)
    assert "2026-02-17" in off and "2026-02-14" not in off and "2026-02-12" not in off
    notes = re.findall(r'datetime="([^"]+)">(?:(?!</td>).)*?<span class="day-off">(\w+)<', page)
    assert ("2026-02-17", "off") in notes and ("2026-02-14", "worked") in notes and len(notes) < 10
    today = re.findall(r'data-date="([^"]+)"[^>]* aria-current="date"', seller.get(CALENDAR).text)
    assert today == ["2026-03-05"]
    links = unescape(page)
    assert f'href="{CALENDAR}?_month=2026-01"' in links and f'href="{CALENDAR}?_month=2026-03"' in links
    for odd in ("2026-13", "0000-01", "9999-12", "x", "2026-1", "２０２６-01"):
        assert all_days(seller.get(f"{CALENDAR}?_month={odd}").text)[0] == "2026-02-23", odd
    assert "2026年2月" in seller.get(f"{CALENDAR}?_month=2026-02", **{"Accept-Language": "zh"}).text


@pytest.mark.parametrize("at_once", [400, 3])
def test_what_a_day_has_no_room_for_is_counted_and_one_click_away(
    seller: Client, task: Callable[..., int], monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(calendar_days, "AT_ONCE", at_once)
    for number in range(6):
        task(f"Task {number}", "2026-03-10")
    task("Other", "2026-03-11")
    task("Hidden", "2026-03-10", "seller.north")
    page = seller.get(f"{CALENDAR}?quick=mine").text
    found = days(page)
    assert len(found["2026-03-10"]) == 4 and found["2026-03-11"] == ["Other"]
    assert "2 more" in page
    more = unescape(re.findall(r'class="day-more" href="([^"]+)"', page)[0])
    listed = seller.get(more).text
    assert len(re.findall(r'<tr id="r', listed)) == 6 and "Hidden" not in listed


def test_of_very_many_on_a_day_it_is_told_that_there_are_more(
    seller: Client, task: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_days, "AT_ONCE", 3)
    monkeypatch.setattr(calendar_days, "MOST_COUNTED", 6)
    for number in range(8):
        task(f"Task {number}", "2026-03-10")
    for number in range(6):
        task(f"Other {number}", "2026-03-11")
    page = seller.get(f"{CALENDAR}?quick=mine").text
    assert re.findall(r'class="day-more"[^>]*>([^<]+)<', page) == ["2+ more", "2 more"]


def test_a_click_on_a_day_creates_there(seller: Client) -> None:
    new = unescape(re.findall(r'class="day-new" href="([^"]+2026-03-12)"', seller.get(CALENDAR).text)[0])
    assert 'value="2026-03-12"' in seller.get(new).text


def test_a_hidden_date_has_no_calendar(
    client_of: Callable[..., Client], roles_of: Callable[..., None]
) -> None:
    roles_of("seller.shanghai", {"work.*": "own", "host.*": "all"}, hidden={"work.activity": ["due_on"]})
    assert client_of("seller.shanghai").get(CALENDAR).status_code == 404


def test_a_view_keeps_that_it_is_a_calendar_but_not_the_month(
    seller: Client, task: Callable[..., int]
) -> None:
    task("Visit", "2026-03-31", kind="visit"), task("Call", "2026-03-31", kind="call")
    form = {"name": "Visits", "asks": "kind=visit&_month=2020-01", "kind": "calendar"}
    address = seller.post(f"{LIST}views", **form).location
    assert address.startswith(f"{CALENDAR}?view=")
    page = seller.get(address).text
    assert days(page) == {"2026-03-31": ["Visit"]} and "Not as saved" not in page
    earlier = unescape(re.findall(r'href="([^"]+_month=2026-02)"', page)[0])
    assert "kind" in earlier and "Not as saved" not in seller.get(earlier).text
