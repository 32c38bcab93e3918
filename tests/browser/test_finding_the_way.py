"""Finding the way by keys: hints while Alt is held, a letter after g, back to the same place, people and plugins in the palette."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served

LIST = "/contacts/companies/"
HINT = "(element) => { const drawn = getComputedStyle(element, '::after').content; return drawn === 'none' ? '' : drawn; }"
PLACE = "() => document.querySelector('.table-wrap').scrollTop"


@pytest.mark.interface("navigation.hints", "navigation.key-goto", "navigation.keys-typing")
def test_alt_shows_the_keys_and_g_with_a_letter_goes_but_not_while_typing(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("seller.north", LIST)
    create, deals = page.locator("[data-key=c] kbd.hint"), page.locator(".side [data-key='g d']")
    expect(create).to_be_hidden()
    page.keyboard.down("Alt")
    expect(create).to_be_visible()
    assert deals.evaluate(HINT) == '"g d"'
    keyed = page.locator("a[data-key]:visible, button[data-key]:visible")
    assert keyed.count() > 8
    for each in keyed.all():
        assert each.evaluate(HINT) or each.locator("kbd.hint").is_visible(), each.get_attribute("data-key")
    page.keyboard.up("Alt")
    expect(create).to_be_hidden()
    assert deals.evaluate(HINT) == ""
    page.locator("main input[type=search]").focus()
    page.keyboard.type("gdgpgh")
    expect(page).to_have_url(served.address + LIST)
    expect(page.locator("main input[type=search]")).to_have_value("gdgpgh")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    for key, path in (("d", "/sales/deals/"), ("p", "/contacts/persons/"), ("m", "/my-day"), ("h", "/")):
        page.wait_for_load_state()
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(re.compile(f"{path}(board/)?$"))


@pytest.mark.interface("navigation.back")
def test_back_comes_to_the_same_list_filter_page_place_and_row(enter: Callable[..., Page]) -> None:
    page = enter("director", "/contacts/persons/?sort=-name&customer_type=contact")
    page.set_viewport_size({"width": 1280, "height": 500})
    page.locator(".pager a[rel=next]").click()
    page.wait_for_url(re.compile("after="))
    page.wait_for_load_state()
    for _row in range(12):
        page.keyboard.press("j")
    row, address = page.locator("#rows tr.here"), page.url
    there, place = row.get_attribute("id"), page.evaluate(PLACE)
    assert place > 0
    page.keyboard.press("Enter")
    page.locator(".record-name h1").wait_for()
    page.go_back()
    expect(page).to_have_url(address)
    expect(row).to_have_attribute("id", there or "")
    expect(row.locator("td.main a")).to_be_focused()
    assert page.evaluate(PLACE) == place


@pytest.mark.interface("navigation.prefix-people")
def test_an_at_finds_colleagues_in_the_palette(enter: Callable[..., Page]) -> None:
    page = enter("director", LIST)
    page.keyboard.press("Control+k")
    page.keyboard.type("@linsiyuan")
    options = page.locator("#palette [role=option]:visible")
    expect(options).to_have_count(1)
    expect(options).to_contain_text("林思远")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_contain_text("林思远")
