"""Walking through a list from record to record, by keys, and saving one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

LIST = "/contacts/companies/?quick=mine&sort=name"


@pytest.mark.interface("navigation.key-walk")
@pytest.mark.requirement("R-176.a")
@pytest.mark.parametrize(("language", "label"), [("en", "Save and next"), ("zh", "保存并下一个")])
def test_one_walks_through_a_list_and_saves_on_the_way(
    enter: Callable[..., Page], language: str, label: str
) -> None:
    page = enter("seller.north", LIST, language)
    first, second = page.locator("table[data-list] td.main a").all()[:2]
    names = [first.inner_text(), second.inner_text()]
    first.click()
    heading = page.locator(".record-name h1")
    expect(heading).to_have_text(names[0])
    expect(page.locator("[data-walk] a[rel=next]")).to_be_visible()
    expect(page.locator("[data-walk] a[rel=prev]")).to_have_count(0)
    page.keyboard.press("]")
    expect(heading).to_have_text(names[1])
    page.locator("[data-walk] a[rel=prev]").wait_for()
    page.keyboard.press("[")
    expect(heading).to_have_text(names[0])
    page.goto(page.url + "/edit")
    page.locator("#f-city").fill("Suzhou")
    onward = page.get_by_role("button", name=label)
    expect(onward).to_be_visible()
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+/edit$"))
    expect(page.locator("#f-name")).to_have_value(names[1])
