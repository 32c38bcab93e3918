"""What follows the language: dates, numbers and phones; Chinese names in the order of their pinyin, found however they are typed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypinyin import lazy_pinyin

from .conftest import Served

COMPANIES, PERSONS = "/contacts/companies/", "/contacts/persons/"


@pytest.mark.interface("language.formats", "language.whole")
@pytest.mark.parametrize(
    ("language", "phone", "day", "count"),
    [
        (
            "en",
            r"\+86 990 8182 2233",
            r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ \w{3}|Today|Tomorrow",
            r"\d+ records in all",
        ),
        ("zh", r"0990-8182 2233|990 8182 2233", r"\d+月\d+日|今天|明天", r"共 ?\d+ ?条"),
    ],
)
def test_dates_numbers_and_phones_follow_the_language(
    language: str, phone: str, day: str, count: str, enter: Callable[..., Page], served: Served
) -> None:
    page = enter("director", f"{COMPANIES}1", language)
    expect(page.locator("#p-phone .prop-text")).to_have_text(re.compile(f"^({phone})$"))
    expect(page.locator(".timeline-day h3").first).to_have_text(re.compile(day))
    page.goto(served.address + COMPANIES)
    expect(page.locator(".pager-total")).to_have_text(re.compile(count))


@pytest.mark.interface("language.pinyin", "language.search")
def test_names_stand_by_pinyin_and_are_found_by_initials_pinyin_and_either_script(
    enter: Callable[..., Page], served: Served
) -> None:
    page = enter("director", f"{COMPANIES}?sort=name&c=name&customer_type=company")
    names = page.locator("#rows td.main > a").all_inner_texts()
    first = [lazy_pinyin(name)[0].lower() for name in names if re.match("[一-龥]", name)]
    assert len(set(first)) > 3 and first == sorted(first)
    for typed in ("zw", "zhangwei", "张", "張偉"):
        page.goto(f"{served.address}{PERSONS}?q={typed}")
        expect(page.locator("#rows td.main", has_text="张伟").first).to_be_visible()
