"""What the head of a board's column tells, what stale cards wear, what is chosen and stays chosen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

DEALS, COMPANIES = "/sales/deals/board/", "/contacts/companies/board/"
TINT = "(card) => getComputedStyle(card).backgroundColor"


@pytest.mark.interface("board.head", "board.head-filter", "access.colour")
def test_a_head_tells_count_sums_and_next_activities_and_a_click_on_a_colour_filters(
    enter: Callable[..., Page],
) -> None:
    page = enter("director", DEALS)
    page.wait_for_load_state("networkidle")
    head = page.locator(".column", has=page.locator(".next-bar a.green")).first
    count = int(head.locator(".column-count .count").inner_text())
    total, weighted = head.locator(".column-total").all()
    expect(total).to_contain_text(re.compile(r"¥[\d,]+\.\d\d"))
    expect(weighted).to_contain_text(re.compile(r"weighted ¥[\d,]+\.\d\d"))
    parts = head.locator(".next-bar a").all()
    assert sum(int(each.get_attribute("data-part") or 0) for each in parts) == count
    for each in parts:  # the colour does not stand alone
        assert re.fullmatch(r"\w[\w ]+: \d+", each.get_attribute("title") or "")
        assert each.inner_text() == each.get_attribute("title")
    key, planned = head.get_attribute("data-column"), head.locator(".next-bar a.green")
    number = planned.get_attribute("data-part") or ""
    planned.click()
    page.wait_for_url(re.compile(r"\?"))
    column = page.locator(f".column[data-column='{key}']")
    expect(column.locator(".column-count .count")).to_have_text(number)
    expect(column.locator(".card")).to_have_count(int(number))
    expect(page.locator(".next-bar a:not(.green)")).to_have_count(0)


@pytest.mark.interface("board.stale")
def test_a_stale_card_is_tinted_and_tells_its_days_and_the_threshold_of_its_stage(
    enter: Callable[..., Page],
) -> None:
    page = enter("director", DEALS)
    page.wait_for_load_state("networkidle")
    stale, fresh = page.locator(".card.stale"), page.locator(".card:not(.stale)").first
    assert {each.evaluate(TINT) for each in stale.all()}.isdisjoint({fresh.evaluate(TINT)})
    for column in page.locator(".column", has=stale).all():
        badges = column.locator(".card.stale > .badge.amber")
        limits = {each.get_attribute("title") for each in badges.all()}
        assert len(limits) == 1, "one threshold for the stage"
        limit = int(re.sub(r"\D", "", limits.pop() or ""))
        assert all(
            int(re.fullmatch(r"(\d+) days", text)[1]) > limit  # type: ignore[index]
            for text in badges.all_inner_texts()
        )
    assert stale.count()


@pytest.mark.interface("board.card-fields", "board.quick-create")
def test_a_card_is_added_with_two_fields_and_its_fields_are_chosen_and_stay_so(
    enter: Callable[..., Page],
) -> None:
    page = enter("lead.north", COMPANIES)
    expect(page.locator(".column-count .count").first).to_be_visible()
    page.locator(".column[data-column=middle] .column-head [data-board-form]").click()
    fields = page.locator("#board-ask :is(input:not([type=hidden]), select)")
    expect(fields).to_have_count(2)
    assert [each.get_attribute("name") for each in fields.all()] == ["name", "city"]
    fields.nth(0).fill("Two fields Ltd")
    fields.nth(1).fill("Wuxi")
    page.keyboard.press("Enter")
    card = page.locator(".column[data-column=middle] .card", has_text="Two fields Ltd")
    expect(card).to_contain_text("Wuxi")
    opener, chooser = (
        page.locator(".filter-tools summary", has_text="Fields of cards"),
        page.locator(".chooser"),
    )
    opener.click()
    before = chooser.locator("input:checked").evaluate_all("(all) => all.map((box) => box.value)")
    chooser.locator("input[value=city]").uncheck()
    chooser.locator("input[value=customer_type]").check()
    chooser.get_by_role("button", name="Apply").click()
    expect(card).to_contain_text("Company customer")
    page.reload()
    expect(card).to_contain_text("Company customer")
    expect(card).not_to_contain_text("Wuxi")
    opener.click()
    expect(chooser.locator("input[value=city]")).not_to_be_checked()
    for box in chooser.locator("input[name=c]").all():
        box.set_checked(box.get_attribute("value") in before)
    chooser.get_by_role("button", name="Apply").click()
    expect(card).to_contain_text("Wuxi")
