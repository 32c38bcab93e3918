"""Saved views in the browser: a list is kept under a name, changed, discarded, updated, opened with, deleted and brought back."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import answered

LIST = "/contacts/companies/"
WORDS = {
    "en": ("Views", "Save view", "Not as saved", "Discard changes", "Update view", "All", "Delete the view"),
    "zh": ("视图", "保存视图", "与保存的不同", "放弃更改", "更新视图", "全部", "删除视图"),
}
SHOTS = os.environ.get("SHOTS", "")


@pytest.mark.interface("lists.views")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_view_is_saved_changed_discarded_updated_and_deleted(
    enter: Callable[..., Page], language: str
) -> None:
    menu, save, changed, discard, update, everything, delete = WORDS[language]
    page = enter("seller.shanghai", f"{LIST}?quick=mine&c=city&c=level", language)
    opener = page.locator(f".filter-tools summary[title='{menu}']")
    opener.click()
    page.locator("#view-name").fill("My VIPs")
    shot(page, f"menu-{language}")
    page.get_by_role("button", name=save).click()
    tabs = page.locator(".saved-views .tabs a")
    expect(tabs.locator("nth=-1")).to_have_text("My VIPs")
    expect(page.locator(".saved-views [aria-current=page]")).to_have_text("My VIPs")
    expect(page.locator(".quick [aria-current]")).not_to_have_text(everything)
    address = page.url
    page.locator(".filter-bar input[name=q]").fill("有限")
    page.locator(".filter-bar input[name=q]").press("Enter")
    expect(page.locator(".view-state")).to_contain_text(changed)
    shot(page, f"changed-{language}")
    page.get_by_role("link", name=discard).click()
    expect(page).to_have_url(address)
    expect(page.locator(".view-state")).to_have_count(0)
    page.goto(f"{address.partition('?')[0]}?_opened={address.rpartition('=')[2]}&quick=mine&c=city")
    page.get_by_role("button", name=update).click()
    expect(page.locator(".toast [data-undo]").last).to_be_visible()
    expect(page.locator(".view-state")).to_have_count(0)
    expect(page.locator("#rows").locator("xpath=..").locator("thead th")).to_have_count(3)
    tabs.first.click()
    expect(page.locator(".saved-views [aria-current=page]")).to_have_text(everything)
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    page.locator("#palette input").fill("My VIPs")
    page.keyboard.press("Enter")
    expect(page).to_have_url(address)
    opener.click()
    page.get_by_role("button", name=delete).click()
    with answered(page):
        page.locator(".toast [data-undo]").last.click()
    page.goto(address)
    expect(page.locator(".saved-views [aria-current=page]")).to_have_text("My VIPs")
    page.locator(f".filter-tools summary[title='{menu}']").click()
    page.get_by_role("button", name=delete).click()
    expect(tabs.locator("text=My VIPs")).to_have_count(0)


def shot(page: Page, name: str) -> None:
    """A picture to look at, where somebody asks for them."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/views-{name}.png")


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 360)])
def test_a_calendar_shows_the_month_on_any_screen(
    enter: Callable[..., Page], language: str, width: int
) -> None:
    page = enter("lead.east", "/work/activities/calendar/", language)
    page.set_viewport_size({"width": width, "height": 800})
    expect(page.locator(".calendar [aria-current=date]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shot(page, f"calendar-{language}-{width}")
    before = page.locator(".calendar-head h2").inner_text()
    page.keyboard.press("]")
    expect(page.locator(".calendar-head h2")).not_to_have_text(before)


@pytest.mark.interface("lists.views-pinned")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_view_is_pinned_to_the_side_bar_by_keyboard_and_taken_off_again(
    enter: Callable[..., Page], language: str
) -> None:
    menu, save = WORDS[language][:2]
    pin, unpin = {"en": ("Pin to the side bar", "Unpin"), "zh": ("固定到侧边栏", "取消固定")}[language]
    name = f"Pinned {language} with a name that is longer than the side bar"
    page = enter("seller.north", f"{LIST}?quick=mine", language)
    opener = page.locator(f".filter-tools summary[title='{menu}']")
    opener.click()
    page.locator("#view-name").fill(name)
    page.get_by_role("button", name=save).click()
    expect(page.locator(".saved-views [aria-current=page]")).to_have_text(name)
    address = page.url
    page.wait_for_load_state()
    opener.focus()
    page.keyboard.press("Enter")
    act = page.get_by_role("button", name=pin)
    act.focus()
    act.press("Enter")
    entry = page.locator(".side-pins a", has_text=name)
    expect(entry).to_have_attribute("aria-current", "page")
    shot(page, f"pinned-{language}")
    page.goto(page.url.partition("/contacts")[0] + "/account")
    above = page.locator(f".side-menu > .side-group > ul > li:has(.side-pins) > a[href='{LIST}']")
    expect(above).to_be_visible()
    above.focus()
    page.keyboard.press("Tab")
    while not entry.evaluate("link => link === document.activeElement"):
        assert page.evaluate("document.activeElement.closest('.side-pins') !== null")
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(address)
    assert page.evaluate(
        "document.querySelector('.side-menu').scrollWidth <= document.querySelector('.side-menu').clientWidth"
    )
    opener.click()
    page.get_by_role("button", name=unpin).click()
    expect(entry).to_have_count(0)
