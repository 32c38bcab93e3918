"""A page on paper: no menus, buttons and toasts; title, filter, who and when; tables whole, also on the narrow side of A4."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

A4 = {"width": 688, "height": 971}  # what the margins leave of the upright sheet, in CSS pixels
LIST = "/contacts/companies/?industry=manufacturing&industry=trade"
SCREEN_ONLY = ", ".join(
    (
        ".side, .top, .toasts, .skip, .bulk, .pane-tabs, .pick, dialog",
        ".stage .button, .stage button, .stage summary:not(.moment-head)",  # the head of folded changes is content
        ".stage .input, .composer, .attach, .timeline-sorts a:not([aria-current])",
        ".no-tags, .timeline-sorts > :first-child, .quick > :first-child",
    )
)


def _on_paper(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    page.set_viewport_size(A4)  # type: ignore[arg-type]


def _visible(page: Page, selector: str) -> list[str]:
    """What of `selector` takes place on the sheet."""
    found: list[str] = page.locator(selector).evaluate_all(
        "(all) => all.filter((one) => one.getClientRects().length).map((one) => one.outerHTML.slice(0, 80))"
    )
    return found


def _height(of: Locator) -> float:
    box = of.bounding_box()
    assert box is not None
    return box["height"]


@pytest.mark.interface("print.clean")
@pytest.mark.parametrize(
    ("language", "title", "printed", "told"),
    [
        ("en", "Companies", "Printed by", "is Manufacturing or Wholesale and retail"),
        ("zh", "企业", "打印人：", "等于 制造业 或 批发和零售业"),
    ],
)
def test_a_list_is_printed_as_a_table_with_its_filter(
    enter: Callable[..., Page], language: str, title: str, printed: str, told: str
) -> None:
    page = enter("admin", LIST, language)
    expect(page.locator(".printed")).to_be_hidden()
    _on_paper(page)
    assert _visible(page, SCREEN_ONLY) == []
    expect(page.locator(".page-title h1")).to_contain_text(title)
    expect(page.locator(".printed")).to_contain_text(printed)
    expect(page.locator(".facet")).to_contain_text(told)
    assert page.locator("#rows tr").first.evaluate("(row) => getComputedStyle(row).display") == "table-row"
    rows, wrap = page.locator("#rows tr"), page.locator(".table-wrap")
    assert rows.count() > 20
    assert wrap.evaluate("(wrap) => wrap.scrollHeight <= wrap.clientHeight + 1"), "nothing is cut"
    expect(page.locator(".pager-count")).to_be_visible()


@pytest.mark.interface("print.clean")
def test_a_record_is_printed_without_what_one_clicks_and_with_what_changed(
    enter: Callable[..., Page],
) -> None:
    page = enter("admin", "/contacts/companies/2/edit")
    page.fill("#f-city", "纸上市")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/2$"))
    change = page.locator(".moment-changes", has_text="纸上市").first
    expect(change).to_be_attached()
    assert _height(change) < 40, "on screen it is folded"
    _on_paper(page)
    assert _visible(page, SCREEN_ONLY) == []
    assert _height(change) > 40, "on paper it lies open, for nobody can unfold it there"
    expect(page.locator(".printed")).to_contain_text("as of 20")
    expect(page.locator("h1")).to_be_visible()
    for pane in ("#details", "#happened", "#related"):
        assert _visible(page, pane)
