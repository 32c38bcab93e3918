"""Stories of staff at work, in a real browser over a real installation."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served, answered

COMPANIES = "/contacts/companies/"


def toast(page: Page) -> str:
    """The newest message."""
    return page.locator("#toasts [data-toast] p").last.inner_text()


def refusals(console: list[str]) -> set[str]:
    """Take the statuses of refused requests out of the console: the browser writes each there."""
    found = [re.fullmatch(r"Failed to load resource: .* status of (\d+) .*", text) for text in console]
    assert all(found), console
    console.clear()
    return {match[1] for match in found if match}


def made(page: Page, served: Served, name: str, **fields: str) -> str:
    """Create a company through its form; its address."""
    page.goto(f"{served.address}{COMPANIES}new")
    for field, text in {"name": name, **fields}.items():
        page.fill(f"#f-{field}", text)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
    return page.url


def in_place(page: Page, field: str, text: str) -> None:
    """Edit a field where it stands."""
    page.locator(f"#p-{field} .prop-edit").click()
    page.fill(f"#p-{field} [name={field}]", text)
    page.press(f"#p-{field} [name={field}]", "Enter")


def test_signing_in_finding_a_record_and_walking_the_list(page: Page, served: Served) -> None:
    served.enter(page.context, "director")  # whatever language another story has left him
    page.context.clear_cookies()
    page.goto(f"{served.address}{COMPANIES}")
    expect(page).to_have_url(re.compile("/sign-in"))
    page.fill("[name=name]", "director@demo.example")
    page.fill("[name=password]", served.words["director"])
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(COMPANIES))
    rows = page.locator("table[data-list] tbody tr")
    expect(rows).to_have_count(80)
    expect(page.locator(".pager")).to_contain_text(re.compile(r"1\d\d records"))

    first = rows.first.get_attribute("id")
    page.get_by_role("link", name="Next").click()
    expect(rows.first).not_to_have_attribute("id", first or "")
    page.go_back()
    expect(rows.first).to_have_attribute("id", first or "")

    for direction in ("ascending", "descending"):
        page.locator("th a", has_text="Changed").click()
        expect(page.locator(f"th[aria-sort={direction}]")).to_contain_text("Changed")
    days = page.locator("tbody td[data-l=Changed]").all_inner_texts()
    assert days == sorted(days, reverse=True)

    page.wait_for_load_state()
    page.get_by_text("Filter", exact=True).click()
    page.locator("[data-builder] select[name=f]").select_option("city")
    page.locator("[data-row] select[name=o]").select_option("eq")
    page.locator("[data-row] [name=v]").fill("栖云市")
    page.locator("[data-builder] button[type=submit]").click()
    chip = page.locator(".facet", has_text="栖云市")
    expect(chip).to_be_visible()
    assert set(page.locator("tbody td[data-l=City]").all_inner_texts()) == {"栖云市"}
    chip.locator("a").click()
    expect(page.locator(".facet")).to_have_count(0)

    rows.first.locator("td.main a").click()
    expect(page.locator("[data-record] h1")).to_be_visible()


def test_a_filter_for_what_is_filled_asks_for_no_value_and_keeps_the_chosen_columns(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("director", f"{COMPANIES}?c=name&c=website")
    page.get_by_text("Filter", exact=True).click()
    page.locator("[data-builder] select[name=f]").select_option("website")
    value = page.locator("[data-builder] .builder-value")
    for operator, shown in (("empty", False), ("eq", True), ("not_empty", False)):
        page.locator("[data-row] select[name=o]").select_option(operator)
        expect(value).to_be_visible(visible=shown)
    page.locator("[data-builder] button[type=submit]").click()
    expect(page.locator(".facet")).to_contain_text("is filled")
    expect(page.locator("thead th", has_text="Website")).to_be_visible()
    assert all(page.locator("tbody td[data-l=Website]").all_inner_texts())


@pytest.mark.interface("record.in-place", "safety.undo-edit", "safety.undo-key", "safety.undo-history")
def test_editing_in_place_undoing_by_toast_and_from_the_history(
    served: Served, enter: Callable[..., Page], console: list[str]
) -> None:
    page = enter("seller.north", "/")
    record = made(page, served, "Story in place", city="栖云市")
    assert "created" in toast(page)

    in_place(page, "city", "青垣市")
    expect(page.locator("#p-city .prop-text")).to_have_text("青垣市")
    page.locator("#toasts [data-undo] button").last.click()
    expect(page.locator("#p-city .prop-text")).to_have_text("栖云市")

    in_place(page, "city", "白鹭市")
    expect(page.locator("#p-city .prop-text")).to_have_text("白鹭市")
    page.keyboard.press("Control+z")
    expect(page.locator("#p-city .prop-text")).to_have_text("栖云市")

    in_place(page, "employees", "１，２００")
    expect(page.locator("#p-employees .prop-text")).to_have_text("1,200")
    in_place(page, "employees", "many")
    expect(page.locator("#p-employees .error")).to_be_visible()
    assert page.input_value("#p-employees [name=employees]") == "many"
    assert refusals(console) == {"422"}
    page.keyboard.press("Escape")
    expect(page.locator("#p-employees .prop-text")).to_have_text("1,200")

    page.goto(f"{record}/history")
    event = page.locator(".event", has_text="1,200").first
    with answered(page):
        event.locator("button", has_text="Undo").click()
    page.goto(record)
    expect(page.locator("#p-employees .prop-text")).to_have_text("–")


@pytest.mark.interface("safety.errors", "navigation.key-save")
def test_form_in_error_keeps_what_was_typed(
    served: Served, enter: Callable[..., Page], console: list[str]
) -> None:
    page = enter("seller.north", f"{COMPANIES}new")
    typed = {
        "credit_code": "91350100M000100Y4Z",
        "phone": "1380013800",
        "note": "a\nb",
    }
    for field, text in typed.items():
        page.fill(f"#f-{field}", text)
    page.locator("main button[type=submit].main").click()
    expect(page.locator(".summary li")).to_have_count(3)
    for field, text in typed.items():
        assert page.input_value(f"#f-{field}") == text
    expect(page.locator("#f-phone-error")).to_contain_text("too few")
    page.locator(".summary a", has_text="Phone").click()
    expect(page.locator("#f-phone")).to_be_focused()
    assert refusals(console) == {"422"}
    page.fill("#f-name", "Story of a form")
    page.fill("#f-phone", "13800138000")
    page.fill("#f-credit_code", "91350100M000100Y43")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
    expect(page.locator("#p-phone .prop-text")).to_have_text("+86 138 0013 8000")


def test_two_people_change_the_same_field_and_one_chooses(
    served: Served, enter: Callable[..., Page], second: Callable[..., Page], console: list[str]
) -> None:
    mine = enter("seller.north", "/")
    record = made(mine, served, "Story of a conflict", city="A")
    theirs = second("lead.north", record.removeprefix(served.address))
    mine.goto(f"{record}/edit")
    in_place(theirs, "city", "B")
    expect(theirs.locator("#p-city .prop-text")).to_have_text("B")
    in_place(theirs, "address", "Their street 1")
    expect(theirs.locator("#p-address .prop-text")).to_contain_text("Their street 1")

    mine.fill("#f-city", "C")
    mine.fill("#f-country", "China")
    mine.keyboard.press("Control+Enter")
    dialog = mine.locator("dialog#conflict")
    expect(dialog).to_be_visible()
    for part in ("B", "C"):
        expect(dialog.locator(".what", has_text=part)).to_be_visible()
    dialog.locator("label", has_text="Yours").click()
    dialog.locator("button.main").click()
    mine.wait_for_url(record)
    for field, text in (("city", "C"), ("country", "China"), ("address", "Their street 1")):
        expect(mine.locator(f"#p-{field} .prop-text")).to_contain_text(text)

    theirs.goto(record)
    theirs.locator("#p-city .prop-edit").click()
    in_place(mine, "city", "D")
    expect(mine.locator("#p-city .prop-text")).to_have_text("D")
    theirs.fill("#p-city [name=city]", "E")
    theirs.press("#p-city [name=city]", "Enter")
    dialog = theirs.locator("dialog#conflict")
    expect(dialog).to_be_visible()
    dialog.locator("label", has_text="Theirs").click()
    dialog.locator("button.main").click()
    expect(theirs.locator("#p-city .prop-text")).to_have_text("D")
    expect(theirs.locator("h1")).to_have_text("Story of a conflict")
    expect(theirs).to_have_url(record)
    assert refusals(console) == {"409"}


@pytest.mark.interface("safety.bin")
def test_deleted_record_lies_in_the_bin_and_comes_back(served: Served, enter: Callable[..., Page]) -> None:
    page = enter("lead.north", "/")
    record = made(page, served, "Story of the bin")
    page.locator(".record-head details[data-menu] summary").click()
    page.get_by_role("button", name="Delete").click()
    if page.locator("dialog#question").is_visible():
        page.locator("dialog#question [data-yes]").click()
    page.wait_for_url(re.compile(rf"{COMPANIES}$"))
    assert "Story of the bin" in toast(page)
    page.goto(f"{served.address}{COMPANIES}bin")
    row = page.locator("tr, li", has_text="Story of the bin").last
    row.get_by_role("button", name="Restore").click()
    page.wait_for_url(record)
    expect(page.locator("h1")).to_have_text("Story of the bin")


def test_record_that_one_may_only_read_offers_no_change(served: Served, enter: Callable[..., Page]) -> None:
    page = enter("seller.north", "/")
    record = made(page, served, "Story of a reader")
    served.enter(page.context, "agent")
    page.goto(record)
    expect(page.locator("h1")).to_have_text("Story of a reader")
    offers = page.locator(".prop-edit, [data-key=e], .event form, .menu-panel form[action$=delete]")
    expect(offers).to_have_count(0)


@pytest.mark.interface("language.switch", "access.themes")
def test_language_and_theme_change_in_place(served: Served, enter: Callable[..., Page]) -> None:
    page = enter("seller.north", f"{COMPANIES}?sort=-changed_at")
    page.locator("summary.user-button").click()
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page).to_have_url(f"{served.address}{COMPANIES}?sort=-changed_at")
    expect(page.locator("h1")).to_have_text("企业")
    page.locator("summary.user-button").click()
    page.get_by_role("button", name="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.locator("summary.user-button").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.interface(
    "navigation.key-rows",
    "navigation.key-create",
    "navigation.key-edit",
    "navigation.key-search",
    "navigation.keys-typing",
)
def test_keys_walk_open_create_edit_and_search_but_never_while_typing(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("seller.north", f"{COMPANIES}?quick=mine")
    rows = page.locator("table[data-list] tbody tr")
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(rows.nth(at)).to_have_class(re.compile("here"))
    page.keyboard.press("x")
    expect(rows.nth(1).locator("td.pick input")).to_be_checked()
    name = rows.nth(1).locator("td.main").inner_text()

    page.keyboard.press("?")
    shortcuts = page.locator("dialog#shortcuts")
    expect(shortcuts).to_be_visible()
    expect(shortcuts).to_contain_text("New company")
    page.keyboard.press("Escape")
    expect(shortcuts).to_be_hidden()

    page.keyboard.press("/")
    search = page.locator("main input[type=search]")
    expect(search).to_be_focused()
    page.keyboard.type("jkcexg?/")
    assert search.input_value() == "jkcexg?/"
    expect(shortcuts).to_be_hidden()
    search.fill("")
    page.goto(page.url)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/\d+$"))
    expect(page.locator("h1")).to_have_text(name)
    page.keyboard.press("e")
    page.wait_for_url(re.compile("/edit$"))
    page.goto(f"{served.address}{COMPANIES}")
    page.keyboard.press("c")
    page.wait_for_url(re.compile("/new$"))
