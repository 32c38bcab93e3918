"""Deals on their board: the dialog of a gated stage, and that leaving it puts the card back; in Chinese, by keyboard, mouse and finger."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from guanxi.testing.browser import LIMIT_MS
from guanxi.testing.outcomes import Uses

from .conftest import Served

BOARD = "/sales/deals/board/"
FIRST, GATED = "初步接洽", "方案报价"


def column(page: Page, name: str) -> Locator:
    """The column with this heading."""
    return page.locator(".column", has=page.get_by_role("heading", name=name, exact=True))


def added(page: Page, name: str) -> Locator:
    """A deal added in the first stage, of which nothing is known but the name."""
    expect(page.locator(".column-count .count").first).to_be_visible()
    column(page, FIRST).locator(".column-head [data-board-form]").click()
    page.locator("#board-ask input[name=name]").fill(name)
    page.locator("#board-ask button[type=submit]").click()
    card = page.locator(".card", has_text=name)
    expect(card).to_have_count(1)
    return card


def is_back(card: Locator) -> None:
    """The dialog is gone, and the card stands in its stage, on the screen and when the board is loaded again."""
    expect(card.page.locator("#board-ask[open]")).to_have_count(0)
    expect(column(card.page, FIRST).locator(f"#{card.get_attribute('id')}")).to_have_count(1)


@pytest.mark.interface("board.gate", "board.gate-back")
@pytest.mark.requirement("R-052.b")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_leaving_the_dialog_of_a_gated_stage_puts_the_card_back(
    enter: Callable[..., Page], console: list[str], language: str
) -> None:
    page = enter("lead.east", BOARD, language)
    card, dialog = added(page, f"闸口 {language}"), page.locator("#board-ask[open]")
    card.drag_to(column(page, GATED))
    expect(dialog).to_be_visible()
    fields = dialog.locator("[name=_field]")
    assert fields.evaluate_all("all => all.map(each => each.value)") == [
        "company",
        "product",
        "amount",
        "close_on",
    ]
    expect(dialog.locator(".dialog-body")).to_contain_text(
        "这一列" if language == "zh" else "This column needs"
    )
    dialog.get_by_role("button", name="取消" if language == "zh" else "Cancel").click()
    is_back(card)
    for leave in ("Escape", "Enter"):
        card.locator(".card-title").focus()
        for key in ("Space", "ArrowRight", "ArrowRight", "Space"):
            page.keyboard.press(key)
        expect(dialog).to_be_visible()
        if leave == "Enter":
            dialog.locator("[data-board-cancel]").focus()
        page.keyboard.press(leave)
        is_back(card)
    assert len(console) == 3 and all(
        "422" in each for each in console
    )  # the form is the answer of a refused drop
    console.clear()
    place = page.locator(f"#{card.get_attribute('id')}")
    page.reload()
    is_back(place)


@pytest.mark.requirement("R-052.b")
def test_at_touch_too_the_card_goes_back(chromium: Browser, served: Served, uses: Uses) -> None:
    uses.record("browser")
    context = chromium.new_context(has_touch=True, locale="zh-CN")
    served.enter(context, "lead.east", "zh")
    page = context.new_page()
    page.set_default_timeout(LIMIT_MS)
    page.goto(served.address + BOARD)
    card, dialog = added(page, "触屏"), page.locator("#board-ask[open]")
    touch = context.new_cdp_session(page)

    def finger(kind: str, *points: tuple[float, float]) -> None:
        sent = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": sent})

    box, target = card.bounding_box(), column(page, GATED).bounding_box()
    assert box and target
    finger("touchStart", (box["x"] + 60, box["y"] + 20))
    expect(page.locator(".card.ghost")).to_be_visible()
    finger("touchMove", (target["x"] + 60, target["y"] + 120))
    finger("touchMove", (target["x"] + 62, target["y"] + 120))
    finger("touchEnd")
    expect(dialog).to_be_visible()
    dialog.locator("[data-board-cancel]").tap()
    is_back(card)
    context.close()
