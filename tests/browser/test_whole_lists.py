"""Choosing everything that a list shows, in the browser: offered once the page is selected, looked at, done, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

LIST, COMPANIES = "/contacts/persons/", "/contacts/companies/"
PAGE = 80


@pytest.mark.interface("lists.bulk-choose", "lists.bulk-undo", "safety.undo-bulk")
def test_all_that_a_list_shows_is_chosen_looked_at_changed_and_taken_back(enter: Callable[..., Page]) -> None:
    page = enter("director", LIST)
    bulk, whole = page.locator("[data-bulk]"), page.locator("[data-pick-list]")
    page.locator("#rows td.pick input").first.check()
    expect(whole).to_be_hidden()
    page.locator("[data-pick-all]").check()
    expect(whole).to_be_visible()
    whole.click()
    expect(page.locator("[data-picked-list]")).to_have_text("All that the list shows")
    expect(bulk.get_by_role("button", name="Export", exact=False)).to_have_count(0)
    bulk.get_by_role("button", name="Edit", exact=True).click()
    expect(page.get_by_label("that the list shows")).to_be_checked()
    page.locator("[name=bulk_field]").select_option("note")
    page.get_by_role("button", name="Go on").click()
    page.locator("main [name=note]").fill("Asked all of them")
    page.get_by_role("button", name="Preview").click()
    change = page.get_by_role("button", name="Change", exact=True)
    expect(page.locator("main")).to_contain_text("records change.")
    change.click()
    done = page.locator("#toasts [data-toast]", has_text="records changed")
    expect(done).to_be_visible()
    done.get_by_role("button", name="Undo").click()
    expect(done).to_be_hidden()
    page.goto(page.url.split("?")[0] + "?note~=Asked")
    expect(page.locator("main")).to_contain_text("Nothing fits this filter")


def test_unpicking_a_row_means_the_rows_again(enter: Callable[..., Page]) -> None:
    page = enter("director", LIST)
    page.locator("[data-pick-all]").check()
    page.locator("[data-pick-list]").click()
    page.locator("#rows td.pick input").first.uncheck()
    expect(page.locator("[data-picked-list]")).to_be_hidden()
    expect(page.locator("[data-bulk-count]")).to_have_text("79 selected")


@pytest.mark.interface("lists.bulk-invalid", "lists.bulk-told", "lists.bulk-undo")
def test_what_would_change_is_not_permitted_or_would_be_invalid_is_told_before_and_all_is_undone(
    enter: Callable[..., Page],
) -> None:
    page = enter("seller.north", "/contacts/companies/?quick=mine&sort=name")
    parent = page.locator("#rows a[id^=n]").first.inner_text()
    below = page.url.split("?")[0] + "?f=subsidiary_of.name&o=eq&v=" + parent
    page.goto(below)
    before = page.locator("#rows tr").count()
    page.goto(page.url.split("?")[0] + "?sort=name")
    page.locator("[data-pick-all]").check()
    page.locator("[data-bulk]").get_by_role("button", name="Edit", exact=True).click()
    page.locator("[name=bulk_field]").select_option("subsidiary_of")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_load_state()
    page.locator("main [role=combobox]").fill(parent)
    page.locator("main [role=option]", has_text=parent).first.click()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+ records change\."))
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+ records are not permitted\."))
    expect(page.locator("main")).to_contain_text("1 record would be invalid.")
    expect(page.locator("main")).to_contain_text("This company would be its own parent; choose another one.")
    page.get_by_role("button", name="Change", exact=True).click()
    done = page.locator("#toasts [data-toast]", has_text="records changed")
    done.get_by_role("button", name="Undo").click()
    expect(done).to_be_hidden()
    page.goto(below)
    expect(page.locator("#rows tr")).to_have_count(before)


def test_what_would_be_invalid_among_all_that_match_is_told_before(enter: Callable[..., Page]) -> None:
    page = enter("director", COMPANIES)
    parent = page.locator("#rows a[id^=n]").first.inner_text()
    page.locator("[data-pick-all]").check()
    page.locator("[data-pick-list]").click()
    page.locator("[data-bulk]").get_by_role("button", name="Edit", exact=True).click()
    page.locator("[name=bulk_field]").select_option("subsidiary_of")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_load_state()
    page.locator("main [role=combobox]").fill(parent)
    page.locator("main [role=option]", has_text=parent).first.click()
    page.get_by_role("button", name="Preview").click()
    told = page.locator("main")
    expect(told).to_contain_text(re.compile(r"\d+ records? would be invalid\."))
    expect(told).to_contain_text("This company would be its own parent; choose another one.")
    changing = re.search(r"(\d+) records change\.", told.inner_text())
    assert changing is not None and int(changing[1]) > PAGE
