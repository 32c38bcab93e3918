"""axe-core finds nothing serious on any page, by day and by night, nor in what opens on a page.

Of pages alike it looks at a few, as the tests of every page do; ``LONG=1``: at all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from guanxi.testing import services

from .conftest import Served
from .test_every_page import pages

AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RUN = """async (rules) => (await axe.run(document, {resultTypes: ["violations"], ...rules})).violations
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => each.id + ": " + each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" "))"""
CONTRAST = {"runOnly": ["color-contrast"]}
STILL = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important }");
    document.adoptedStyleSheets = [sheet];
}"""


@pytest.fixture
def axe() -> str:
    """The checker as a script: evaluated by the driver, because the pages let no foreign script in."""
    if not AXE.is_file():
        services.refuse("browser", "install the front end's packages: python3 dev.py assets")
    return AXE.read_text(encoding="utf-8")


def faults(page: Page, axe: str) -> list[str]:
    """The serious and critical faults of the page as it stands."""
    page.evaluate(STILL)
    page.evaluate(axe)
    found: list[str] = page.evaluate(RUN, {})
    return found


@pytest.mark.interface("access.contrast", "access.themes")
@pytest.mark.long
def test_no_page_has_a_serious_fault(
    app: Flask, served: Served, enter: Callable[..., Page], console: list[str], axe: str
) -> None:
    page, wrong, seen = enter("admin", "/"), [], 0
    for path in pages(app, page, served, 0):
        seen += 1
        page.emulate_media(color_scheme="light")
        page.goto(served.address + path, wait_until="load")
        wrong += [f"{path} light: {fault}" for fault in faults(page, axe)]
        page.emulate_media(color_scheme="dark")
        wrong += [f"{path} dark: {fault}" for fault in page.evaluate(RUN, CONTRAST)]
        console.clear()
    assert seen > 40
    assert wrong == [], "\n".join(wrong)


def test_pages_for_strangers_have_no_serious_fault(
    page: Page, served: Served, console: list[str], axe: str
) -> None:
    wrong = []
    for path in ("/sign-in", "/sign-in?out=1", "/nothing-here", "/invitation/none"):
        page.goto(served.address + path)
        wrong += [f"{path} {fault}" for fault in faults(page, axe)]
        console.clear()
    assert wrong == [], "\n".join(wrong)


def _filter(page: Page) -> None:
    page.locator(".filter-tools details").first.locator("summary").click()
    page.locator(".builder [data-add='']").click()
    page.locator(".builder-row").nth(1).locator("select[name=f]").select_option("customer_type")
    page.locator(".builder-row").nth(1).locator("select[name=v]").wait_for()


def _columns(page: Page) -> None:
    page.locator(".filter-tools summary", has_text="Columns").click()
    page.locator(".chooser").wait_for()


def _picked(page: Page) -> None:
    page.locator("#rows td.pick input").first.check()
    page.locator("[data-bulk]").wait_for()


def _peek(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("Space")
    page.locator("#peek").wait_for()


def _menus(page: Page) -> None:
    page.locator(".user-button").click()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("dialog#shortcuts").wait_for()


def _nothing_found(page: Page) -> None:
    page.locator("[data-combobox] input[role=combobox]").first.press_sequentially("zzzz")
    page.locator(".combo-list .option-note").wait_for()


def _refused(page: Page) -> None:
    page.locator("[name=phone]").fill("12")
    page.locator("form.form button.main").click()
    page.locator(".summary").wait_for()


def _in_place(page: Page) -> None:
    page.locator("#p-city .prop-edit").click()
    page.locator(".prop.editing").wait_for()


LIST, NEW = "/contacts/companies/", "/contacts/companies/new"


@pytest.mark.interface("access.contrast")
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "opens"),
    [
        (LIST, _filter),
        (LIST, _columns),
        (LIST, _picked),
        (LIST, _peek),
        (LIST, _menus),
        (f"{LIST}?q=zzzz", lambda page: None),
        (NEW, _nothing_found),
        (NEW, _refused),
        (f"{LIST}1", _in_place),
    ],
    ids=[
        "filter",
        "columns",
        "picked",
        "peek",
        "shortcuts",
        "nothing fits",
        "nothing found",
        "refused",
        "in place",
    ],
)
def test_what_opens_on_a_page_has_no_serious_fault(
    path: str,
    opens: Callable[[Page], Any],
    theme: str,
    page: Page,
    enter: Callable[..., Page],
    console: list[str],
    axe: str,
) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    enter("admin", path)
    opens(page)
    page.wait_for_load_state()
    assert faults(page, axe) == []
    console.clear()
