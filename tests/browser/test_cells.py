"""Editing the cells of a list where they stand: by keys, by mouse, with errors, with somebody who was faster."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

LIST = "/contacts/companies/?c=name&c=city&c=employees&c=industry&c=changed_at&quick=mine&sort=name"
EDITOR = ".cell-editor"


def cell(page: Page, row: int, label: str) -> Locator:
    return page.locator("#rows tr").nth(row).locator(f"td[data-l='{label}']")


def field(page: Page, name: str) -> Locator:
    return page.locator(f"{EDITOR} [name={name}]")


def refusals(console: list[str]) -> set[str]:
    """Take the statuses of refused requests out of the console: the browser writes each there."""
    found = {match for text in console for match in re.findall(r"status of (\d+)", text)}
    console.clear()
    return found


def opened(page: Page, row: int, label: str, name: str) -> Locator:
    cell(page, row, label).dblclick()
    expect(field(page, name)).to_be_focused()
    return field(page, name)


@pytest.mark.interface("lists.cell-keys")
def test_keys_walk_to_a_cell_edit_it_and_go_on_to_the_next(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    city, employees = cell(page, 1, "City"), cell(page, 1, "Employees")
    page.keyboard.press("j")
    page.keyboard.press("j")
    before = page.locator("#rows tr").nth(1).bounding_box()
    page.keyboard.press("ArrowRight")
    expect(city).to_be_focused()
    page.keyboard.press("Enter")
    expect(field(page, "city")).to_be_focused()
    assert page.locator("#rows tr").nth(1).bounding_box() == before, "nothing moves"
    page.keyboard.type("Tabtown j x ")
    page.keyboard.press("Tab")
    expect(field(page, "employees")).to_be_focused()
    expect(city).to_have_text("Tabtown j x")
    page.keyboard.type("4321")
    page.keyboard.press("Enter")
    expect(employees).to_have_text("4,321")
    expect(employees).to_be_focused()
    expect(page.locator(EDITOR)).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    expect(city).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(cell(page, 2, "City")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#rows td.main > a").nth(2)).to_be_focused()
    title = page.locator("#rows td.main > a").nth(2).inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".record-name h1")).to_have_text(title)


@pytest.mark.interface("lists.cell-keys")
def test_shift_and_tab_goes_back_and_escape_leaves_everything_as_it_was(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    city, employees = cell(page, 1, "City"), cell(page, 1, "Employees")
    before = city.inner_text(), employees.inner_text()
    opened(page, 1, "Employees", "employees").press("Shift+Tab")
    expect(field(page, "city")).to_be_focused()
    page.keyboard.type("Nowhere")
    page.keyboard.press("Escape")
    expect(page.locator(EDITOR)).to_have_count(0)
    expect(city).to_be_focused()
    assert (city.inner_text(), employees.inner_text()) == before
    expect(page.locator("#toasts [data-toast]")).to_have_count(0)


@pytest.mark.interface("lists.cell-error")
def test_what_is_wrong_is_said_at_the_cell_and_stays_typed(
    enter: Callable[..., Page], console: list[str]
) -> None:
    page = enter("seller.north", LIST)
    employees = cell(page, 1, "Employees")
    before = employees.inner_text()
    row = page.locator("#rows tr").nth(2).bounding_box()
    opened(page, 1, "Employees", "employees").fill("many")
    page.keyboard.press("Enter")
    expect(page.locator(f"{EDITOR} .error")).to_contain_text("no number")
    expect(field(page, "employees")).to_be_focused()
    expect(field(page, "employees")).to_have_value("many")
    assert page.locator("#rows tr").nth(2).bounding_box() == row
    page.keyboard.press("Escape")
    expect(employees).to_have_text(before)
    assert refusals(console) == {"422"}


@pytest.mark.interface("safety.undo-edit", "safety.undo-time", "safety.undo-key")
def test_an_edit_is_undone_by_the_key(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    city = cell(page, 2, "City")
    before = city.inner_text()
    opened(page, 2, "City", "city").fill("Undone town")
    page.keyboard.press("Enter")
    expect(city).to_have_text("Undone town")
    expect(page.locator("#toasts [data-undo]")).to_be_visible()
    assert int(page.locator("#toasts [data-toast]").get_attribute("data-toast") or 0) >= 10
    page.keyboard.press("Control+z")
    expect(city).to_have_text(before)
    expect(page).to_have_url(re.compile(re.escape(LIST)))


def test_a_click_beside_the_editor_saves_and_opens_nothing(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    opened(page, 1, "City", "city").fill("Besides")
    cell(page, 2, "Employees").click()
    expect(cell(page, 1, "City")).to_have_text("Besides")
    expect(page).to_have_url(re.compile(re.escape(LIST)))


def test_a_single_click_still_opens_the_record(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    cell(page, 1, "City").click()
    page.wait_for_url(re.compile(r"/companies/\d+$"))


@pytest.mark.interface("lists.cell-conflict")
@pytest.mark.parametrize(("choice", "kept"), [("Yours", "Mine"), ("Theirs", "Faster")])
def test_who_comes_second_chooses_between_both_values(
    choice: str,
    kept: str,
    enter: Callable[..., Page],
    second: Callable[..., Page],
    console: list[str],
) -> None:
    page = enter("seller.north", LIST)
    record = page.locator("#rows td.main > a").nth(2).get_attribute("href") or ""
    editor = opened(page, 2, "City", "city")
    other = second("lead.north", record)
    other.locator("#p-city .prop-edit").click()
    other.fill("#p-city [name=city]", f"Faster {kept}")
    other.press("#p-city [name=city]", "Enter")
    expect(other.locator("#p-city .prop-text")).to_have_text(f"Faster {kept}")
    editor.fill(f"Mine {kept}")
    page.keyboard.press("Enter")
    dialog = page.locator("dialog#conflict")
    expect(dialog).to_contain_text(f"Faster {kept}")
    page.keyboard.press("Escape")
    expect(editor).to_be_focused()
    expect(editor).to_have_value(f"Mine {kept}")
    page.keyboard.press("Enter")
    dialog.locator("label", has_text=choice).click()
    dialog.locator("button.main").click()
    expect(cell(page, 2, "City")).to_have_text(f"{kept} {kept}")
    expect(page.locator(EDITOR)).to_have_count(0)
    expect(page).to_have_url(re.compile(re.escape(LIST)))
    assert refusals(console) == {"409"}


def test_what_the_house_works_out_does_not_open_and_says_why(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    page.keyboard.press("j")
    for _cell in range(4):
        page.keyboard.press("ArrowRight")
    expect(cell(page, 0, "Changed")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Changed cannot be changed here")
    expect(page.locator(EDITOR)).to_have_count(0)


def test_a_list_that_one_may_only_read_says_so(enter: Callable[..., Page]) -> None:
    page = enter("agent", LIST.replace("quick=mine&", ""))
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("City cannot be changed here")
    expect(page.locator(EDITOR)).to_have_count(0)


def test_a_colleagues_record_that_one_may_only_read_does_not_open_and_says_why(
    enter: Callable[..., Page], console: list[str]
) -> None:
    page = enter("seller.north", LIST.replace("quick=mine&", "c=owner&"))
    theirs = (
        page.locator("#rows tr")
        .filter(has_not=page.locator("td[data-l='Owner']", has_text="John Smith"))
        .first
    )
    theirs.locator("td[data-l='City']").dblclick()
    expect(page.locator("#toasts [data-toast]")).to_be_visible()
    expect(page.locator(EDITOR)).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/companies/\?"))
    assert refusals(console) == {"403"}


def test_cells_are_edited_in_chinese(enter: Callable[..., Page], console: list[str]) -> None:
    page = enter("seller.north", LIST, language="zh")
    opened(page, 1, "员工人数", "employees").fill("很多")
    page.keyboard.press("Enter")
    expect(page.locator(f"{EDITOR} .error")).to_contain_text(re.compile("[一-龥]"))
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_contain_text("编辑单元格、保存")
    assert refusals(console) == {"422"}


def test_the_enter_of_an_input_method_does_not_save(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", LIST)
    editor = opened(page, 1, "City", "city")
    editor.fill("北")
    editor.dispatch_event("keydown", {"key": "Escape", "isComposing": True, "bubbles": True})
    editor.dispatch_event("keydown", {"key": "Tab", "isComposing": True, "bubbles": True})
    expect(editor).to_be_focused()
    expect(editor).to_have_value("北")
