"""What the eye expects: rows keep their place, names stay in sight, menus stay on the screen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Served

LIST = "/contacts/companies/"
OWN = "有限公司"
"""What every company of the demo data is called, and none that another test makes."""


def test_rows_have_36_px_and_keep_their_place_while_rows_are_picked(enter: Callable[..., Page]) -> None:
    page = enter("admin", LIST)
    rows = page.locator("#rows tr")
    before = rows.nth(2).bounding_box()
    rows.nth(0).locator("td.pick input").check()
    expect(page.locator("[data-bulk]")).to_be_visible()
    after = rows.nth(2).bounding_box()
    assert before is not None and after is not None
    assert (before["y"], before["height"]) == (after["y"], 36)


def test_the_name_stays_in_sight_when_a_wide_list_slides(enter: Callable[..., Page]) -> None:
    page = enter("admin", LIST)
    page.set_viewport_size({"width": 900, "height": 700})
    name = page.locator("#rows td.main").first
    before = name.bounding_box()
    slid = page.locator(".table-wrap").evaluate(
        "(wrap) => { wrap.scrollLeft = 200; return wrap.scrollLeft; }"
    )
    assert slid > 0
    assert name.bounding_box() == before


def test_a_masked_number_keeps_clear_of_its_button(enter: Callable[..., Page]) -> None:
    page = enter("seller.shanghai", "/contacts/persons/?quick=mine")
    page.locator("#rows td.main a").first.click()
    page.set_viewport_size({"width": 1280, "height": 800})
    number = page.locator("#p-mobile .prop-text, #p-id_number .prop-text")
    number.first.wait_for()
    number.evaluate_all("(all) => all.forEach((one) => { one.textContent = '990***********971X'; })")
    buttons = page.locator(".prop-value > .unmask")
    assert buttons.count()
    for each in buttons.all():
        shown, text = each.bounding_box(), each.locator("xpath=preceding-sibling::span[1]")
        ends = text.evaluate(
            "(one) => { const range = document.createRange(); range.selectNodeContents(one);"
            " const box = range.getBoundingClientRect(); return [box.right, box.bottom]; }"
        )
        assert shown is not None and (shown["x"] >= ends[0] or shown["y"] >= ends[1] - 1)


def test_what_may_be_done_with_activities_appears_when_one_is_chosen(enter: Callable[..., Page]) -> None:
    page = enter("seller.shanghai", "/work/due")
    expect(page.locator("#several")).to_be_hidden()
    page.locator('.todo input[form="several"]').first.check()
    expect(page.locator("#several")).to_be_visible()


def test_the_cells_of_a_list_stand_closer_on_a_small_screen_of_a_desk(enter: Callable[..., Page]) -> None:
    page = enter("admin", LIST)
    gaps = []
    for width in (1280, 1380, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        gaps.append(
            page.locator("#rows td.main").first.evaluate("(cell) => getComputedStyle(cell).paddingLeft")
        )
    assert gaps == ["5px", "7px", "10px"]


WITHOUT_TYPED = """() => document.querySelectorAll("#rows tr").forEach((row) => {
    const city = row.querySelector("[data-l=City], [data-l=城市]")?.textContent ?? "";
    if (/[a-z]{3}/i.test(city)) row.remove();
})"""
"""Takes away the rows into which other tests have typed a city: how wide they are depends on which of them ran before."""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_columns_of_customers_fit_a_small_screen_of_a_desk(
    enter: Callable[..., Page], language: str
) -> None:
    page = enter("admin", LIST, language)
    page.set_viewport_size({"width": 1280, "height": 800})
    for address in (f"{LIST}?q={OWN}", f"{LIST}?q={OWN}&sort=-name", "/contacts/persons/"):
        page.goto(page.url.partition("/contacts")[0] + address)
        page.evaluate(WITHOUT_TYPED)
        beyond = page.locator(".table-wrap").evaluate("(wrap) => wrap.scrollWidth - wrap.clientWidth")
        assert beyond <= 0, address


def test_the_menu_of_a_record_lies_on_a_phones_screen(enter: Callable[..., Page]) -> None:
    page = enter("admin", f"{LIST}1")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(".record-title details.menu summary").click()
    box = page.locator(".record-title .menu-panel").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360


def test_a_long_record_has_one_scroll_bar(enter: Callable[..., Page]) -> None:
    page = enter("admin", f"{LIST}1")
    page.wait_for_load_state("networkidle")
    assert page.locator("main").evaluate("(main) => main.scrollHeight > main.clientHeight")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_the_sorts_of_a_timeline_are_all_in_sight_beside_the_record(enter: Callable[..., Page]) -> None:
    page = enter("admin", f"{LIST}1")
    sorts = page.locator(".timeline-sorts")
    assert sorts.locator("a").count() > 6
    assert sorts.evaluate("(sorts) => sorts.scrollWidth <= sorts.clientWidth")


def test_the_kind_of_an_activity_is_whole_on_a_phone(enter: Callable[..., Page]) -> None:
    page = enter("admin", f"{LIST}1#related")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(".pane-tabs a", has_text="Related").click()
    kinds = page.locator("#plan-kind")
    expect(kinds).to_be_visible()
    assert kinds.evaluate(
        """(kinds) => {
            const shown = kinds.offsetWidth;
            kinds.style.width = "max-content";
            return shown >= kinds.offsetWidth;
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.interface("navigation.shortcuts")
def test_shortcuts_name_what_the_page_has(enter: Callable[..., Page]) -> None:
    page = enter("admin", f"{LIST}1")
    page.keyboard.press("?")
    shortcuts = page.locator("dialog#shortcuts")
    expect(shortcuts.get_by_text("Edit", exact=True)).to_be_visible()
    expect(shortcuts.get_by_text("Select the row")).to_be_hidden()
    page.goto(page.url.removesuffix("1"))
    page.keyboard.press("?")
    expect(page.locator("dialog#shortcuts").get_by_text("Select the row")).to_be_visible()


@pytest.mark.interface("phone.thumb")
def test_the_answer_to_a_selection_is_in_reach_on_a_phone(enter: Callable[..., Page]) -> None:
    page = enter("admin", LIST)
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("#rows td.pick input").first.check()
    expect(page.locator("[data-bulk] button:visible").first).to_be_in_viewport()
    page.evaluate("scrollTo(0, 1200)")
    expect(page.locator("[data-bulk] button:visible").first).to_be_in_viewport()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_answer_to_a_selection_fits_a_phone_and_hides_no_end(
    enter: Callable[..., Page], language: str
) -> None:
    page = enter("admin", LIST, language)
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("#rows td.pick input").first.check()
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_visible()
    assert bar.locator("[data-bulk-count]").evaluate(
        "(count) => count.getBoundingClientRect().height < 2 * parseFloat(getComputedStyle(count).fontSize)"
    )
    around = bar.bounding_box()
    assert around is not None
    for button in bar.locator("button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= around["x"] and box["x"] + box["width"] <= around["x"] + around["width"]
        assert box["height"] < 40, "its label takes one line"
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    pager = page.locator(".pager").bounding_box()
    assert pager is not None and pager["y"] + pager["height"] <= around["y"]


def test_what_a_plugin_brings_is_fetched_when_it_is_asked_for(enter: Callable[..., Page]) -> None:
    page = enter("admin", "/settings/plugins")
    page.get_by_text("What it brings").first.click()
    expect(page.get_by_text("Companies, Persons").first).to_be_visible()


@pytest.mark.interface("phone.cards")
def test_a_list_on_a_phone_names_itself_in_full_and_lines_its_values_up(enter: Callable[..., Page]) -> None:
    page = enter("admin", LIST)
    page.set_viewport_size({"width": 360, "height": 740})
    title = page.locator(".page-title h1 .clip")
    assert title.evaluate("(name) => name.scrollWidth <= name.clientWidth")
    cells = page.locator("#rows tr").first.locator("td[data-l]:not(:empty)")
    places = cells.evaluate_all(
        """(cells) => cells.map((cell) => {
            const text = document.createRange();
            text.selectNodeContents(cell);
            return [cell.getBoundingClientRect().top, text.getBoundingClientRect().left];
        })"""
    )
    assert len({left for _top, left in places}) == 1
    assert len({top for top, _left in places}) == len(places) > 1


def test_the_way_to_a_record_of_a_long_name_is_one_line(served: Served, enter: Callable[..., Page]) -> None:
    page = enter("seller.north", f"{LIST}new")
    name = "A very long name of a company " * 6
    page.fill("#f-name", name)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
    page.goto(f"{page.url}/history")
    page.set_viewport_size({"width": 360, "height": 740})
    box = page.locator(".crumbs").bounding_box()
    assert box is not None and box["height"] < 30
    expect(page.locator(".crumbs a").last).to_have_attribute("title", name.strip())


def test_the_labels_of_the_health_page_are_whole_on_a_phone(enter: Callable[..., Page]) -> None:
    page = enter("admin", "/settings/health")
    page.set_viewport_size({"width": 360, "height": 740})
    heights = page.locator(".checks-list strong").evaluate_all(
        "(labels) => labels.map((label) => label.getBoundingClientRect().height)"
    )
    assert len(heights) > 3 and max(heights) < 30


def test_a_choice_between_two_values_needs_no_script(
    served: Served, enter: Callable[..., Page], chromium: Browser
) -> None:
    page = enter("seller.north", f"{LIST}new")
    page.fill("#f-name", "Without script")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
    record = page.url
    bare = chromium.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = bare.new_page()
    plain.goto(f"{record}/edit")
    plain.fill("#f-city", "Mine")
    page.goto(f"{record}/edit")
    page.fill("#f-city", "Theirs")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(record)
    plain.locator("main form button.main").click()
    dialog = plain.locator("dialog#conflict")
    expect(dialog).to_be_in_viewport()
    dialog.locator("button.main").click()
    plain.wait_for_url(record)
    expect(plain.locator("#p-city .prop-text")).to_have_text("Mine")
    bare.close()


def test_who_has_no_role_is_told_so_after_the_first_password(
    served: Served, enter: Callable[..., Page], chromium: Browser
) -> None:
    page = enter("admin", "/people/users/new")
    page.fill("#f-name", "Without role")
    page.fill("#f-mail", "without.role@demo.example")
    page.locator("main form button.main").click()
    link = page.locator("code.secret").inner_text()
    context = chromium.new_context(locale="zh-CN")
    guest = context.new_page()
    guest.goto(link)
    expect(guest.locator("#f-password")).to_be_focused()
    guest.keyboard.type("one word after another")
    guest.keyboard.press("Tab")
    guest.keyboard.type("one word after another")
    guest.keyboard.press("Enter")
    guest.wait_for_url(f"{served.address}/")
    expect(guest.locator(".empty")).to_contain_text("尚未分配角色")
    guest.goto(f"{served.address}/account")
    expect(guest.locator("label[for=f-name]")).to_contain_text("姓名")
    context.close()
