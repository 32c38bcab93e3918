"""The board of deals: the stages of a pipeline, a drop that passes their gate, won deals."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from guanxi.api import create, get
from guanxi.records.actor import Actor
from guanxi.testing.house import Client
from guanxi_sales.api import deals, pipelines, stages

BOARD = "/sales/deals/board/"
GATED = {"needed": ("amount",), "checklist": "Budget confirmed", "limit_days": 14}


@pytest.mark.requirement("R-052.a")
def test_a_card_dropped_into_a_gated_stage_is_asked_for_just_what_is_missing(
    actor_of: Callable[[str], Actor], client_of: Callable[..., Client]
) -> None:
    director, seller = actor_of("director"), actor_of("seller.north")
    pipeline = create(director, pipelines, {"name": "Standard"}).ref.id
    ways: tuple[dict[str, Any], ...] = ({}, GATED, {"state": "won", "checklist": "Contract signed"})
    first, gated, won = (
        create(director, stages, {"pipeline": pipeline, "name": name, "position": at, **more}).ref.id
        for at, (name, more) in enumerate(zip(("Contact", "Offer", "Won"), ways, strict=True), 1)
    )
    deal = create(seller, deals, {"name": "New line"}).ref.id
    browser = client_of("seller.north")
    columns = re.split(r'<section class="column"', browser.get(BOARD).text)[1:]
    assert [re.findall(r"<h2[^>]*>([^<]*)", each)[0] for each in columns] == ["Contact", "Offer", "Won"]
    asked = browser.post(f"{BOARD}{deal}/move", _to=gated, version=1)
    assert asked.status_code == 422
    assert re.findall(r'name="_field" value="([^"]*)"', asked.text) == ["amount", "checked"]
    assert re.findall(r'type="checkbox" name="checked:item" value="([^"]*)"', asked.text) == [
        "Budget confirmed"
    ]
    assert get(seller, deals, deal).stage_id == first
    typed = {
        "_field": ["amount", "checked"],
        "amount": "1200",
        "checked": "",
        "checked:item": "Budget confirmed",
    }
    assert browser.post(f"{BOARD}{deal}/move", _to=gated, version=1, **typed).status_code == 303
    moved = get(seller, deals, deal)
    assert (moved.stage_id, moved.checked) == (gated, "Budget confirmed")
    ticked = {"_field": ["checked"], "checked": "", "checked:item": ["Budget confirmed", "Contract signed"]}
    assert browser.post(f"{BOARD}{deal}/move", _to=won, version=moved.version, **ticked).status_code == 303
    assert get(seller, deals, deal).state == "won"
    assert client_of("seller.shanghai").post(f"{BOARD}{deal}/move", _to=first, version=3).status_code == 404


def test_without_a_pipeline_the_board_has_no_columns_and_a_new_deal_its_form(
    client_of: Callable[..., Client],
) -> None:
    browser = client_of("admin")
    assert "<li" not in browser.get(f"{BOARD}more").text
    assert browser.get(f"{BOARD}new").headers["Location"] == "/sales/deals/new"
    assert browser.get(f"{BOARD}more?_column=7").status_code == 404
