"""Columns by mouse: an edge is dragged, a head is dragged, a double click fits; by keyboard the chooser does the same."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

LIST = "/contacts/companies/?sort=name"
HEAD = "table[data-list] thead th[data-c={name}]"


def head(page: Page, name: str) -> Locator:
    return page.locator(HEAD.format(name=name))


def box(found: Locator) -> dict[str, float]:
    shown = found.bounding_box()
    assert shown is not None
    return dict(shown)


def pull(page: Page, x: float, y: float, by: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by / 2, y)
    page.mouse.move(x + by, y)
    page.mouse.up()


@pytest.mark.interface("lists.columns-drag", "lists.columns-survive")
def test_an_edge_is_dragged_and_the_width_survives_a_quick_filter(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    before = box(head(page, "industry"))
    pull(page, before["x"] + before["width"] - 1, before["y"] + 15, 90)
    page.wait_for_url(re.compile("_width="))
    wide = box(head(page, "industry"))["width"]
    assert abs(wide - before["width"] - 90) <= 2
    page.get_by_role("link", name="Mine", exact=True).click()
    page.wait_for_url(re.compile("quick=mine"))
    assert box(head(page, "industry"))["width"] == wide
    first = box(head(page, "industry"))
    page.mouse.dblclick(first["x"] + first["width"] - 1, first["y"] + 15)
    page.wait_for_url(lambda url: f"industry%3A{round(wide)}" not in url)
    assert box(head(page, "industry"))["width"] < wide
    assert not page.evaluate(
        "() => [...document.querySelectorAll('tbody td:nth-child(4)')].some((c) => c.scrollWidth > c.clientWidth)"
    )


@pytest.mark.interface("lists.columns-drag")
def test_a_head_is_dragged_to_its_place_and_nothing_is_sorted_by_it(enter: Callable[..., Page]) -> None:
    page = enter("admin", LIST)
    names = page.locator("thead th[data-c]")
    order = names.evaluate_all("(all) => all.map((th) => th.dataset.c)")
    moved, target = box(head(page, order[3])), box(head(page, order[1]))
    pull(page, moved["x"] + 20, moved["y"] + 15, target["x"] + 8 - moved["x"] - 20)
    page.wait_for_url(re.compile("c="))
    expect(names.nth(1)).to_have_attribute("data-c", order[3])
    expect(names.nth(0)).to_have_attribute("data-c", order[0])
    assert "sort=name" in page.url


def test_the_chooser_sets_a_width_by_keyboard(enter: Callable[..., Page]) -> None:
    page = enter("admin", LIST)
    page.locator(".filter-tools summary", has_text="Columns").click()
    page.get_by_label("Width of Industry").select_option(label="wide")
    page.locator(".chooser button[type=submit]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("industry%3A240"))
    assert box(head(page, "industry"))["width"] == 240
