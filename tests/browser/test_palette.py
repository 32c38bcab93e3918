"""The palette and the search box: by keyboard alone, safe with input methods, and the focus returns."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served
from .test_stories import COMPANIES, made

COMPOSED = """(input) => {
    const key = (init) => input.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }));
    key({ key: "Enter", isComposing: true, keyCode: 229 });
    key({ key: "Escape", isComposing: true, keyCode: 229 });
}"""


def opened(page: Page) -> None:
    page.wait_for_load_state()  # an address changes before the scripts of its page begin to listen
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()


@pytest.mark.interface(
    "navigation.palette",
    "navigation.palette-go",
    "navigation.palette-recent",
    "navigation.palette-create",
    "navigation.palette-act",
    "navigation.palette-language",
    "navigation.prefix-pages",
    "navigation.prefix-actions",
)
def test_the_palette_goes_opens_creates_and_acts_by_keyboard(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("director", "/")
    address = made(page, served, "单玉兰机械公司")
    options = page.locator("#palette [role=option]:visible")

    opened(page)
    expect(page.locator("#palette [data-part=commands] [role=option]").first).to_be_visible()
    expect(page.locator("#palette [data-part=recent] [role=option]")).to_have_text(["单玉兰机械公司"])
    page.keyboard.type("dyljx")
    expect(options.first).to_contain_text("单玉兰机械公司")
    page.keyboard.press("Enter")
    expect(page).to_have_url(address)

    opened(page)
    page.keyboard.type(">edit")
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}/edit")

    page.goto(f"{served.address}/")
    opened(page)
    page.keyboard.type("/pers")
    expect(options).to_have_text(["Persons"])
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/contacts/persons/$"))

    opened(page)
    page.keyboard.type(">new person")
    expect(options).to_have_text(["New person"])
    page.keyboard.press("Escape")

    opened(page)
    page.keyboard.type("new company")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{COMPANIES}new$"))

    page.goto(f"{served.address}/")
    opened(page)
    page.keyboard.type(">中文")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


@pytest.mark.interface("navigation.palette-focus")
def test_an_input_methods_enter_is_not_ours_and_escape_returns_the_focus(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("director", "/")
    page.goto(f"{served.address}{COMPANIES}")
    page.locator(".bar [type=search], .list-page [type=search]").first.focus()
    opened(page)
    box = page.locator("#palette [role=combobox]")
    box.evaluate(COMPOSED)
    expect(page.locator("#palette")).to_be_visible()
    expect(page).to_have_url(f"{served.address}{COMPANIES}")
    page.keyboard.type("abc")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()
    expect(page.locator(".bar [type=search], .list-page [type=search]").first).to_be_focused()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_box_shows_hits_while_one_types_and_enter_shows_all(
    served: Served, enter: Callable[..., Page], width: int
) -> None:
    page = enter("director", "/")
    address = made(page, served, f"重庆恒润机械 {width}", phone="138 0013 8000")
    page.set_viewport_size({"width": width, "height": 760})
    page.goto(f"{served.address}/")
    box = page.locator(".top-search [role=combobox]")
    box.click()
    page.keyboard.type(f"138 0013 8000 cqhr {width}")
    hits = page.locator("#top-hits [role=option]")
    expect(hits).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.keyboard.press("Escape")
    expect(page.locator("#top-hits")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search\?q="))
    page.locator(".hit-group a").first.click()
    expect(page).to_have_url(address)


def test_the_door_forgets_what_was_opened(served: Served, enter: Callable[..., Page]) -> None:
    page = enter("director", "/")
    made(page, served, "恒润")
    assert page.evaluate("sessionStorage.getItem('guanxi.recent')")
    page.context.clear_cookies()
    page.goto(f"{served.address}/sign-in")
    assert page.evaluate("sessionStorage.getItem('guanxi.recent')") is None
