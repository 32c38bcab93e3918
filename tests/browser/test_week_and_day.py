"""My day and the week board in the browser: by mouse and keys, on a phone, in both languages, without sideways scrolling."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

WEEK = "/work/week/"


def cell_of(card: Locator) -> str:
    return str(card.evaluate("card => card.closest('.column').dataset.column"))


def movable(page: Page) -> Locator:
    """A card that may be moved, as soon as the script has begun."""
    card = page.locator(".card[data-movable]").first
    expect(card).to_be_visible()
    page.wait_for_load_state("networkidle")
    return page.locator(f"#{card.get_attribute('id')}")


def test_a_card_is_moved_to_another_day_by_keys_and_taken_back(enter: Callable[..., Page]) -> None:
    page = enter("lead.east", WEEK)
    card = movable(page)
    before = cell_of(card)
    card.locator(".card-title").focus()
    page.keyboard.press("Space")
    expect(page.locator("#say")).to_contain_text("is lifted")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator(".toast [data-undo]").last).to_be_visible()
    after = cell_of(card)
    assert after.partition(":")[0] != before.partition(":")[0], "another person"
    assert after.partition(":")[2] == before.partition(":")[2], "the same day"
    page.locator(".toast [data-undo] button").last.click()
    expect(page.locator(f".column[data-column='{before}'] #{card.get_attribute('id')}")).to_have_count(1)


def test_a_card_is_dragged_to_another_day(enter: Callable[..., Page]) -> None:
    page = enter("lead.east", WEEK)
    card = movable(page)
    owner, _colon, _day = cell_of(card).partition(":")
    target = page.locator(f".column[data-column^='{owner}:']").nth(4)
    start, end = card.bounding_box(), target.bounding_box()
    assert start is not None and end is not None
    page.mouse.move(start["x"] + 12, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 10, steps=6)
    page.mouse.up()
    expect(target.locator(f"#{card.get_attribute('id')}")).to_have_count(1)
    expect(page.locator(".toast [data-undo]").last).to_be_visible()


@pytest.mark.interface("phone.wide")
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", ["/", "/my-day", WEEK, "/work/team"])
def test_they_fit_on_a_phone(path: str, language: str, enter: Callable[..., Page]) -> None:
    page = enter("lead.east", "/account", language)
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(page.url.removesuffix("/account") + path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.interface("home.day", "timeline.next")
def test_the_day_is_worked_off_in_place_on_a_phone(enter: Callable[..., Page]) -> None:
    page = enter("seller.shanghai", "/my-day")
    page.set_viewport_size({"width": 360, "height": 780})
    first = page.locator(".day-part .todo-done").first
    box = first.bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 44
    first.click()
    page.wait_for_url(re.compile("/next"))
    expect(page.locator("h1")).to_contain_text("What is the next step?")
    page.get_by_role("link", name="Nothing more").click()
    page.wait_for_url(re.compile("/my-day$"))


def test_what_is_put_off_moves_within_the_due_list_and_comes_back(enter: Callable[..., Page]) -> None:
    page = enter("seller.shanghai", "/work/due")
    page.wait_for_load_state("networkidle")
    line = page.locator("[data-due] .todo").first
    title = line.locator(".todo-title a").inner_text()
    line.locator(".check-cell input").focus()
    page.evaluate("window.stays = true")
    line.locator("summary").click()
    line.get_by_role("button", name="In a week").click()
    expect(page.locator(".toast").last).to_contain_text("Put off")
    moved = page.locator("[data-due] section", has=page.get_by_role("link", name=title, exact=True)).last
    expect(moved.locator("h2")).to_contain_text(re.compile("Next 7 days|Later"))
    assert page.evaluate("window.stays && document.activeElement.closest('[data-due] .todo') !== null")
    page.locator("[data-due] .todo").first.locator(".check-cell input").check()
    page.locator(".several").get_by_role("button", name="Mark as done").click()
    expect(page.locator(".toast").last).to_contain_text("1 done")
    assert page.evaluate("window.stays"), "the page is the same"
    page.locator(".toast [data-undo] button").last.click()
    expect(page.locator(".toast").last).to_contain_text(re.compile("[Uu]ndone"))
