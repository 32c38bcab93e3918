"""Lists in the browser: the row of totals, groups, filters typed into the search box."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

COMPANIES = "/contacts/companies/?c=name&c=employees&c=turnover"


def test_the_row_of_totals_follows_the_rows_and_a_click_tells_the_average(enter: Callable[..., Page]) -> None:
    page = enter("admin", COMPANIES)
    figure = page.locator(".totals td[data-l='Employees'] a")
    expect(figure.locator(".sum-kind")).to_have_text("Sum")
    before = figure.locator(".sum-text").inner_text()
    page.goto(page.url + "&industry=trade")
    expect(figure.locator(".sum-text")).not_to_have_text(before)
    figure.click()
    expect(figure.locator(".sum-kind")).to_have_text("Average")
    assert "_figure=employees" in page.url and "industry=trade" in page.url


def test_on_a_phone_totals_are_a_line_below_the_cards(enter: Callable[..., Page]) -> None:
    page = enter("admin", "/account")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(page.url.replace("/account", COMPANIES))
    expect(page.locator(".totals td[data-l='Employees'] .sum-text")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_group_is_opened_by_a_click_and_is_open_again_after_a_reload(enter: Callable[..., Page]) -> None:
    page = enter("admin", "/contacts/companies/?group=industry&c=name&c=industry")
    group = page.locator("details.list-group").first
    expect(group.locator("td.main")).to_have_count(0)
    group.locator(".group-label").click()
    expect(group.locator("td.main").first).to_be_visible()
    page.reload()
    expect(page.locator("details.list-group").first.locator("td.main").first).to_be_visible()
