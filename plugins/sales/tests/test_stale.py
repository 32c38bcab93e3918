"""Stale deals: told in the list, proposed for closing a month later, closed with a reason or kept with a next step."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from guanxi.api import Actor, create, get, undo
from guanxi.data.database import row, rows
from guanxi.testing.house import Client, Program
from guanxi_sales.api import deals, pipelines, stages

LIST = "/sales/deals/"


@pytest.fixture
def deal(actor_of: Callable[[str], Actor]) -> int:
    """A deal of the seller in the north that has entered a stage with a limit of 14 days."""
    director = actor_of("director")
    pipeline = create(director, pipelines, {"name": "Standard"}).ref.id
    for at, values in enumerate(
        (
            {"name": "Contact", "limit_days": 14},
            {"name": "Won", "state": "won"},
            {"name": "Lost", "state": "lost"},
        ),
        1,
    ):
        create(director, stages, {"pipeline": pipeline, "position": at, **values})
    return int(create(actor_of("seller.north"), deals, {"name": "New line"}).ref.id)


@pytest.mark.requirement("R-040.b")
def test_a_deal_thirty_days_over_the_limit_of_its_stage_is_proposed_for_closing(
    deal: int, client_of: Callable[..., Client], clock: Any
) -> None:
    clock.move(days=14 + 29)
    seller = client_of("seller.north")
    assert "New line" not in seller.get(f"{LIST}?quick=to_close").text
    assert "Propose to close" not in seller.get("/my-day/parts").text
    assert "29 days" in seller.get(f"{LIST}?quick=stale").text
    clock.move(days=1)
    seller, lead = client_of("seller.north"), client_of("lead.north")
    assert "New line" in seller.get(f"{LIST}?quick=to_close").text
    day = seller.get("/my-day/parts").text
    assert "Propose to close" in day and "30 days over the limit of its stage" in day
    assert f"{LIST}{deal}/lose" in day and f"{LIST}{deal}/keep" in day
    assert "Propose to close in my teams" in lead.get("/my-day/parts").text
    assert "Proposed for closing" in seller.get(f"{LIST}{deal}").text
    for stranger in ("seller.shanghai", "lead.east"):
        assert "New line" not in client_of(stranger).get("/my-day/parts").text


@pytest.mark.requirement("R-040.c")
def test_closing_what_is_proposed_asks_for_a_reason(
    deal: int, client_of: Callable[..., Client], actor_of: Callable[[str], Actor], clock: Any
) -> None:
    clock.move(days=44)
    seller = client_of("seller.north")
    assert seller.post(f"{LIST}{deal}/lose").status_code == 422
    assert get(actor_of("seller.north"), deals, deal).state == "open"
    assert seller.post(f"{LIST}{deal}/lose", lost_reason="given_up").status_code == 303
    closed = get(actor_of("seller.north"), deals, deal)
    assert (closed.state, closed.lost_reason) == ("lost", "given_up")
    assert "New line" not in client_of("seller.north").get("/my-day/parts").text


def test_keeping_it_asks_for_a_next_step_that_is_planned_and_taken_back_with_it(
    deal: int, client_of: Callable[..., Client], actor_of: Callable[[str], Actor], clock: Any
) -> None:
    clock.move(days=44)
    seller = client_of("seller.north")
    asked = seller.post(f"{LIST}{deal}/keep", next_step="", next_step_on="2026-04-01")
    assert asked.status_code == 422
    assert "Say what is done next." in asked.text and "Choose today or a later day." in asked.text
    kept = seller.post(f"{LIST}{deal}/keep", next_step="Call the director", next_step_on="2026-04-20")
    assert kept.status_code == 303
    found = get(actor_of("seller.north"), deals, deal)
    assert (found.next_step, str(found.next_step_on), str(found.stale_on)) == (
        "Call the director",
        "2026-04-20",
        "2026-04-20",
    )
    planned = rows("SELECT subject, due_on, deleted_at FROM work_activity")
    assert [(each[0], str(each[1]), each[2]) for each in planned] == [
        ("Call the director", "2026-04-20", None)
    ]
    assert "New line" not in seller.get(f"{LIST}?quick=to_close").text
    assert "Call the director" in seller.get(f"{LIST}{deal}").text
    last = row("SELECT max(id) FROM change")
    assert last
    undo(actor_of("seller.north"), last[0])
    assert "New line" in client_of("seller.north").get(f"{LIST}?quick=to_close").text
    [again] = rows("SELECT deleted_at FROM work_activity")
    assert again[0] is not None


def test_programs_keep_it_alike_and_who_may_not_edit_it_is_offered_nothing(
    deal: int,
    program_of: Callable[..., Program],
    client_of: Callable[..., Client],
    roles_of: Callable[..., None],
    clock: Any,
) -> None:
    clock.move(days=44)
    program = program_of("seller.north")
    assert set(program.post(f"{LIST}{deal}/keep", {}).json["errors"]) == {"next_step", "next_step_on"}
    assert program_of("seller.shanghai").post(f"{LIST}{deal}/keep", {}).status_code == 404
    roles_of("seller.north", {"sales.deal.view": "own", "work.*": "own", "host.*": "all"})
    day = client_of("seller.north").get("/my-day/parts").text
    assert "New line" in day and "/keep" not in day and "/lose" not in day
    roles_of(
        "seller.north",
        {"sales.*": "own", "work.*": "own", "host.*": "all"},
        hidden={"sales.deal": ["stale_on"]},
    )
    seller = client_of("seller.north")
    assert "New line" not in seller.get("/my-day/parts").text
    assert "30 days" not in seller.get(LIST).text


def test_keeping_is_asked_for_in_the_head_only_from_a_week_before_the_limit(
    deal: int, client_of: Callable[..., Client], roles_of: Callable[..., None], clock: Any
) -> None:
    clock.move(days=6)
    assert _head(client_of("seller.north"), deal) == (["win", "lose", "edit"], ["keep"])
    clock.move(days=1)
    assert _head(client_of("seller.north"), deal) == (["keep", "win", "edit"], ["lose"])
    roles_of(
        "seller.north",
        {"sales.*": "own", "work.*": "own", "host.*": "all"},
        hidden={"sales.deal": ["stale_on"]},
    )
    assert _head(client_of("seller.north"), deal) == (["win", "lose", "edit"], ["keep"])


def test_the_head_of_a_closed_deal_offers_to_open_it_again(
    deal: int, client_of: Callable[..., Client]
) -> None:
    seller = client_of("seller.north")
    assert seller.post(f"{LIST}{deal}/win").status_code == 303
    assert _head(client_of("seller.north"), deal) == (["reopen", "edit"], [])


def _head(client: Client, deal: int) -> tuple[list[str], list[str]]:
    """The last words of the addresses of the buttons beside the name, and of the actions in the menu."""
    page = client.get(f"{LIST}{deal}").text
    head, _end, _rest = page.partition('class="page-actions"')[2].partition("</header>")
    known = ("win", "lose", "keep", "reopen", "edit")
    beside, _menu, menu = head.partition("menu-panel")
    found = [
        re.findall(rf'(?:href|action)="{LIST}{deal}/({"|".join(known)})"', part) for part in (beside, menu)
    ]
    return found[0], found[1]
