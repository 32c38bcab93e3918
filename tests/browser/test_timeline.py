"""A call written down on a phone, with three inputs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served


@pytest.mark.requirement("R-022.b")
def test_a_follow_up_is_saved_with_three_inputs_on_a_phone(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("seller.north", "/contacts/companies/?quick=mine")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("table[data-list] td.main a").first.click()
    page.wait_for_url(re.compile(r"/contacts/companies/\d+"))
    page.locator(".pane-tabs a", has_text="Timeline").click()
    page.locator(".composer-offers a", has_text="Visit").click()
    page.locator("#q-summary").fill("Showed the new valves")
    page.locator("#q-next_on").fill("2030-05-06")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.locator(".quick-form button[type=submit]").click()
    entry = page.locator(".moment").filter(has=page.get_by_text("Showed the new valves", exact=True))
    expect(entry).to_be_visible()
    expect(entry).to_contain_text("2030-05-06")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
