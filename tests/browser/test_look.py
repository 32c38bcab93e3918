"""What the eye expects: rows keep their place, names stay in sight, menus stay on the screen."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

LIST = "/contacts/companies/"


def test_rows_have_36_px_and_keep_their_place_while_rows_are_picked(enter: Callable[..., Page]) -> None:
    page = enter("admin", LIST)
    rows = page.locator("#rows tr")
    before = rows.nth(2).bounding_box()
    rows.nth(0).locator("td.pick input").check()
    expect(page.locator("[data-bulk]")).to_be_visible()
    after = rows.nth(2).bounding_box()
    assert before is not None and after is not None
    assert (before["y"], before["height"]) == (after["y"], 36)


def test_the_name_stays_in_sight_when_a_wide_list_slides(enter: Callable[..., Page]) -> None:
    page = enter("admin", LIST)
    page.set_viewport_size({"width": 900, "height": 700})
    name = page.locator("#rows td.main").first
    before = name.bounding_box()
    slid = page.locator(".table-wrap").evaluate(
        "(wrap) => { wrap.scrollLeft = 200; return wrap.scrollLeft; }"
    )
    assert slid > 0
    assert name.bounding_box() == before


def test_the_menu_of_a_record_lies_on_a_phones_screen(enter: Callable[..., Page]) -> None:
    page = enter("admin", f"{LIST}1")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(".record-title details.menu summary").click()
    box = page.locator(".record-title .menu-panel").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360


def test_shortcuts_name_what_the_page_has(enter: Callable[..., Page]) -> None:
    page = enter("admin", f"{LIST}1")
    page.keyboard.press("?")
    shortcuts = page.locator("dialog#shortcuts")
    expect(shortcuts.get_by_text("Edit", exact=True)).to_be_visible()
    expect(shortcuts.get_by_text("Select the row")).to_be_hidden()
    page.goto(page.url.removesuffix("1"))
    page.keyboard.press("?")
    expect(page.locator("dialog#shortcuts").get_by_text("Select the row")).to_be_visible()


def test_the_answer_to_a_selection_is_in_reach_on_a_phone(enter: Callable[..., Page]) -> None:
    page = enter("admin", LIST)
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("#rows td.pick input").first.check()
    expect(page.locator("[data-bulk] button").first).to_be_in_viewport()
    page.evaluate("scrollTo(0, 1200)")
    expect(page.locator("[data-bulk] button").first).to_be_in_viewport()


def test_what_a_plugin_brings_is_fetched_when_it_is_asked_for(enter: Callable[..., Page]) -> None:
    page = enter("admin", "/settings/plugins")
    page.get_by_text("What it brings").first.click()
    expect(page.get_by_text("Companies, Persons").first).to_be_visible()
