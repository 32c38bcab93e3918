"""Reminders fire once at the set minute in the zone of whom they are for, also when moved, done, undone or long after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from guanxi.data.database import row, rows, run
from guanxi.records.standard import delete, edit, restore
from guanxi.records.undo import undo
from guanxi.work.activities.changes import finish
from guanxi.work.notifications import reading

SELLER = "seller.shanghai"


@pytest.fixture
def resource(house: Any) -> Any:
    return house.host.resources["work.activity"]


@pytest.fixture
def told(actor_of: Any) -> Callable[..., list[str]]:
    def texts(name: str = SELLER) -> list[str]:
        return [each.text for each in reading.told(actor_of(name), 50)]

    return texts


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_it_fires_at_the_set_minute_and_once(
    actor_of: Any, plan: Any, clock: Any, run_jobs: Any, told: Any
) -> None:
    plan(actor_of(SELLER), due_time="14:30", remind="10")
    clock.set(moment("2026-03-06T06:19:59"))
    assert "work.remind" not in run_jobs()
    clock.set(moment("2026-03-06T06:20:00"))
    assert "work.remind" in run_jobs()
    assert told() == ["Reminder: Call back, due at 2026-03-06 14:30."]
    run("UPDATE job SET state = 'waiting' WHERE name = 'work.remind'")
    clock.move(days=1)
    run_jobs()
    assert len(told()) == 1


def test_without_a_time_of_day_nine_o_clock_counts(
    actor_of: Any, plan: Any, clock: Any, run_jobs: Any, told: Any
) -> None:
    plan(actor_of(SELLER), remind="0")
    clock.set(moment("2026-03-06T00:59:59"))
    assert "work.remind" not in run_jobs()
    clock.set(moment("2026-03-06T01:00:00"))
    run_jobs()
    assert told() == ["Reminder: Call back, due on 2026-03-06."]


def test_moved_it_fires_at_the_new_minute_alone(
    actor_of: Any, plan: Any, clock: Any, run_jobs: Any, told: Any, resource: Any
) -> None:
    actor = actor_of(SELLER)
    key = plan(actor, due_time="14:30", remind="0")
    edit(actor, resource, key, {"due_time": "16:00"}, version=1)
    clock.set(moment("2026-03-06T06:30:00"))
    run_jobs()
    assert told() == []
    clock.set(moment("2026-03-06T08:00:00"))
    run_jobs()
    assert len(told()) == 1
    edit(actor_of(SELLER), resource, key, {"due_on": "2026-03-09"}, version=2)
    clock.set(moment("2026-03-09T08:00:00"))
    run_jobs()
    assert len(told()) == 2


def test_what_is_done_cancelled_deleted_or_without_reminder_is_silent(
    actor_of: Any, plan: Any, clock: Any, run_jobs: Any, told: Any, resource: Any
) -> None:
    actor = actor_of(SELLER)
    done, gone, off = (plan(actor, due_time="14:30", remind="0") for _number in range(3))
    finish(actor, done)
    delete(actor, resource, gone)
    edit(actor, resource, off, {"remind": None}, version=1)
    clock.set(moment("2026-03-06T08:00:00"))
    run_jobs()
    assert told() == []
    assert rows("SELECT state FROM job WHERE name = 'work.remind'") == [("stopped",)] * 3


def test_undone_or_restored_it_fires_again_if_its_minute_is_still_to_come(
    actor_of: Any, plan: Any, clock: Any, run_jobs: Any, told: Any, resource: Any
) -> None:
    actor = actor_of(SELLER)
    done, gone = (plan(actor, subject, due_time="14:30", remind="0") for subject in ("done", "gone"))
    undo(actor, finish(actor, done).change)
    delete(actor, resource, gone)
    restore(actor, resource, gone)
    clock.set(moment("2026-03-06T06:30:00"))
    run_jobs()
    assert sorted(told()) == [
        "Reminder: done, due at 2026-03-06 14:30.",
        "Reminder: gone, due at 2026-03-06 14:30.",
    ]
    undo(actor_of(SELLER), finish(actor_of(SELLER), done).change)
    clock.move(days=1)
    run_jobs()
    assert len(told()) == 2


def test_it_goes_to_whom_it_is_assigned_to_in_his_zone(
    actor_of: Any, plan: Any, clock: Any, run_jobs: Any, told: Any, resource: Any
) -> None:
    lead, seller = actor_of("lead.east"), actor_of(SELLER)
    run("UPDATE people_user SET zone = 'America/New_York' WHERE id = ?", [seller.id])
    key = plan(lead, due_time="09:00", remind="0")
    edit(lead, resource, key, {"owner": seller.id}, version=1)
    clock.set(moment("2026-03-06T01:00:00"))
    run_jobs()
    assert told("lead.east") == []
    assert told() == ["Call back was assigned to you by 韩东."] or told()[0].startswith(
        "Call back was assigned"
    )
    clock.set(moment("2026-03-06T14:00:00"))
    run_jobs()
    assert told()[0] == "Reminder: Call back, due at 2026-03-06 09:00."


@pytest.mark.parametrize(
    ("day", "clock_time", "ahead", "expected"),
    [
        ("2026-03-28", "09:00", "1440", "2026-03-27T08:00:00"),
        ("2026-03-29", "09:00", "1440", "2026-03-28T08:00:00"),
        ("2026-03-29", "09:00", "0", "2026-03-29T07:00:00"),
        ("2026-03-29", "02:30", "0", "2026-03-29T01:30:00"),
        ("2026-10-25", "02:30", "0", "2026-10-25T00:30:00"),
        ("2026-10-26", "02:30", "1440", "2026-10-25T00:30:00"),
    ],
)
def test_clock_changes_keep_the_time_on_the_wall(
    day: str, clock_time: str, ahead: str, expected: str, actor_of: Any, plan: Any, resource: Any, clock: Any
) -> None:
    seller = actor_of(SELLER)
    run("UPDATE people_user SET zone = 'Europe/Berlin' WHERE id = ?", [seller.id])
    plan(seller, due_on=day, due_time=clock_time, remind=ahead)
    found = row("SELECT run_at FROM job WHERE name = 'work.remind'")
    assert found is not None
    assert datetime.fromtimestamp(found[0] / 1000, UTC) == moment(expected)


def test_a_move_to_another_zone_moves_what_is_still_to_come(
    actor_of: Any, client_of: Any, plan: Any, run_jobs: Any
) -> None:
    plan(actor_of(SELLER), due_time="14:30", remind="0")
    client_of(SELLER).post("/account/details", name="x", zone="Asia/Tokyo")
    run_jobs()
    found = rows("SELECT run_at FROM job WHERE name = 'work.remind' AND state = 'waiting'")
    assert [datetime.fromtimestamp(at / 1000, UTC) for (at,) in found] == [moment("2026-03-06T05:30:00")]


def test_a_reminder_set_too_late_comes_at_once_while_it_is_still_due(
    actor_of: Any, plan: Any, clock: Any, run_jobs: Any, told: Any
) -> None:
    plan(actor_of(SELLER), "soon", due_time="14:30", remind="10080")
    plan(actor_of(SELLER), "past", due_on="2026-03-04", remind="0")
    run_jobs()
    assert told() == ["Reminder: soon, due at 2026-03-06 14:30."]


def test_a_change_that_fails_sets_no_reminder(actor_of: Any, plan: Any, resource: Any) -> None:
    from guanxi.data.errors import InvalidValues

    with pytest.raises(InvalidValues):
        plan(actor_of(SELLER), remind="0", due_time="25:00")
    assert rows("SELECT 1 FROM work_reminder") == []
    assert rows("SELECT 1 FROM job WHERE name = 'work.remind'") == []
