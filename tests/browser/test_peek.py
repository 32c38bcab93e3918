"""Looking at records beside their list, by keys and by mouse, while the list stays usable."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

LIST = "/contacts/companies/?quick=mine&sort=name"
ROWS = "#rows td.main > a"


@pytest.mark.interface("record.peek")
def test_space_opens_a_record_beside_its_list_and_the_keys_take_it_along(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    first, second = (page.locator(ROWS).nth(n) for n in (0, 1))
    page.keyboard.press("j")
    page.keyboard.press("Space")
    title = page.locator("#peek-title")
    expect(title).to_have_text(first.inner_text())
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(title).to_have_text(second.inner_text())
    expect(second).to_be_focused()
    page.keyboard.press("k")
    expect(title).to_have_text(first.inner_text())
    page.keyboard.press("x")
    expect(page.locator("[data-bulk]")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator("#peek")).to_have_count(0)
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    expect(title).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#peek")).to_have_count(0)
    expect(first).to_be_focused()
    name = first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".record-name h1")).to_have_text(name)


def test_a_field_is_edited_in_the_peek_and_its_row_tells_so(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    page.keyboard.press("j")
    page.keyboard.press("Space")
    page.locator("#peek #p-short_name .prop-edit").click()
    field = page.locator("#peek [name=short_name]")
    field.press("Control+a")
    page.keyboard.type("Peek j x")  # keys are text here, nothing moves
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(page.locator("#peek")).to_be_visible()
    page.locator("#peek #p-name .prop-edit").click()
    field = page.locator("#peek [name=name]")
    before = field.input_value()
    field.fill(f"{before} X")
    page.keyboard.press("Enter")
    expect(page.locator("#peek #p-name .prop-text")).to_have_text(f"{before} X")
    page.keyboard.press("Escape")
    expect(page.locator(ROWS).first).to_have_text(f"{before} X")
    page.locator("#toasts [data-undo] button").click()


def test_the_mouse_opens_a_peek_by_the_button_of_a_row(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    row = page.locator("#rows tr").nth(2)
    row.hover()
    row.get_by_role("button", name="Look at it beside the list").click()
    expect(page.locator("#peek-title")).to_have_text(page.locator(ROWS).nth(2).inner_text())
    expect(page).to_have_url(re.compile(r"/companies/\?"))
    page.locator("[data-peek-close]").click()
    expect(page.locator("#peek")).to_have_count(0)
    page.keyboard.press("Space")
    page.locator("#peek .page-actions a").click()
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))


@pytest.mark.parametrize("width", [360, 800])
def test_where_there_is_no_room_beside_the_list_the_row_opens(width: int, enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    page.set_viewport_size({"width": width, "height": 740})
    page.keyboard.press("j")
    page.keyboard.press("Space")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
