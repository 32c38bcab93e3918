"""What is done to a whole installation, in one of its own: a plugin with a look and a command, and the removal of the sample data."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served

WITHIN_S = 60
WEIGH = "Weigh the harvest"


@pytest.fixture
def other(page: Page, orchard: Served) -> Page:
    """The other installation, with its administrator signed in."""
    orchard.enter(page.context, "admin")
    page.goto(f"{orchard.address}/")
    return page


def layers(page: Page, sheet: str) -> list[str]:
    """The cascade layers that hold the rules of a stylesheet, by the name at the end of its address."""
    found: list[str] = page.evaluate(
        """(name) => [...document.styleSheets].filter((sheet) => sheet.href?.includes(name))
            .flatMap((sheet) => [...sheet.cssRules].map((rule) => rule instanceof CSSLayerBlockRule ? rule.name : ""))""",
        sheet,
    )
    return found


def offered(page: Page, typed: str) -> list[str]:
    """What the palette offers for a text."""
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    page.locator("#palette input").fill(typed)
    expect(page.locator("#palette")).to_be_visible()
    page.wait_for_load_state("networkidle")
    found: list[str] = page.locator("#palette [role=option]:visible").all_inner_texts()
    page.keyboard.press("Escape")
    return found


@pytest.mark.interface("look.plugin-style")
def test_a_plugin_looks_as_its_own_small_stylesheet_says_and_the_rest_as_before(
    other: Page, orchard: Served
) -> None:
    other.goto(f"{orchard.address}/orchard/")
    tree = other.locator(".orchard-tree")
    expect(tree).to_have_css("border-top-style", "dashed")
    expect(tree).to_have_css("width", "120px")
    expect(other.locator(".orchard-pick")).to_have_css("border-radius", "19px")
    assert layers(other, "/style/orchard-") == ["plugin"]
    sheet = other.locator("link[rel=stylesheet]").last.get_attribute("href") or ""
    answer = other.context.request.get(f"{orchard.address}{sheet}")
    assert re.fullmatch(r"/style/orchard-[0-9a-f]{10}\.css", sheet)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")


@pytest.mark.interface("navigation.palette-plugins")
def test_a_plugin_adds_entries_to_the_palette_and_leaves_none_when_it_is_off(
    other: Page, orchard: Served
) -> None:
    assert any(WEIGH in each for each in offered(other, ">weigh"))
    assert any("Orchard" in each for each in offered(other, "/orchard"))
    other.keyboard.press("Control+k")
    other.locator("#palette input").fill(">weigh")
    other.keyboard.press("Enter")
    expect(other).to_have_url(f"{orchard.address}/orchard/harvest")
    _turn(other, orchard, "Disable")
    assert not offered(other, ">weigh") and not offered(other, "/orchard")
    assert other.locator("a[href='/orchard/']").count() == 0
    assert other.locator("link[href^='/style/']").count() == 0
    _turn(other, orchard, "Enable")
    assert any(WEIGH in each for each in offered(other, ">weigh"))


def _turn(page: Page, orchard: Served, verb: str) -> None:
    """Enable or disable the plugin on the page of plugins, and wait until every process has followed."""
    page.goto(f"{orchard.address}/settings/plugins")
    page.locator("#orchard").get_by_role("button", name=verb).click()
    page.wait_for_load_state()
    until, wanted = time.monotonic() + WITHIN_S, 1 if verb == "Enable" else 0
    while page.locator("a[href='/orchard/']").count() != wanted:
        assert time.monotonic() < until, f"the plugin is not {verb.lower()}d"
        page.goto(f"{orchard.address}/")


@pytest.mark.interface("first-run.sample")
def test_sample_data_are_removed_in_one_click_and_the_lists_teach_what_belongs_there(
    other: Page, orchard: Served
) -> None:
    other.goto(f"{orchard.address}/contacts/companies/")
    expect(other.locator("table[data-list] tbody tr").first).to_be_visible()
    other.goto(f"{orchard.address}/first-steps")
    other.get_by_role("button", name="Remove demo data").click()
    other.locator("#question [data-yes]").click()
    expect(other).to_have_url(f"{orchard.address}/settings/demo")
    expect(other.locator(".alert", has_text="They go for good after thirty days")).to_be_visible(
        timeout=WITHIN_S * 1000
    )
    for path in ("/contacts/companies/", "/contacts/persons/", "/sales/deals/", "/sales/leads/"):
        other.goto(f"{orchard.address}{path}")
        expect(other.locator("table[data-list] tbody tr")).to_have_count(0)
        taught = other.locator(".empty")
        expect(taught).to_be_visible()
        assert len(taught.inner_text()) > 40
        expect(taught.get_by_role("link").first).to_be_visible()
    other.goto(f"{orchard.address}/first-steps")
    expect(other.get_by_role("button", name="Remove demo data")).to_have_count(0)
