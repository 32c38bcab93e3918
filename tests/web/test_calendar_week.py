"""The calendar by weeks and hours, and moving records on it: a change like any other, in the zone of whoever looks."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from guanxi.data.database import row
from guanxi.records.actor import Actor
from guanxi.records.standard import create
from guanxi.testing.house import Client

TASKS, TALKS = "/work/activities/calendar/", "/contacts/interactions/calendar/"
WEEK = "?_span=week&_day=2026-03-05"


@pytest.fixture
def seller(client_of: Callable[..., Client]) -> Client:
    return client_of("seller.shanghai")


@pytest.fixture
def made(actor_of: Callable[[str], Actor]) -> Callable[..., int]:
    """Creates a record of a seller; returns its id."""

    def make(of: str, owner: str = "seller.shanghai", /, **values: Any) -> int:
        actor = actor_of(owner)
        if of == "contacts.interaction":
            firm = create(actor, actor.host.resources["contacts.company"], {"name": "栖云恒润"}).ref
            values = {"about": (firm,), **values}
        done = create(actor, actor.host.resources[of], values)
        assert done.ref is not None
        return done.ref.id

    return make


def places(page: str) -> dict[str, list[str]]:
    """What stands in each place of the calendar that has anything, with its time."""
    parts = re.split(r'data-column="([^"]*)"', page)[1:]
    found = {}
    for key, part in zip(parts[::2], parts[1::2], strict=True):
        entries = re.findall(r'<li class="card".*?</li>', part, re.S)
        texts = [" ".join(unescape(re.sub(r"<[^>]+>", "", each)).split()) for each in entries]
        if texts:
            found[key] = texts
    return found


def dropped(client: Client, path: str, id: int, to: str, version: int = 1, query: str = "") -> Any:
    client.headers["HX-Request"] = "true"
    answer = client.post(f"{path}{id}/move{query}", _to=to, version=version)
    del client.headers["HX-Request"]
    return answer


def stands(id: int) -> tuple[str, str | None]:
    found = row("SELECT due_on, due_time FROM work_activity WHERE id = ?", (id,))
    assert found is not None
    return str(found[0]), found[1]


def test_a_week_has_hours_down_days_across_and_a_row_of_whole_days(
    seller: Client, made: Callable[..., int]
) -> None:
    made("work.activity", subject="Whole", due_on="2026-03-05")
    made("work.activity", subject="Visit", due_on="2026-03-05", due_time="13:30", minutes=90, kind="visit")
    made("work.activity", subject="Early", due_on="2026-03-08", due_time="06:05")
    made("work.activity", subject="Next", due_on="2026-03-09", due_time="10:00")
    made("work.activity", "seller.north", subject="Hidden", due_on="2026-03-05", due_time="10:00")
    page = seller.get(TASKS + WEEK).text
    expected = {
        "2026-03-05T": ["Whole"],
        "2026-03-05T13": ["13:30–15:00 Visit"],
        "2026-03-08T06": ["06:05 Early"],
    }
    assert places(page) == expected
    hours = re.findall(r'<th scope="row" class="hour">(\d\d):00', page)
    assert hours == [f"{hour:02}" for hour in range(6, 19)]
    assert re.findall(r'class="[^"]*taken[^"]*" data-column="([^"]+)"', page) == ["2026-03-05T14"]
    assert places(seller.get(f"{TASKS}{WEEK}&kind=visit").text) == {"2026-03-05T13": ["13:30–15:00 Visit"]}
    month = places(seller.get(f"{TASKS}?_month=2026-03").text)
    assert month["2026-03-05"] == ["Whole", "13:30 Visit"] and month["2026-03-09"] == ["10:00 Next"]
    links = unescape(page)
    assert "_span=week&_day=2026-02-23" in links and "_span=week&_day=2026-03-09" in links
    for odd in ("2026-13-01", "0001-01-01", "9999-12-31", "x", "２０２６-03-05"):
        assert seller.get(f"{TASKS}?_span=week&_day={odd}").status_code == 200, odd


def test_a_drop_moves_day_and_hour_as_one_change_that_is_taken_back(
    seller: Client, made: Callable[..., int]
) -> None:
    task = made("work.activity", subject="Visit", due_on="2026-03-05", due_time="13:30")
    answer = dropped(seller, TASKS, task, "2026-03-12", query="?_month=2026-03")
    assert answer.status_code == 200 and 'data-column="2026-03-12"' in answer.text
    assert stands(task) == ("2026-03-12", "13:30")
    undo = re.findall(r"/undo/(\d+)", answer.text)[0]
    seller.post(f"/undo/{undo}")
    assert stands(task) == ("2026-03-05", "13:30")
    answer = dropped(seller, TASKS, task, "2026-03-06T09", 3, WEEK)
    assert 'data-column="2026-03-06T09"' in answer.text and stands(task) == ("2026-03-06", "09:30")
    answer = dropped(seller, TASKS, task, "2026-03-06T", 4, WEEK)
    assert 'data-column="2026-03-06T"' in answer.text and stands(task) == ("2026-03-06", None)
    for odd in ("", "T", "2026-03-06T24", "2026-03-06T9", "2026-02-30", "1000-01-01", "x" * 900):
        assert dropped(seller, TASKS, task, odd, 5).status_code == 409, odd
    assert seller.post(f"{TASKS}{task}/move", _to="2026-03-07").status_code == 428


def test_a_drop_of_what_somebody_else_moved_meanwhile_is_told_and_shows_where_it_stands(
    seller: Client, made: Callable[..., int]
) -> None:
    task = made("work.activity", subject="Visit", due_on="2026-03-05")
    assert dropped(seller, TASKS, task, "2026-03-06").status_code == 200
    late = dropped(seller, TASKS, task, "2026-03-09", 1, "?_month=2026-03")
    assert late.status_code == 409 and 'data-column="2026-03-06"' in late.text
    assert "Somebody else changed this" in late.text and stands(task)[0] == "2026-03-06"


def test_who_may_not_write_the_day_or_does_not_see_the_record_moves_nothing(
    client_of: Callable[..., Client], made: Callable[..., int], roles_of: Callable[..., None]
) -> None:
    task = made("work.activity", subject="Visit", due_on="2026-03-05")
    other = client_of("seller.north")
    assert dropped(other, TASKS, task, "2026-03-06").status_code == 404
    assert other.get(f"{TASKS}{task}/move").status_code == 404
    roles_of("seller.shanghai", {"work.activity.view": "own", "host.*": "all"})
    reader = client_of("seller.shanghai")
    assert "data-movable" not in reader.get(f"{TASKS}?_month=2026-03").text
    assert dropped(reader, TASKS, task, "2026-03-06").status_code == 403
    assert stands(task)[0] == "2026-03-05"


def test_without_a_script_a_form_asks_for_day_and_time(seller: Client, made: Callable[..., int]) -> None:
    task = made("work.activity", subject="Visit", due_on="2026-03-05", due_time="13:30")
    page = seller.get(f"{TASKS}{task}/move{WEEK}").text
    assert 'value="2026-03-05"' in page and 'value="13:30"' in page
    sent = {"version": 1, "due_on": "2026-03-07", "due_time": "lunch"}
    wrong = seller.post(f"{TASKS}{task}/move{WEEK}", **sent)
    assert wrong.status_code == 422 and "lunch" in wrong.text and "There is no such time of day" in wrong.text
    right = seller.post(f"{TASKS}{task}/move{WEEK}", **{**sent, "due_time": "8"})
    assert right.status_code == 303 and "_span=week" in right.location
    assert stands(task) == ("2026-03-07", "08:00")


def test_points_in_time_stand_on_the_day_of_the_readers_zone_and_keep_their_hour_over_a_change_of_the_clocks(
    seller: Client, made: Callable[..., int]
) -> None:
    talk = made(
        "contacts.interaction", summary="Visit", kind="visit", happened_at="2026-03-06T15:30:00Z", duration=60
    )
    assert places(seller.get(f"{TALKS}?_month=2026-03").text) == {"2026-03-06": ["23:30 Visit"]}
    week = places(seller.get(f"{TALKS}{WEEK}").text)
    assert week["2026-03-06T23"][0].startswith("23:30–")
    seller.post("/account/details", name="Wang", language="en", zone="America/New_York")
    assert places(seller.get(f"{TALKS}{WEEK}").text) == {"2026-03-06T10": ["10:30–11:30 Visit"]}
    assert dropped(seller, TALKS, talk, "2026-03-08").status_code == 200
    moment = row("SELECT happened_at FROM contacts_interaction WHERE id = ?", (talk,))
    assert moment and moment[0] == 1772980200000, "10:30 in New York is 14:30 UTC from 8 March on"
    page = seller.get(f"{TALKS}{WEEK}").text
    assert places(page) == {"2026-03-08T10": ["10:30–11:30 Visit"]}
    assert dropped(seller, TALKS, talk, "2026-03-08T02", 2, WEEK).status_code == 200
    assert places(seller.get(f"{TALKS}{WEEK}").text) == {"2026-03-08T03": ["03:30–04:30 Visit"]}


@pytest.mark.parametrize("at_once", [400, 3])
def test_what_a_day_has_no_room_for_opens_exactly_its_rows(
    seller: Client, made: Callable[..., int], monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("guanxi.web.calendar_days.AT_ONCE", at_once)
    for number in range(6):
        made("contacts.interaction", summary=f"Talk {number}", happened_at=f"2026-03-04T{15 + number}:59:00Z")
    page = seller.get(f"{TALKS}?_month=2026-03&quick=mine").text
    assert len(places(page)["2026-03-05"]) == 4 and "1 more" in page
    more = unescape(re.findall(r'class="day-more" href="([^"]+)"', page)[0])
    assert len(re.findall(r'<tr id="r', seller.get(more).text)) == 5


def test_a_view_keeps_that_it_shows_weeks(seller: Client, made: Callable[..., int]) -> None:
    made("work.activity", subject="Visit", due_on="2026-03-05", due_time="13:30")
    form = {"name": "My weeks", "asks": "_span=week&_day=2020-01-01", "kind": "calendar"}
    address = seller.post("/work/activities/views", **form).location
    page = seller.get(address).text
    assert places(page) == {"2026-03-05T13": ["13:30 Visit"]} and "Not as saved" not in page
    assert 'data-column="2026-03-05T13"' in page
    view = re.findall(r"view=(\d+)", address)[0]
    assert "Not as saved" in seller.get(f"{TASKS}?_opened={view}").text
