"""Where the people of a team stand, for whoever leads it: each number opens what it counts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.interface("home.team")
def test_a_lead_sees_where_his_team_stands_and_each_number_opens_its_list(
    enter: Callable[..., Page],
) -> None:
    page = enter("lead.east", "/work/team")
    rows = page.locator(".team-page table tbody:not([aria-busy]) tr")
    expect(rows.first).to_be_visible()
    assert rows.count() > 1 and page.locator("thead th.num").count() > 2
    number = page.locator("tbody:not([aria-busy]) td[data-l='Not done'] a").first
    told = int(re.sub(r"\D", "", number.inner_text()))
    number.click()
    page.wait_for_url(re.compile(r"/work/team/\d+\?what="))
    expect(page.locator("main .todos > li")).to_have_count(told)
