"""Lists in the browser: the row of totals, groups, filters typed into the search box."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

COMPANIES = "/contacts/companies/?c=name&c=employees&c=turnover"


@pytest.mark.interface("lists.totals")
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


@pytest.mark.interface("lists.facets-offered", "lists.facets-joined")
def test_filters_are_typed_into_the_search_box_and_taken_away_one_by_one(enter: Callable[..., Page]) -> None:
    page = enter("admin", "/contacts/companies/")
    box, options = page.locator("form.search [role=combobox]"), page.locator("#facet-offers [role=option]")
    chips = page.locator(".facets .facet")

    def choose(typed: str, said: str) -> None:
        page.wait_for_load_state()
        page.keyboard.press("/")
        page.keyboard.type(typed)
        wanted = options.filter(has_text=said)
        expect(wanted).to_have_count(1)
        expect(box).to_have_attribute("aria-expanded", "true")
        for _press in range(1 + [each.inner_text() for each in options.all()].index(wanted.inner_text())):
            page.keyboard.press("ArrowDown")
        expect(box).to_have_attribute("aria-activedescendant", wanted.get_attribute("id") or "")
        page.keyboard.press("Enter")
        page.wait_for_url("**/companies/?*")

    choose("construct", "Industry")
    expect(chips).to_have_text(["Industry is Construction"])
    choose("manuf", "Industry")
    expect(chips).to_have_text(["Industry is Construction or Manufacturing"])
    both = page.locator(".pager").inner_text()
    choose("有限", "Company name contains")
    expect(chips.filter(has_text="Company name contains 有限")).to_be_visible()
    expect(chips).to_have_count(2)
    assert page.locator(".pager").inner_text() != both
    page.get_by_role("link", name="Remove the filter Industry Construction").click()
    expect(chips.filter(has_text="Industry is Manufacturing")).to_be_visible()


def test_enter_without_a_choice_searches_and_an_input_methods_enter_chooses_nothing(
    enter: Callable[..., Page],
) -> None:
    page = enter("admin", "/contacts/companies/")
    box = page.locator("form.search [role=combobox]")
    box.press_sequentially("wang")
    expect(page.locator("#facet-offers [role=option]").first).to_be_visible()
    box.press("ArrowDown")
    composed = '(i) => i.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true}))'
    box.evaluate(composed)
    assert page.url.endswith("/companies/")
    box.press("Escape")
    expect(page.locator("#facet-offers")).to_be_hidden()
    box.press("Enter")
    page.wait_for_url("**/companies/?q=wang")
    expect(page.locator(".facets .facet")).to_have_text(["Search wang"])


@pytest.mark.interface("lists.builder", "lists.builder-count")
def test_a_filter_is_put_together_from_groups_and_told_its_count_before_it_is_applied(
    enter: Callable[..., Page],
) -> None:
    page = enter("admin", "/sales/deals/")
    page.locator(".filter-tools summary").first.click()
    rows, would = page.locator("[data-row]"), page.locator("[data-would]")
    rows.locator("select[name=f]").select_option("company.")
    expect(rows.locator("select[name=f] option:checked")).to_have_text("Company → Company name")
    rows.locator("select[name=f]").select_option("company.industry")
    rows.locator(".builder-value select").select_option("manufacturing")
    expect(would).to_contain_text("record")
    alone = would.inner_text()
    page.locator("[data-add='2']").press("Enter")
    expect(rows).to_have_count(2)
    expect(rows.nth(1).locator("select[name=f]")).to_be_focused()
    page.locator("[data-group] [data-group] [data-add='']").press("Enter")
    expect(rows).to_have_count(3)
    rows.nth(1).locator("select[name=f]").select_option("probability")
    expect(rows.nth(1).locator("select[name=o]")).to_be_focused()
    rows.nth(1).locator("select[name=o]").select_option("gte")
    rows.nth(1).locator("[name=v]").fill("60")
    expect(rows.nth(2).locator("select[name=f]")).to_have_value("name")
    rows.nth(2).locator("[name=v]").fill("zzz")
    expect(would).not_to_have_text(alone)
    told = would.inner_text()
    page.locator("[data-builder] [type=submit]").click()
    chips = page.locator(".facets .facet")
    expect(chips).to_have_text(
        ["Company → Industry is Manufacturing", "Probability is at least 60% or Name contains zzz"]
    )
    expect(page.locator(".pager-total")).to_have_text(told)
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(".filter-tools summary").first.click()
    expect(page.locator("[data-group]")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("[data-group] [data-group] .builder-word [data-remove]").click()
    expect(page.locator("[data-would]")).to_have_text(alone)


@pytest.mark.interface("lists.builder", "lists.builder-count")
def test_companies_are_asked_for_their_deals_and_for_having_none(enter: Callable[..., Page]) -> None:
    page = enter("admin", "/contacts/companies/")
    whole = page.locator(".pager-total").inner_text()
    page.locator(".filter-tools summary").first.click()
    would, group = page.locator("[data-would]"), page.locator("[data-whose]")
    page.locator("[data-has]").press("Enter")
    expect(group.locator("select[name=o]").first).to_be_focused()
    group.locator(".builder-whose select[name=v]").select_option("sales.deal.company")
    expect(group.locator(".builder-whose select[name=v]")).to_be_focused()
    rows = group.locator("[data-row]")
    expect(rows).to_have_count(1)
    rows.locator("select[name=f]").select_option("probability")
    expect(rows.locator("select[name=o]")).to_be_focused()
    rows.locator("select[name=o]").select_option("gte")
    rows.locator("[name=v]").fill("60")
    expect(would).to_contain_text("record")
    expect(would).not_to_have_text(whole)
    having = would.inner_text()
    page.locator("[data-builder] [type=submit]").click()
    expect(page.locator(".facets .facet")).to_have_text(["has Deals with: Probability is at least 60%"])
    expect(page.locator(".pager-total")).to_have_text(having)
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(".filter-tools summary").first.click()
    group.locator(".builder-whose select[name=o]").select_option("has_no")
    expect(would).to_contain_text("record")
    expect(would).not_to_have_text(having)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    group.locator("[data-rows] [data-remove]").click()
    group.locator(".builder-word [data-remove]").click()
    expect(would).to_have_text(whole)


def test_what_is_asked_stays_whole_while_the_editor_of_another_field_is_on_its_way(
    enter: Callable[..., Page],
) -> None:
    page = enter("admin", "/sales/deals/")
    page.locator(".filter-tools summary").first.click()
    row, would = page.locator("[data-row]"), page.locator("[data-would]")
    expect(row).to_have_count(1)
    held: list[Route] = []
    page.route("**/filter/row?*", lambda route: held.append(route))
    with page.expect_response("**/deals/count?*") as first:
        row.locator("select[name=f]").select_option("probability")
    expect(row.locator("select[name=o]")).to_be_disabled()
    with page.expect_response("**/deals/count?*") as second:
        row.locator("select[name=f]").select_option("close_on")
    assert (first.value.status, second.value.status) == (200, 200)
    expect(would).to_contain_text("record")
    for route in reversed(held):
        with page.expect_response("**/filter/row?*"):
            route.continue_()
    expect(row.locator("select[name=o]")).to_be_enabled()
    expect(row.locator("[name=v]")).to_have_attribute("type", "date")
    expect(row.locator("select[name=f]")).to_have_value("close_on")
    assert row.locator("[name=o], [name=v]").count() == 2
