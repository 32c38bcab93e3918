"""A planned visit without a result is asked for a day later: under the bell once, and in my day until there is one."""

from __future__ import annotations

from typing import Any

import pytest

from guanxi.records.standard import edit

SELLER = "seller.shanghai"
ASKED = "What came of Visit the mill? The result is missing."


@pytest.fixture
def visit(actor_of: Any, plan: Any, run_jobs: Any) -> int:
    """A visit on 5 March at 18:30 in Shanghai, which is half an hour from now; the schedules have begun."""
    run_jobs()
    return int(plan(actor_of(SELLER), "Visit the mill", kind="visit", due_on="2026-03-05", due_time="18:30"))


def told(client_of: Any) -> int:
    return int(client_of(SELLER).get("/notifications").text.count(ASKED))


@pytest.mark.requirement("R-051.a")
def test_a_visit_without_result_is_asked_for_24_hours_later(
    visit: int, client_of: Any, clock: Any, run_jobs: Any
) -> None:
    clock.move(hours=24, minutes=29)
    run_jobs()
    assert told(client_of) == 0
    assert "Result missing" not in client_of(SELLER).get("/my-day").text
    clock.move(minutes=16)
    for _time in range(3):
        run_jobs()
        clock.move(minutes=15)
    assert told(client_of) == 1
    assert "Result missing" in client_of(SELLER).get("/my-day").text
    client = client_of(SELLER)
    client.post(f"/work/activities/{visit}/done")
    client.post(f"/work/activities/{visit}/next", outcome="They will order", back="/my-day")
    assert "Result missing" not in client_of(SELLER).get("/my-day").text


def test_one_with_a_result_or_cancelled_is_not_asked_for(
    visit: int, actor_of: Any, plan: Any, client_of: Any, clock: Any, run_jobs: Any
) -> None:
    client = client_of(SELLER)
    client.post(f"/work/activities/{visit}/done")
    client.post(f"/work/activities/{visit}/next", outcome="Yes", back="/my-day")
    plan(actor_of(SELLER), "Visit the mill", kind="task", due_on="2026-03-05")
    clock.move(days=2)
    run_jobs()
    assert told(client_of) == 0


def test_one_that_is_done_without_result_is_asked_for_a_day_after(
    visit: int, client_of: Any, clock: Any, run_jobs: Any
) -> None:
    client_of(SELLER).post(f"/work/activities/{visit}/done")
    clock.move(hours=25)
    run_jobs()
    assert told(client_of) == 1


def test_one_that_is_moved_is_asked_for_anew(
    visit: int, actor_of: Any, client_of: Any, clock: Any, run_jobs: Any
) -> None:
    clock.move(days=2)
    run_jobs()
    seller = actor_of(SELLER)
    edit(seller, seller.host.resources["work.activity"], visit, {"due_on": clock().date()})
    clock.move(days=2)
    run_jobs()
    assert told(client_of) == 2
