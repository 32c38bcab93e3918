"""Starring by key, finding it again in the side bar and the palette; what was opened in this window; the copied address."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

LIST = "/contacts/companies/?quick=mine&sort=name"


@pytest.mark.interface("navigation.own")
@pytest.mark.parametrize(("language", "label"), [("en", "Take the star off"), ("zh", "取消星标")])
def test_a_record_is_starred_by_key_and_found_again(
    language: str, label: str, enter: Callable[..., Page]
) -> None:
    page = enter("seller.north", LIST, language)
    first = page.locator("#rows td.main > a").nth(3)
    name = first.inner_text()
    first.click()
    page.locator(".record-name h1").wait_for()
    page.wait_for_load_state()
    page.locator('[data-part="starred"] > summary').click()
    expect(page.locator('[data-part="starred"] .side-list p')).to_be_visible()
    page.keyboard.press("s")
    button = page.locator(".star-form button")
    expect(button).to_have_attribute("aria-label", label)
    expect(button).to_be_focused()
    starred = page.locator('[data-part="starred"] .side-list a')
    expect(starred).to_have_text(name)
    page.goto(page.url.partition("/contacts")[0] + "/account")
    expect(starred).to_have_text(name)  # what was unfolded stays so
    page.keyboard.press("Control+k")
    page.locator("#palette [role=option]", has_text=name).first.wait_for()
    page.keyboard.press("Escape")
    starred.click()
    expect(page.locator(".record-name h1")).to_have_text(name)
    page.wait_for_load_state()
    page.keyboard.press("s")
    expect(starred).to_have_count(0)
    page.locator('[data-part="recent"] > summary').click()
    expect(page.locator('[data-part="recent"] a').first).to_have_text(name)


@pytest.mark.interface("navigation.address")
def test_the_address_of_a_record_is_copied_and_opens_it(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#rows td.main > a").first.click()
    page.locator(".record-head details[data-menu] > summary").click()
    page.get_by_role("link", name="Copy address").click()
    expect(page.locator("#toasts")).to_contain_text("Address copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"/r/contacts\.company/\d+$", copied)
    name = page.locator(".record-name h1").inner_text()
    page.goto(copied)
    expect(page.locator(".record-name h1")).to_have_text(name)
