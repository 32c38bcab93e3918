"""Deals: what follows from their stage, what a stage asks for, and how a deal goes through its pipeline and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from guanxi.api import InvalidValues, NotFound, Refused, create, delete, edit, get, undo
from guanxi.records.actor import Actor
from guanxi.testing.house import Client, Program
from guanxi_contacts.api import companies, persons
from guanxi_sales.api import deal_persons, deals, pipelines, stages
from guanxi_sales.models import Passage
from guanxi_sales.moving import lose, move, reopen, win

ROW: tuple[dict[str, Any], ...] = (
    {"name": "Contact", "probability": "10", "limit_days": 14},
    {
        "name": "Offer",
        "probability": "50",
        "needed": ("amount", "close_on"),
        "checklist": "Budget confirmed\nDecider met",
    },
    {"name": "Won", "state": "won", "probability": "100", "needed": ("amount",)},
    {"name": "Lost", "state": "lost", "probability": "0"},
)
LIST = "/sales/deals/"


@dataclass
class Way:
    """A pipeline with the ids of its stages by name, and a deal of the seller in the north."""

    pipeline: int
    stages: dict[str, int]
    deal: int
    seller: Actor


@pytest.fixture
def way(actor_of: Callable[[str], Actor]) -> Way:
    director, seller = actor_of("director"), actor_of("seller.north")
    pipeline = create(director, pipelines, {"name": "Standard"}).ref.id
    made = {
        each["name"]: create(director, stages, {"pipeline": pipeline, "position": at, **each}).ref.id
        for at, each in enumerate(ROW, 1)
    }
    return Way(pipeline, made, create(seller, deals, {"name": "New line"}).ref.id, seller)


def test_a_new_deal_begins_in_the_first_stage(way: Way) -> None:
    deal = get(way.seller, deals, way.deal)
    assert (deal.pipeline_id, deal.stage_id, deal.state) == (way.pipeline, way.stages["Contact"], "open")
    assert (str(deal.stale_on), deal.probability) == ("2026-03-19", 1000)


def test_a_stage_asks_for_just_what_is_missing_and_a_refused_move_loses_nothing(
    way: Way, client_of: Callable[..., Client]
) -> None:
    edit(way.seller, deals, way.deal, {"close_on": "2026-04-01"})
    browser, address = client_of("seller.north"), f"{LIST}{way.deal}/move"
    asked = browser.post(address, stage=str(way.stages["Offer"]))
    assert asked.status_code == 422
    assert "Needed to enter the stage" in asked.text
    assert 'name="amount"' in asked.text
    assert 'name="close_on"' not in asked.text
    assert get(way.seller, deals, way.deal).stage_id == way.stages["Contact"]
    again = browser.post(address, stage=str(way.stages["Offer"]), amount="12000", checked="")
    assert again.status_code == 422
    assert 'value="12000' in again.text
    assert 'value="Decider met"' in again.text
    ticked = {"checked": "", "checked:item": ["Budget confirmed", "Decider met"]}
    assert browser.post(address, stage=str(way.stages["Offer"]), amount="12000", **ticked).status_code == 303
    assert get(way.seller, deals, way.deal).stage_id == way.stages["Offer"]


def test_a_program_is_told_what_is_missing(way: Way, program_of: Callable[..., Program]) -> None:
    program, address = program_of("seller.north"), f"/sales/deals/{way.deal}"
    for refused in (
        program.post(f"{address}/move", {"stage": way.stages["Offer"]}),
        program.patch(address, {"stage": way.stages["Offer"], "version": 1}),
    ):
        assert refused.status_code == 422
        assert set(refused.get_json()["errors"]) == {"amount", "close_on", "checked"}
    whole = {"amount": {"amount": "5", "currency": "CNY"}, "close_on": "2026-05-01"}
    confirmed = {"checked": "Budget confirmed\nDecider met", "stage": way.stages["Offer"]}
    assert program.post(f"{address}/move", whole | confirmed).get_json()["stage"]["title"] == "Offer"
    assert program.post(f"{address}/move", {"owner": 1}).status_code == 422
    assert program_of("seller.shanghai").post(f"{address}/win", {}).status_code == 404


@pytest.mark.requirement("R-040.c")
def test_losing_asks_for_a_reason(way: Way, program_of: Callable[..., Program]) -> None:
    program, address = program_of("seller.north"), f"/sales/deals/{way.deal}/lose"
    assert set(program.post(address, {}).get_json()["errors"]) == {"lost_reason"}
    lost = program.post(address, {"lost_reason": "price"}).get_json()
    assert (lost["state"], lost["closed_on"], lost["lost_reason"]) == ("lost", "2026-03-05", "price")
    again = program.post(f"/sales/deals/{way.deal}/reopen", {}).get_json()
    assert (again["state"], again["closed_on"], again["lost_reason"]) == ("open", None, None)


def test_a_deal_keeps_its_passages_and_undo_takes_one_back(way: Way, clock: Any) -> None:
    seller = way.seller
    edit(seller, deals, way.deal, {"amount": "100"})
    clock.move(days=3)
    moved = win(seller, way.deal, values={})
    [passage] = Passage.select()
    assert (passage.stage_id, (passage.left_at - passage.entered_at).days) == (way.stages["Contact"], 3)
    undo(seller, moved.change)
    deal = get(seller, deals, way.deal)
    assert (deal.stage_id, deal.state, deal.closed_on) == (way.stages["Contact"], "open", None)
    assert not Passage.select().exists()


def test_a_deal_opens_again_where_it_was(way: Way) -> None:
    edit(
        way.seller,
        deals,
        way.deal,
        {"amount": "100", "close_on": "2026-04-01", "checked": ROW[1]["checklist"]},
    )
    move(way.seller, way.deal, values={"stage": way.stages["Offer"]})
    win(way.seller, way.deal, values={})
    with pytest.raises(Refused):
        win(way.seller, way.deal, values={})
    reopen(way.seller, way.deal, values={})
    assert get(way.seller, deals, way.deal).stage_id == way.stages["Offer"]


def test_a_stage_of_another_pipeline_is_refused_where_both_are_named(way: Way, actor_of: Any) -> None:
    other = create(actor_of("director"), pipelines, {"name": "Other", "position": 2}).ref.id
    with pytest.raises(InvalidValues):
        create(way.seller, deals, {"name": "A", "pipeline": other, "stage": way.stages["Offer"]})
    with pytest.raises(InvalidValues):
        edit(way.seller, deals, way.deal, {"pipeline": other})
    with pytest.raises(InvalidValues):
        edit(way.seller, deals, way.deal, {"closed_on": "2026-03-01"})


@pytest.mark.requirement("R-020.a")
def test_a_deal_without_a_known_decision_maker_is_marked(way: Way, client_of: Callable[..., Client]) -> None:
    browser, address = client_of("seller.north"), f"{LIST}{way.deal}"
    assert "No decision maker known" in browser.get(address).text
    person = create(way.seller, persons, {"name": "欧阳文"}).ref.id
    create(way.seller, deal_persons, {"deal": way.deal, "person": person, "role": "decides"})
    page = browser.get(address).text
    assert "No decision maker known" not in page
    assert "欧阳文" in page
    assert "New line" in browser.get(f"/contacts/persons/{person}").text


@pytest.mark.requirement("R-020.b")
def test_roles_are_filtered_over_all_deals(way: Way, client_of: Callable[..., Client]) -> None:
    person = create(way.seller, persons, {"name": "欧阳文"}).ref.id
    create(way.seller, deal_persons, {"deal": way.deal, "person": person, "role": "decides"})
    browser = client_of("seller.north")
    assert "欧阳文" in browser.get("/sales/deal_persons/?role=decides").text
    assert "欧阳文" not in browser.get("/sales/deal_persons/?role=blocks").text
    assert "欧阳文" not in client_of("seller.shanghai").get("/sales/deal_persons/?role=decides").text


def test_quick_filters_show_what_they_say(way: Way, client_of: Callable[..., Client], clock: Any) -> None:
    browser = client_of("seller.north")
    create(way.seller, deals, {"name": "Due soon", "close_on": "2026-03-31"})
    shown = {
        name: [deal for deal in ("New line", "Due soon") if deal in browser.get(f"{LIST}?quick={name}").text]
        for name in ("open", "closing_this_month", "overdue", "stale")
    }
    assert shown == {
        "open": ["New line", "Due soon"],
        "closing_this_month": ["Due soon"],
        "overdue": [],
        "stale": [],
    }
    clock.move(days=30)
    browser = client_of("seller.north")
    assert "Due soon" in browser.get(f"{LIST}?quick=overdue").text
    assert "New line" in browser.get(f"{LIST}?quick=stale").text
    assert "Stale for 16 days" in browser.get(f"{LIST}{way.deal}").text


def test_the_buttons_are_those_that_fit_and_that_one_may_press(
    way: Way, client_of: Callable[..., Client], roles_of: Any
) -> None:
    address = f"{LIST}{way.deal}"
    page = client_of("seller.north").get(address).text
    assert f"{address}/win" in page
    assert f"{address}/reopen" not in page
    assert f'name="stage" value="{way.stages["Offer"]}"' in page
    roles_of(
        "agent",
        {"sales.*.view": "all", "people.*.view": "all"},
        hidden={"sales.deal": ["stage", "furthest", "state"]},
    )
    page = client_of("agent").get(address).text
    assert "/win" not in page
    assert "Contact" not in page
    assert client_of("agent").post(f"{address}/win").status_code == 403
    assert client_of("seller.shanghai").get(address).status_code == 404


def test_a_company_shows_its_deals(way: Way, client_of: Callable[..., Client]) -> None:
    company = create(way.seller, companies, {"name": "栖云恒润"}).ref.id
    edit(way.seller, deals, way.deal, {"company": company})
    assert "New line" in client_of("seller.north").get(f"/contacts/companies/{company}").text


def test_what_is_used_by_open_deals_stays(way: Way, actor_of: Any) -> None:
    with pytest.raises(Refused):
        delete(actor_of("director"), stages, way.stages["Contact"])
    delete(actor_of("director"), stages, way.stages["Lost"])
    with pytest.raises(Refused):
        lose(way.seller, way.deal, values={"lost_reason": "price"})


def test_nobody_else_moves_a_deal(way: Way, actor_of: Any) -> None:
    for stranger in ("seller.shanghai", "lead.east"):
        with pytest.raises(NotFound):
            win(actor_of(stranger), way.deal, values={})
