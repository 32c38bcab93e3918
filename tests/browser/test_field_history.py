"""The history of a field, opened where it stands: by mouse, by keys alone, and by touch on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Served

NEW = "/contacts/companies/new"
DIALOG = "#field-history"


def company(page: Page, name: str) -> None:
    """A company that was renamed in place once, with its page open."""
    page.locator("#f-name").fill(name)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
    page.locator("#p-name .prop-edit").click()
    page.locator("#p-name input[name=name]").fill(f"{name} renamed")
    page.keyboard.press("Enter")
    expect(page.locator("#p-name .prop-text")).to_have_text(f"{name} renamed")


@pytest.mark.interface("record.field-history")
def test_by_mouse_an_earlier_value_comes_back_and_the_toast_undoes_that(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", NEW)
    company(page, "Mouse Ltd")
    field = page.locator("#p-name")
    field.hover()
    field.locator(".prop-history").click()
    dialog = page.locator(DIALOG)
    expect(dialog).to_contain_text("Mouse Ltd renamed")
    dialog.get_by_role("button", name="Restore “Mouse Ltd”").click()
    expect(dialog).to_be_hidden()
    expect(field.locator(".prop-text")).to_have_text("Mouse Ltd")
    page.keyboard.press("Control+z")
    expect(page.locator("#p-name .prop-text")).to_have_text("Mouse Ltd renamed")


@pytest.mark.interface("record.who", "record.field-history")
def test_by_keys_alone_the_field_says_who_set_it_and_its_history_opens(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", NEW)
    company(page, "Keys Ltd")
    page.reload()
    page.locator("#p-name .prop-edit").focus()
    said = page.locator("#p-name .prop-value").evaluate("e => getComputedStyle(e, '::after').content")
    page.keyboard.press("Tab")
    told = page.locator("#p-name .prop-value").evaluate("e => getComputedStyle(e, '::after').content")
    assert "attr" not in told and len(told) > 10, (said, told)
    page.keyboard.press("Enter")
    expect(page.locator(DIALOG)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(DIALOG)).to_be_hidden()
    expect(page.locator("#p-name .prop-history")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(DIALOG).get_by_role("button", name="Restore “Keys Ltd”").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#p-name .prop-text")).to_have_text("Keys Ltd")
    expect(page.locator("#p-name .prop-edit")).to_be_focused()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_by_touch_the_editor_leads_to_the_history(
    served: Served, enter: Callable[..., Page], chromium: Browser, language: str
) -> None:
    maker = enter("seller.north", NEW)
    company(maker, f"Touch {language}")
    path = maker.url.removeprefix(served.address)
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    try:
        served.enter(context, "seller.north", language)
        page = context.new_page()
        page.goto(served.address + path)
        page.locator("#p-name .prop-edit").tap()
        page.locator("#p-name [data-field-history]").tap()
        dialog = page.locator(DIALOG)
        expect(dialog).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        back = dialog.locator("[data-restore] button").first
        box = back.bounding_box()
        assert box is not None and box["height"] >= 40
        back.tap()
        expect(page.locator("#p-name .prop-text")).to_have_text(f"Touch {language}")
    finally:
        context.close()
