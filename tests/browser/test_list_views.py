"""Lists as one looks at them: quick filters, groups, views that share and leak nothing, what an empty list offers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served

LIST, PERSONS, ACTIVITIES = "/contacts/companies/", "/contacts/persons/", "/work/activities/"


@pytest.mark.interface("lists.quick")
def test_quick_filters_are_one_click_away(served: Served, enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    quick = page.locator(".quick")
    for name in ("My team", "Recently changed", "Mine, long without contact", "Mine"):
        quick.get_by_role("link", name=name, exact=True).click()
        expect(quick.locator("[aria-current]")).to_have_text(name)
    assert set(page.locator("td[data-l=Owner]").all_inner_texts()) == {"John Smith"}
    page.goto(served.address + ACTIVITIES)
    for name in ("Due today", "Overdue"):
        quick.get_by_role("link", name=name, exact=True).click()
        expect(quick.locator("[aria-current]")).to_have_text(name)


@pytest.mark.interface("lists.group", "lists.group-dates")
def test_a_list_is_grouped_by_two_fields_with_counts_and_sums_and_dates_by_their_spans(
    enter: Callable[..., Page],
) -> None:
    page = enter("director", f"{LIST}?c=name&c=employees")
    page.locator(".filter-tools summary", has_text="Group").click()
    first, second = page.get_by_label("Group by"), page.get_by_label("Then by")
    for span in ("day", "week", "month", "quarter", "year"):
        expect(first.locator("option", has_text=f"Changed by {span}")).to_be_attached()
    first.select_option(label="Changed by year")
    second.select_option(label="Industry")
    page.locator(".chooser").get_by_role("button", name="Apply").click()
    year = page.locator(".groups > details.list-group").first
    expect(year.locator("summary .group-label").first).to_have_text(re.compile(r"20\d\d"))
    expect(year.locator("summary .count").first).to_have_text(re.compile(r"\d+"))
    expect(year.locator("summary .group-sums").first).to_contain_text("Employees")
    year.locator("summary .group-label").first.click()
    industry = year.locator("details.list-group").first
    expect(industry.locator("summary .group-sums")).to_contain_text(re.compile(r"Sum [\d,]+"))
    industry.locator("summary .group-label").click()
    expect(industry.locator("td.main").first).to_be_visible()
    number = int(industry.locator("summary .count").inner_text())
    expect(industry.locator("td.main")).to_have_count(number)
    year.locator("summary .group-label").first.click()
    expect(industry).to_be_hidden()


@pytest.mark.interface("lists.views-leak", "lists.views-shared")
def test_a_view_is_shared_and_a_default_and_a_filter_for_the_moment_leaks_into_no_other(
    enter: Callable[..., Page], second: Callable[..., Page], served: Served
) -> None:
    page = enter("lead.east", f"{PERSONS}?quick=mine")
    opener = page.locator(".filter-tools summary[title='Views']")
    for name, shared, default in (("Leak none", "", False), ("Leak team", "team", True)):
        opener.click()
        page.locator("#view-name").fill(name)
        if shared:
            choices = page.locator("#view-shared")
            expect(choices.locator("option").first).to_have_text("Only me")
            choices.select_option(label="华东大区 and below")
        page.locator(".view-default input").set_checked(default)
        page.get_by_role("button", name="Save view").click()
        expect(page.locator(".saved-views [aria-current=page]")).to_have_text(name)
    tabs = page.locator(".saved-views .tabs")
    tabs.get_by_role("link", name="Leak none").click()
    page.wait_for_load_state()
    expect(page.locator(".pager-count")).to_contain_text("records in all")
    rows = page.locator(".pager-count").inner_text()
    page.locator("main [name=q]").fill("zzzz")
    page.locator("main [name=q]").press("Enter")
    expect(page.locator(".view-state")).to_contain_text("Not as saved")
    for name in ("Leak team", "Leak none"):
        tabs.get_by_role("link", name=name).click()
        expect(page.locator(".saved-views [aria-current=page]")).to_have_text(name)
        expect(page.locator(".view-state, .facet:has-text('zzzz')")).to_have_count(0)
        expect(page.locator(".pager-count")).to_have_text(rows)
    page.goto(served.address + PERSONS)
    expect(page.locator(".saved-views [aria-current=page]")).to_have_text("Leak team")
    colleague = second("seller.shanghai", PERSONS)
    expect(colleague.locator(".saved-views .tabs")).to_contain_text("Leak team")
    expect(colleague.locator(".saved-views .tabs")).not_to_contain_text("Leak none")
    expect(colleague.locator(".saved-views [aria-current=page]")).to_have_text("All")
    for name in ("Leak team", "Leak none"):
        tabs.get_by_role("link", name=name).click()
        expect(page.locator(".saved-views [aria-current=page]")).to_have_text(name)
        page.wait_for_load_state()
        opener.click()
        page.get_by_role("button", name="Delete the view").click()
        expect(tabs.get_by_text(name)).to_have_count(0)


@pytest.mark.interface("lists.empty-filtered")
def test_a_filtered_empty_list_offers_to_clear_the_filter(enter: Callable[..., Page]) -> None:
    page = enter("director", f"{LIST}?q=zzzz&industry=trade")
    empty = page.locator(".empty")
    expect(empty).to_contain_text("Nothing fits this filter")
    empty.get_by_role("link", name="Clear filter").click()
    expect(page.locator("#rows tr").first).to_be_visible()
    expect(page.locator(".facet")).to_have_count(0)
