"""Widths and order of a list's columns: chosen in the address, kept by what narrows the list, and by saved views."""

from __future__ import annotations

import re
from html import unescape

import pytest

from guanxi.api import create
from guanxi.testing.site import Browser, Site

LIST = "/contacts/companies/"


@pytest.fixture
def browser(site: Site) -> Browser:
    create(site.actor("seller.north"), site.house.host.resources["contacts.company"], {"name": "Wide Ltd"})
    return site.sign_in("seller.north")


def widths(html: str) -> list[int]:
    return [int(found) for found in re.findall(r'<col width="(\d+)">', html)]


def names(html: str) -> list[str]:
    return re.findall(r'<th[^>]* data-c="(\w+)"', html)


def test_columns_are_as_wide_as_the_address_says_and_the_others_have_their_usual_width(
    browser: Browser,
) -> None:
    page = browser.get(f"{LIST}?c=city&c=industry&_width=city:333").text
    assert names(page) == ["name", "city", "industry"]
    assert widths(page)[1:] == [260, 333, 150]
    assert 'class="list sized"' in page
    assert widths(browser.get(LIST).text) == []


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [
        ("city:1", 56),
        ("city:9999", 800),
        ("city:12x", 0),
        ("city", 0),
        (":100", 0),
        ("nothing:100", 0),
        ("city:٣٣", 0),
    ],
)
def test_a_width_is_kept_within_bounds_and_rubbish_is_none(asked: str, drawn: int, browser: Browser) -> None:
    found = widths(browser.get(f"{LIST}?c=city&_width={asked}").text)
    assert (found[2] if found else 0) == drawn


def test_widths_and_order_survive_a_quick_filter_a_search_a_sorting_and_a_cleared_filter(
    browser: Browser,
) -> None:
    page = unescape(browser.get(f"{LIST}?c=industry&c=city&_width=city:333&f=city&o=eq&v=x").text)
    chosen = "c=industry&c=city&_width=city%3A333"
    assert re.search(rf'href="[^"]*{chosen}[^"]*quick=mine"', page)
    assert re.search(rf'href="{LIST}\?{re.escape(chosen)}"', page), "the filter is cleared"
    assert '<input type="hidden" name="_width" value="city:333">' in page, "the search sends it along"
    sorted_by = unescape(browser.get(f"{LIST}?c=city&_width=city:333").text)
    assert re.search(r'<th class="main"[^>]*><a href="[^"]*_width=city%3A333', sorted_by)


def test_the_chooser_offers_widths_without_a_mouse(browser: Browser) -> None:
    chooser = browser.get(f"{LIST}columns?c=city&_width=city:333").text
    assert '<option value="city:333" selected>' in chooser
    assert '<option value="city:240">' in chooser
    assert 'type="hidden" name="_width"' not in chooser
    page = browser.get(f"{LIST}?c=city&_width=&_width=city%3A240").text
    assert widths(page)[2] == 240
    assert not re.search(r'href="[^"]*_width=&', page)


def test_a_saved_view_keeps_widths_and_tells_when_they_were_changed(browser: Browser) -> None:
    query = "c=industry&c=city&_width=city%3A333"
    menu = browser.get(f"{LIST}views?_kind=list&{query}", **{"HX-Request": "true"}).text
    asks = unescape(re.search(r'name="asks" value="([^"]*)"', menu)[1])  # type: ignore[index]
    assert asks == query
    address = browser.post(f"{LIST}views", name="Narrow and wide", asks=asks).headers["Location"]
    shown = browser.get(address).text
    assert names(shown) == ["name", "industry", "city"]
    assert widths(shown)[-1] == 333
    assert "Update view" not in shown
    number = address.rpartition("=")[2]
    changed = browser.get(f"{LIST}?_opened={number}&{query.replace('333', '400')}").text
    assert "Update view" in changed
