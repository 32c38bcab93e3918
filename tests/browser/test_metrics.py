"""Metrics in the browser: a tile explains itself by hover and by keyboard, its number and a bar open exactly their records."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Served

PAGE = "/metrics/contacts.follow_ups/?_period=all"


def shown_by_list(page: Page, served: Served) -> str:
    """How many records the list on the screen holds, counted exactly."""
    path, _mark, query = page.url.removeprefix(served.address).partition("?")
    counted = page.request.get(f"{served.address}{path}count?{query}&exact=1").text()
    return re.sub(r"\D", "", re.sub(r"<[^>]+>", "", counted))


def number_of(place: Locator) -> str:
    return re.sub(r"\D", "", place.inner_text())


def test_a_tile_explains_itself_and_its_number_opens_its_records(
    enter: Callable[..., Page], served: Served
) -> None:
    page = enter("admin", "/")
    tile = page.locator(".number-tile", has_text="Follow-ups")
    figure = tile.locator(".figure")
    expect(figure).to_be_visible()
    expect(tile.locator(".why-text")).to_be_hidden()
    figure.hover()
    expect(tile.locator(".why-text")).to_contain_text("Calls, meetings, visits and messages")
    page.mouse.move(0, 0)
    expect(tile.locator(".why-text")).to_be_hidden()
    tile.locator(".why").focus()
    expect(tile.locator(".why-text")).to_contain_text("Computed at")
    number = number_of(figure)
    figure.click()
    page.wait_for_url("**/contacts/interactions/?*")
    assert shown_by_list(page, served) == number


def test_a_bar_is_reached_by_keyboard_and_opens_its_records(
    enter: Callable[..., Page], served: Served
) -> None:
    page = enter("admin", PAGE)
    expect(page.locator(".charted a.mark").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    mark = page.locator(".charted a.mark").first
    told = mark.get_attribute("aria-label") or ""
    assert mark.locator("title").text_content() == told
    mark.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/interactions/?*")
    number = re.search(r": ([\d,]+)", told)
    assert number
    assert shown_by_list(page, served) == number[1].replace(",", "")


@pytest.mark.interface("home.tiles")
def test_the_numbers_of_the_home_page_are_chosen(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", "/metrics/tiles")
    for box in page.locator("input[name=metric]").all():
        box.set_checked(False)
    page.get_by_label("Follow-ups").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/")
    expect(page.locator(".number-tile .figure")).to_have_count(1)


def test_the_numbers_in_the_head_of_a_record_are_its_own_and_open_their_rows(
    enter: Callable[..., Page], served: Served
) -> None:
    page = enter(
        "director", "/sales/deals/?f=state&o=eq&v=open&f=company&o=not_empty&v=&f=amount&o=not_empty&v="
    )
    page.locator("table[data-list] td.main a").first.click()
    page.locator("#p-company .prop-text a").click()
    page.wait_for_url("**/contacts/companies/*")
    name = page.locator("h1").inner_text()
    head = page.locator(".record-numbers")
    tile = head.locator(".number-tile", has_text="Open amount")
    figure = tile.locator("a.figure")
    expect(figure).to_be_visible()
    expect(head.locator(".number-tile")).to_have_count(3)
    told = number_of(figure)
    tile.locator(".why").focus()
    expect(tile.locator(".why-text")).to_contain_text("all open deals now")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
    figure.click()
    page.wait_for_url("**/sales/deals/?*")
    assert int(shown_by_list(page, served)) > 0
    expect(page.locator(".facets")).to_contain_text(name)
    expect(page.locator("table[data-list] tfoot, .totals")).to_contain_text(re.compile(spread(told)))


def spread(digits: str) -> str:
    """The digits with anything but digits between them."""
    return r"[^\d]*".join(digits)
