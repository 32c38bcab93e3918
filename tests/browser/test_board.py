"""Boards in the browser: cards moved by keyboard, mouse and finger, two people at one card, columns folded, a card added."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from guanxi.testing.browser import LIMIT_MS

from .conftest import Served, answered

BOARD = "/contacts/companies/board/"


def added(page: Page, column: str, name: str) -> Locator:
    """A card added at the head of a column."""
    page.locator(f"[data-column='{column}'] .column-head [data-board-form]").click()
    page.locator("#board-ask input[name=name]").fill(name)
    page.locator("#board-ask button[type=submit]").click()
    card = page.locator(".card", has_text=name)
    expect(card).to_have_count(1)
    return card


def column(page: Page, name: str) -> Locator:
    return page.locator(f".column[data-column='{name}']")


def stands_in(card: Locator, name: str) -> None:
    expect(column(card.page, name).locator(f"#{card.get_attribute('id')}")).to_have_count(1)


def ready(page: Page) -> Page:
    """The page as soon as the counts have come, with which its script has started."""
    expect(page.locator(".column-count .count").first).to_be_visible()
    return page


@pytest.mark.interface("board.drag-keys", "board.drag-said", "safety.undo-move", "safety.undo-key")
def test_a_card_is_moved_by_keys_with_words_and_the_second_hears_of_the_first(
    enter: Callable[..., Page], second: Callable[..., Page]
) -> None:
    page = ready(enter("lead.east", BOARD))
    card, say = added(page, "high", "Keyboard Ltd"), page.locator("#say")
    other = ready(second("lead.east", BOARD))
    name = card.locator(".card-title")
    name.focus()
    page.keyboard.press("Space")
    expect(say).to_have_text("Keyboard Ltd is lifted. It stands in High.")
    page.keyboard.press("ArrowRight")
    expect(say).to_have_text("Keyboard Ltd is over Middle, column 3 of 4.")
    page.keyboard.press("Escape")
    expect(say).to_have_text("Keyboard Ltd is back in High.")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(say).to_have_text("Keyboard Ltd is dropped in Middle.")
    stands_in(card, "middle")
    expect(name).to_be_focused()
    expect(page.locator(".toast [data-undo]").last).to_be_visible()

    late = other.locator(".card", has_text="Keyboard Ltd")
    late.locator(".card-title").focus()
    for key in ("Space", "ArrowRight", "ArrowRight", "Space"):
        other.keyboard.press(key)
    expect(other.locator(".toast p").last).to_contain_text("moved this to Middle")
    stands_in(late, "middle")

    page.keyboard.press("Control+z")
    expect(page.locator(".toast p").last).to_have_text("Undone")
    stands_in(page.locator(".card", has_text="Keyboard Ltd"), "high")


@pytest.mark.interface("board.drag-mouse", "board.folded")
def test_a_card_is_dragged_by_mouse_and_a_folded_column_stays_folded(enter: Callable[..., Page]) -> None:
    page = ready(enter("lead.east", BOARD))
    card = added(page, "high", "Mouse Ltd")
    card.drag_to(column(page, "basic"))
    stands_in(card, "basic")
    expect(page.locator(".toast p").last).to_have_text("Moved to Basic")
    with answered(page):
        column(page, "middle").locator("[data-fold]").click()
    page.reload()
    ready(page)
    assert column(page, "middle").locator(".card").count() == 0
    column(page, "middle").get_by_role("button", name="Unfold Middle").click()
    expect(column(page, "middle").locator(".card").first).to_be_visible()


@pytest.mark.interface("board.drag-touch")
def test_a_finger_scrolls_at_once_and_drags_after_a_rest(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(has_touch=True, locale="en-GB")
    served.enter(context, "lead.east")
    page = context.new_page()
    page.set_default_timeout(LIMIT_MS)
    page.goto(served.address + BOARD)
    card = added(ready(page), "high", "Finger Ltd")
    box, target = card.bounding_box(), column(page, "middle").bounding_box()
    assert box and target
    start, end = (box["x"] + 60, box["y"] + 30), (target["x"] + 60, target["y"] + 120)
    touch = context.new_cdp_session(page)

    def finger(kind: str, *points: tuple[float, float]) -> None:
        sent = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": sent})

    finger("touchStart", start)
    finger("touchMove", (start[0], start[1] + 40))
    finger("touchMove", (start[0], start[1] + 90))
    finger("touchEnd")
    stands_in(card, "high")
    box = card.bounding_box()
    assert box
    finger("touchStart", (box["x"] + 60, box["y"] + 30))
    expect(page.locator(".card.ghost")).to_be_visible()
    finger("touchMove", end)
    finger("touchMove", (end[0] + 2, end[1]))
    finger("touchEnd")
    stands_in(card, "middle")
    context.close()
