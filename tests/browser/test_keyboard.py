"""The whole product by keyboard: what opens by a key closes by Escape, and the focus is back where it was."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Served

LIST = "/contacts/companies/"
FOCUSED = "document.activeElement"


def reach(page: Page, wanted: Locator, most: int = 60) -> None:
    """Walk to the element with Tab alone, as far as `most` steps; each stop on the way is visible."""
    target = wanted.element_handle()
    for _step in range(most):
        if page.evaluate("(element) => element === document.activeElement", target):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(f"{FOCUSED} === document.body || {FOCUSED}.checkVisibility()")
    raise AssertionError(f"{wanted} is not reached with Tab")


@pytest.mark.interface("access.keyboard")
@pytest.mark.parametrize(
    ("path", "summary", "panel"),
    [
        (LIST, ".filter-tools details:first-of-type > summary", ".builder"),
        (LIST, ".filter-tools details:nth-of-type(2) > summary", ".chooser"),
        (LIST, "summary.user-button", ".user-menu"),
        (f"{LIST}1", ".record-head details[data-menu] > summary", ".record-head .menu-panel"),
    ],
    ids=["filter", "columns", "user", "record"],
)
def test_a_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back(
    path: str, summary: str, panel: str, enter: Callable[..., Page]
) -> None:
    page = enter("admin", path)
    button, opened = page.locator(summary), page.locator(panel)
    reach(page, button)
    page.keyboard.press("Enter")
    expect(opened).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("(summary) => !document.activeElement.matches(summary)", summary)
    page.keyboard.press("Escape")
    expect(opened).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.interface("access.keyboard")
def test_a_field_of_the_filter_is_changed_and_left_by_keyboard(enter: Callable[..., Page]) -> None:
    page = enter("admin", LIST)
    reach(page, page.locator(".filter-tools details:first-of-type > summary"))
    page.keyboard.press("Enter")
    field = page.locator("[data-builder] select[name=f]")
    reach(page, field)
    field.select_option("city")
    operator = page.locator("[data-row] select[name=o]")
    expect(operator).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("栖云")
    page.keyboard.press("Enter")
    expect(page.locator(".facet")).to_contain_text("栖云")


@pytest.mark.interface("access.keyboard", "safety.undo-delete", "safety.undo-key")
def test_a_row_is_deleted_and_brought_back_by_keyboard(enter: Callable[..., Page]) -> None:
    page = enter("admin", f"{LIST}?sort=-changed_at")
    page.keyboard.press("j")
    first = page.locator("#rows td.main a").first
    expect(first).to_be_focused()
    name = first.inner_text()
    page.keyboard.press("x")
    delete = page.locator("[data-bulk] button[type=submit]", has_text="Delete")
    expect(delete).to_be_visible()
    delete.focus()
    page.keyboard.press("Enter")
    undo = page.locator("#toasts [data-undo] button")
    expect(undo).to_be_visible()
    page.wait_for_load_state()  # the answer is a new page; its scripts must have begun to listen
    page.keyboard.press("Control+z")
    expect(page.locator("#toasts")).to_contain_text(re.compile("undone", re.IGNORECASE))
    page.goto(page.url)
    expect(page.get_by_role("link", name=name, exact=True).first).to_be_visible()


def test_the_shortcuts_close_by_escape_and_give_the_focus_back(enter: Callable[..., Page]) -> None:
    page = enter("admin", LIST)
    page.keyboard.press("j")
    name = page.locator("#rows td.main a").first
    expect(name).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("dialog#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#shortcuts")).to_be_hidden()
    expect(name).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_a_field_in_place_is_left_by_a_key_and_keeps_the_focus(key: str, enter: Callable[..., Page]) -> None:
    page = enter("admin", f"{LIST}1")
    edit = page.locator("#p-city .prop-edit")
    reach(page, edit, 90)
    before = page.locator("#p-city .prop-text").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#p-city [name=city]")).to_be_focused()
    page.keyboard.type("Keyboard")
    page.keyboard.press(key)
    expect(page.locator("#p-city .prop-text")).to_have_text("Keyboard" if key == "Enter" else before)
    expect(page.locator("#p-city .prop-edit")).to_be_focused()


@pytest.mark.interface("access.keyboard")
def test_a_form_is_filled_and_saved_by_keyboard_alone(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    page.keyboard.press("c")
    page.wait_for_url(re.compile("/new$"))
    for field, typed in (("name", "By keyboard"), ("phone", "13800138000"), ("city", "栖云市")):
        reach(page, page.locator(f"#f-{field}"))
        page.keyboard.type(typed)
    reach(page, page.locator("main form.form button.main"), 90)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
    expect(page.locator("h1")).to_have_text("By keyboard")
    undo = page.locator("#toasts [data-undo] button")
    reach(page, undo, 120)
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text(re.compile("undone|Undone"))


@pytest.mark.interface("safety.dirty")
def test_a_dirty_form_asks_once_before_it_is_left(served: Served, enter: Callable[..., Page]) -> None:
    page = enter("seller.north", f"{LIST}new")
    asked: list[str] = []

    def answer(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", answer)
    page.locator("#f-name").press_sequentially("Half")
    page.goto(served.address + LIST)
    expect(page.locator("#rows")).to_be_visible()
    assert asked == ["beforeunload"]
