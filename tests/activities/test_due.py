"""The due list, my day and the panel beside a record: by day and urgency, for whom one may see, done with one click."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from guanxi.data.database import row, run
from guanxi.data.errors import Forbidden, InvalidValues
from guanxi.records.change import Change
from guanxi.records.ref import Ref
from guanxi.testing.house import ADDRESS
from guanxi.work.activities.changes import plan_activity
from guanxi.work.notifications import reading

SELLER = "seller.shanghai"


def subjects(page: str) -> list[str]:
    """The subjects of a due list in their order."""
    lines = page.partition('<div id="toasts"')[0]
    return [unescape(found) for found in re.findall(r'<a href="/work/activities/\d+">([^<]+)</a>', lines)]


def state(key: int) -> str:
    return str(row("SELECT state FROM work_activity WHERE id = ?", [key])[0])  # type: ignore[index]


@pytest.mark.parametrize("address", ["/work/due"])
def test_it_is_ordered_by_day_urgency_and_time(
    address: str, actor_of: Any, client_of: Any, plan: Any
) -> None:
    seller = actor_of(SELLER)
    for subject, values in {
        "later": {"due_on": "2026-04-01"},
        "next week": {"due_on": "2026-03-12"},
        "today low": {"due_on": "2026-03-05", "priority": "low"},
        "today at four": {"due_on": "2026-03-05", "due_time": "16:00"},
        "today at nine": {"due_on": "2026-03-05", "due_time": "9:00"},
        "today some time": {"due_on": "2026-03-05"},
        "today high": {"due_on": "2026-03-05", "priority": "high"},
        "overdue": {"due_on": "2026-03-01"},
    }.items():
        plan(seller, subject, **values)
    page = client_of(SELLER).get(address).text
    assert subjects(page) == [
        "overdue",
        "today high",
        "today at nine",
        "today at four",
        "today some time",
        "today low",
        "next week",
        "later",
    ]
    assert [word for word in ("Overdue", "Today", "Next 7 days", "Later") if f">{word}<" in page] == [
        "Overdue",
        "Today",
        "Next 7 days",
        "Later",
    ]


def test_today_is_the_readers(actor_of: Any, client_of: Any, plan: Any, clock: Any) -> None:
    """At 17:00 UTC it is the next day in Shanghai."""
    plan(actor_of(SELLER), due_on="2026-03-06")
    clock.move(hours=7)
    assert "Today" in client_of(SELLER).get("/work/due").text
    run("UPDATE people_user SET zone = 'Europe/Berlin' WHERE id = ?", [actor_of(SELLER).id])
    assert ">Today<" not in client_of(SELLER).get("/work/due").text


@pytest.mark.requirement("R-049.b")
def test_a_click_does_it_and_the_next_step_is_asked_for(
    actor_of: Any, client_of: Any, plan: Any, company: Any
) -> None:
    seller = actor_of(SELLER)
    firm = company(seller)
    key, client = plan(seller, about=[firm]), client_of(SELLER)
    answer = client.post(f"/work/activities/{key}/done")
    assert answer.headers["Location"].startswith(f"/work/activities/{key}/next")
    assert state(key) == "done"
    asked = client.get(answer.headers["Location"]).text
    assert "What is the next step?" in asked
    form = {"subject": "Send the offer", "due_on": "2026-03-12", "kind": "call", "about": firm.text}
    client.post(f"/work/activities/{key}/next", outcome="wants an offer", back="/work/due", **form)
    assert row("SELECT outcome FROM work_activity WHERE id = ?", [key]) == ("wants an offer",)
    assert subjects(client.get("/work/due").text) == ["Send the offer"]
    assert "Send the offer" in client.get(f"/contacts/companies/{firm.id}").text
    assert client.post(f"/work/activities/{key}/done").status_code == 409


def test_done_is_undone(actor_of: Any, client_of: Any, plan: Any) -> None:
    key, client = plan(actor_of(SELLER)), client_of(SELLER)
    client.post(f"/work/activities/{key}/done")
    change = row("SELECT max(id) FROM change")[0]  # type: ignore[index]
    client.post(f"/undo/{change}")
    assert state(key) == "open"
    assert row("SELECT done_at FROM work_activity WHERE id = ?", [key]) == (None,)


def test_put_off_counts_from_today_or_from_the_day_it_is_due(
    actor_of: Any, client_of: Any, plan: Any
) -> None:
    seller, client = actor_of(SELLER), client_of(SELLER)
    overdue, ahead = plan(seller, due_on="2026-03-01"), plan(seller, due_on="2026-03-10")
    client.post(f"/work/activities/{overdue}/snooze", act="1")
    client.post(f"/work/activities/{ahead}/snooze", act="7")
    due = [row("SELECT due_on FROM work_activity WHERE id = ?", [key]) for key in (overdue, ahead)]
    assert due == [("2026-03-06",), ("2026-03-17",)]
    assert client.post(f"/work/activities/{ahead}/snooze", act="99999").status_code == 404


def test_several_are_done_or_put_off_as_one_change(actor_of: Any, client_of: Any, plan: Any) -> None:
    seller, client = actor_of(SELLER), client_of(SELLER)
    keys = [plan(seller, f"number {at}") for at in range(3)]
    client.post("/work/activities/several", id=[str(key) for key in keys], act="1")
    assert row("SELECT count(*) FROM work_activity WHERE due_on = '2026-03-07'") == (3,)
    client.post("/work/activities/several", id=[str(key) for key in keys], act="done")
    assert {state(key) for key in keys} == {"done"}
    client.post(f"/undo/{row('SELECT max(id) FROM change')[0]}")  # type: ignore[index]
    assert {state(key) for key in keys} == {"open"}


@pytest.mark.parametrize("asked", ["", "?kind=call"])
def test_the_script_of_the_list_gets_it_as_it_is_now(
    actor_of: Any, client_of: Any, plan: Any, asked: str
) -> None:
    seller, client = actor_of(SELLER), client_of(SELLER)
    visit, call = plan(seller, "a visit", kind="visit"), plan(seller, "a call", kind="call")
    client.headers |= {"HX-Request": "true", "Referer": f"{ADDRESS}/work/due{asked}"}
    answer = client.post(f"/work/activities/{call}/snooze", act="7")
    assert answer.status_code == 200 and "<html" not in answer.text
    assert subjects(answer.text) == (["a call"] if asked else ["a visit", "a call"])
    assert ">Put off<" in answer.text and 'action="/undo/' in answer.text
    assert "Next 7 days" in answer.text or "Later" in answer.text
    answer = client.post("/work/activities/several", id=[str(visit), str(call)], act="done")
    assert subjects(answer.text) == [] and "2 done" in answer.text and "Nothing is due" in answer.text
    answer = client.post("/work/activities/several", act="done")
    assert "Nothing was chosen" in answer.text
    client.headers["Referer"] = f"{ADDRESS}/my-day"
    assert client.post(f"/work/activities/{plan(seller)}/snooze", act="1").status_code == 303


def test_one_that_is_out_of_reach_lets_none_be_done(actor_of: Any, client_of: Any, plan: Any) -> None:
    own, foreign = plan(actor_of(SELLER)), plan(actor_of("lead.north"))
    client = client_of(SELLER)
    answer = client.post("/work/activities/several", id=[str(own), str(foreign)], act="done")
    assert answer.status_code == 404
    assert (state(own), state(foreign)) == ("open", "open")
    assert client.post(f"/work/activities/{foreign}/done").status_code == 404


def test_of_the_team_one_sees_what_is_about_records_one_sees(
    actor_of: Any, client_of: Any, plan: Any, company: Any
) -> None:
    seller, north = actor_of(SELLER), actor_of("seller.north")
    plan(seller, "of the seller", about=[company(seller)])
    plan(seller, "private")
    plan(north, "of the north", about=[company(north)])
    assert subjects(client_of("lead.east").get("/work/due?team=1").text) == ["of the seller"]
    assert subjects(client_of("lead.east").get("/work/due").text) == []
    assert subjects(client_of(SELLER).get("/work/due?kind=visit").text) == []


def test_the_page_of_a_record_shows_the_next_ones_and_plans_one_with_three_inputs(
    actor_of: Any, client_of: Any, plan: Any, company: Any
) -> None:
    seller, client = actor_of(SELLER), client_of(SELLER)
    firm, other = company(seller), company(seller, "另一家")
    client.post("/work/activities/quick", subject="Call", due_on="2026-03-07", kind="call", about=firm.text)
    done = plan(seller, "done before", about=[firm], due_on="2026-03-01")
    client.post(f"/work/activities/{done}/done")
    plan(seller, "sooner", about=[firm, other], due_on="2026-03-06")
    for where, shown in ((firm, ["sooner", "Call"]), (other, ["sooner"])):
        page = client.get(f"/contacts/companies/{where.id}").text
        assert subjects(page.partition('id="related"')[2]) == shown
    wrong = client.post("/work/activities/quick", subject="", due_on="2026-03-07", about=firm.text)
    assert wrong.headers["Location"].startswith("/work/activities/new?subject=&due_on=2026-03-07")


def test_nothing_is_planned_about_a_record_unseen_and_nothing_told_of_it(
    actor_of: Any, client_of: Any, plan: Any, company: Any
) -> None:
    seller, north = actor_of(SELLER), actor_of("seller.north")
    foreign, own = company(north, "看不见"), company(seller)
    client = client_of(SELLER)
    client.post("/work/activities/quick", subject="x", due_on="2026-03-07", about=foreign.text)
    assert row("SELECT count(*) FROM work_activity") == (0,)
    key = plan(actor_of("admin"), "both", about=[own, foreign], owner=seller.id)
    page = client.get("/work/due").text
    assert "both" in page
    assert "看不见" not in page
    assert "看不见" not in client.get(f"/work/activities/{key}/next").text


def test_my_day_stands_on_the_first_page(actor_of: Any, client_of: Any, plan: Any) -> None:
    plan(actor_of(SELLER), "overdue", due_on="2026-03-01")
    plan(actor_of(SELLER), "today", due_on="2026-03-05")
    plan(actor_of(SELLER), "tomorrow", due_on="2026-03-06")
    page = client_of(SELLER).get("/").text
    assert "My day" in page
    assert "overdue" in page
    assert "tomorrow" not in page


def test_whom_it_is_assigned_to_is_told(actor_of: Any, plan: Any) -> None:
    lead, seller = actor_of("lead.east"), actor_of(SELLER)
    key = plan(lead, "Visit them", owner=seller.id)
    (told,) = reading.told(actor_of(SELLER), 9)
    assert told.text.startswith("Visit them was assigned to you by ")
    assert told.about == Ref("work.activity", key)
    assert told.action
    plan(seller, "my own")
    assert len(reading.told(actor_of(SELLER), 9)) == 1


def test_other_plugins_plan_within_their_changes(actor_of: Any, company: Any) -> None:
    seller = actor_of(SELLER)
    firm = company(seller)

    def work(tx: Any, **values: Any) -> Any:
        return plan_activity(tx, subject="Follow up", **values)

    follow_up: Callable[..., Any] = Change("work.activity.create", work)
    follow_up(seller, due_on="2026-03-06", about=[firm])
    assert row("SELECT owner_id, about FROM work_activity") == (seller.id, f'["{firm.text}"]')
    with pytest.raises(InvalidValues) as wrong:
        follow_up(seller, kind="party")
    assert set(wrong.value.errors) == {"kind"}
    with pytest.raises(Forbidden):
        follow_up(replace(seller, grants={}), due_on="2026-03-06")


def test_programs_write_times_of_day_as_people_do(program_of: Any) -> None:
    program = program_of(SELLER)
    made = program.post("/work/activities", {"subject": "x", "due_on": "2026-03-06", "due_time": "下午2点"})
    assert made.status_code == 201
    assert made.get_json()["due_time"] == "14:00"
    for wrong in ("25:00", "noon", "9:75"):
        answer = program.post("/work/activities", {"subject": "x", "due_on": "2026-03-06", "due_time": wrong})
        assert answer.status_code == 422
    assert (
        program.post(
            "/work/activities", {"subject": "x", "due_on": "2026-03-06", "state": "done"}
        ).status_code
        == 422
    )
