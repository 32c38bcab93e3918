"""Calendars in the browser: entries dragged between days and hours by mouse, finger and keys; an agenda on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from guanxi.testing.browser import LIMIT_MS

from .conftest import Served

CALENDAR = "/work/activities/calendar/?quick=mine"
WEEK = f"{CALENDAR}&_span=week"


def movable(page: Page) -> Locator:
    """An entry that may be moved, as soon as the script has begun."""
    entry = page.locator(".card[data-movable]").first
    expect(entry).to_be_visible()
    page.wait_for_load_state("networkidle")
    return page.locator(f"#{entry.get_attribute('id')}")


def place_of(entry: Locator) -> str:
    return str(entry.evaluate("entry => entry.closest('[data-column]').dataset.column"))


def other_place(page: Page, entry: Locator) -> Locator:
    """A place beside that of the entry, in the same row of the table."""
    here = place_of(entry)
    beside = page.locator("tr", has=entry).locator(f"td[data-column]:not([data-column='{here}'])").first
    return page.locator(f"td[data-column='{beside.get_attribute('data-column')}']")


@pytest.mark.parametrize("path", [CALENDAR, WEEK])
def test_an_entry_is_dragged_by_mouse_and_taken_back(path: str, enter: Callable[..., Page]) -> None:
    page = enter("lead.east", path)
    entry = movable(page)
    before, target = place_of(entry), other_place(page, entry)
    entry.drag_to(target)
    expect(target.locator(f"#{entry.get_attribute('id')}")).to_have_count(1)
    expect(page.locator(".toast p").last).to_contain_text("Moved to")
    page.locator(".toast [data-undo] button").last.click()
    expect(page.locator(f"td[data-column='{before}'] #{entry.get_attribute('id')}")).to_have_count(1)


def test_an_entry_is_moved_by_keys_with_words(enter: Callable[..., Page]) -> None:
    page = enter("lead.east", WEEK)
    entry, say = movable(page), page.locator("#say")
    before, name = place_of(entry), entry.locator(".card-title")
    name.focus()
    page.keyboard.press("Space")
    expect(say).to_contain_text("is lifted. It stands on")
    page.keyboard.press("ArrowDown")
    expect(say).to_contain_text("is over")
    page.keyboard.press("Escape")
    expect(say).to_contain_text("is back on")
    assert place_of(entry) == before
    for key in ("Space", "ArrowDown", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(say).to_contain_text("is dropped on")
    assert place_of(entry) != before
    expect(name).to_be_focused()
    expect(page.locator(".toast [data-undo]").last).to_be_visible()


def test_a_finger_drags_an_entry_after_a_rest(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(has_touch=True, locale="en-GB")
    served.enter(context, "lead.east")
    page = context.new_page()
    page.set_default_timeout(LIMIT_MS)
    page.goto(served.address + CALENDAR)
    entry = movable(page)
    target = other_place(page, entry)
    box, end = entry.bounding_box(), target.bounding_box()
    assert box and end
    touch = context.new_cdp_session(page)

    def finger(kind: str, *points: tuple[float, float]) -> None:
        sent = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": sent})

    finger("touchStart", (box["x"] + 12, box["y"] + 8))
    expect(page.locator(".card.ghost")).to_be_visible()
    finger("touchMove", (end["x"] + 20, end["y"] + 30))
    finger("touchMove", (end["x"] + 22, end["y"] + 30))
    finger("touchEnd")
    expect(target.locator(f"#{entry.get_attribute('id')}")).to_have_count(1)
    context.close()


def test_the_arrows_of_an_entry_ask_for_day_and_time(enter: Callable[..., Page]) -> None:
    page = enter("lead.east", WEEK)
    entry = movable(page)
    entry.hover()
    entry.locator(".card-move").click()
    page.locator("#board-ask input[name=due_time]").fill("16:20")
    page.locator("#board-ask button[type=submit]").click()
    expect(page.locator(f"td[data-column$='T16'] #{entry.get_attribute('id')}")).to_contain_text("16:20")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", [CALENDAR, WEEK])
def test_it_is_an_agenda_on_a_phone(path: str, language: str, enter: Callable[..., Page]) -> None:
    page = enter("lead.east", path, language=language)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    days = page.locator("[data-column]:not(.vacant):visible").evaluate_all(
        "places => places.map(place => [place.getBoundingClientRect().top, place.dataset.column.slice(0, 10)])"
        ".sort((a, b) => a[0] - b[0]).map(pair => pair[1])"
    )
    assert days and days == sorted(days)
