"""Numbers and mail addresses under a finger, copied by a click; an address on the map; a visit written down on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from guanxi.testing.browser import LIMIT_MS

from .conftest import Served

MINE = "/contacts/companies/?quick=mine&q=有限公司"
"""Companies of the demo data, and none that another test makes."""
TARGET = 44


@pytest.fixture
def phone(chromium: Browser, served: Served) -> Iterator[Page]:
    """A phone of 360 px in the hand of a seller, at the first of his companies."""
    context = chromium.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740}, locale="en-GB"
    )
    served.enter(context, "seller.north")
    page = context.new_page()
    page.set_default_timeout(LIMIT_MS)
    page.goto(served.address + MINE)
    first = page.locator("table[data-list] td.main a").first.get_attribute("href")
    page.goto(f"{served.address}{first}")
    yield page
    context.close()


@pytest.mark.interface("phone.tap")
def test_a_number_and_a_mail_address_are_called_written_to_and_copied_by_a_tap(phone: Page) -> None:
    called = phone.locator(".prop a:is([href^='tel:'], [href^='mailto:'])")
    assert called.count()
    for each in called.all():
        box = each.bounding_box()
        assert box is not None and box["height"] >= TARGET
        button = each.locator("xpath=ancestor::div[contains(@class, 'prop-value')]").locator(".prop-copy")
        copied = button.bounding_box()
        assert copied is not None and min(copied["width"], copied["height"]) >= TARGET
        assert copied["x"] >= box["x"] + box["width"] - 1
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.interface("record.copy")
def test_a_number_is_copied_as_it_is_read_without_its_gaps(enter: Callable[..., Page]) -> None:
    page = enter("director", "/contacts/companies/1")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown = page.locator("#p-phone .prop-text").inner_text()
    button = page.locator("#p-phone .prop-copy")
    expect(button).to_have_css("opacity", "0")
    button.focus()
    expect(button).to_have_css("opacity", "1")
    button.press("Enter")
    expect(button).to_have_class(re.compile("done"))
    assert page.evaluate("navigator.clipboard.readText()") == "".join(shown.split())
    expect(page.locator("#say")).to_have_text("Copied")


@pytest.mark.interface("record.map")
def test_an_address_opens_a_map_in_a_tab_of_its_own_and_nothing_is_asked_elsewhere_before(
    enter: Callable[..., Page], served: Served
) -> None:
    page = enter("director", "/account")
    asked: list[Request] = []
    page.context.on("request", lambda request: asked.append(request))
    page.context.route(
        re.compile("^https://"), lambda route: route.fulfill(body="A map", content_type="text/html")
    )
    page.goto(f"{served.address}/contacts/companies/1")
    link = page.locator("#p-address").get_by_role("link", name="Address on the map, in a new tab")
    link.focus()
    expect(link).to_be_focused()
    page.wait_for_load_state("networkidle")
    assert all(each.url.startswith(served.address) for each in asked)
    with page.context.expect_page() as opened:
        link.press("Enter")
    expect(opened.value.locator("body")).to_have_text("A map")
    (outside,) = [each for each in asked if not each.url.startswith(served.address)]
    shown = page.locator("#p-address .prop-text").evaluate("(text) => text.firstChild.textContent.trim()")
    (query,) = parse_qs(urlsplit(outside.url).query)["query"]
    assert query.endswith(shown)
    assert "referer" not in outside.all_headers()
    assert opened.value.evaluate("window.opener") is None
    assert page.url == f"{served.address}/contacts/companies/1"


@pytest.mark.interface("phone.visit")
def test_a_visit_is_written_down_in_three_taps(phone: Page) -> None:
    phone.locator(".pane-tabs a", has_text="Timeline").tap()
    phone.locator(".composer-offers a", has_text="Visit").tap()
    expect(phone.locator("#q-summary")).to_be_focused()
    phone.keyboard.type("Walked through the new hall")
    phone.locator(".quick-form button[type=submit]").tap()
    expect(phone.locator(".moment", has_text="Walked through the new hall").first).to_be_visible()
