"""The standard pipeline: offered where there is none, made once, and taken back by undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guanxi.api import create, visible
from guanxi.testing.house import Client
from guanxi_sales.api import deals, pipelines, stages

BUTTON = 'action="/sales/pipelines/standard"'
PLACES = ("/sales/deals/board/", "/sales/deals/", "/sales/pipelines/")


def test_the_standard_pipeline_is_offered_while_there_is_none_and_made_once(
    client_of: Callable[..., Client], actor_of: Callable[[str], Any]
) -> None:
    browser, seller = client_of("director"), client_of("seller.north")
    for place in PLACES:
        assert BUTTON in browser.get(place).text
        assert BUTTON not in seller.get(place).text
    assert seller.post("/sales/pipelines/standard").status_code == 403
    for _press in range(2):
        browser.post("/sales/pipelines/standard")
    director = actor_of("director")
    [pipeline] = visible(director, pipelines)
    made = list(visible(director, stages).order_by(stages.model.position))
    assert [(each.name, each.state) for each in made] == [
        ("First contact", "open"),
        ("Needs clarified", "open"),
        ("Offer made", "open"),
        ("Negotiation", "open"),
        ("Won", "won"),
        ("Lost", "lost"),
    ]
    assert made[3].checklist == "Decision maker is known\nTerms of payment are discussed"
    assert {each.pipeline_id for each in made} == {pipeline.id}
    for place in PLACES:
        assert BUTTON not in browser.get(place).text
    deal = create(actor_of("seller.north"), deals, {"name": "New line"})
    assert "First contact" in seller.get(f"/sales/deals/{deal.ref.id}").text


def test_it_is_made_in_the_language_of_who_presses(
    client_of: Callable[..., Client], actor_of: Callable[[str], Any]
) -> None:
    browser = client_of("director", language="zh")
    assert "创建标准销售流程" in browser.get(PLACES[0]).text
    browser.post("/sales/pipelines/standard")
    assert [each.name for each in visible(actor_of("director"), pipelines)] == ["标准销售流程"]
