"""Files that come in and go back, many records at once, what one is told of: what is shown before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served

COMPANIES = "/contacts/companies/"
FILE = "name,city\n一号进口公司,Wuxi\n二号进口公司,Suzhou\n".encode()


@pytest.mark.interface("first-run.import", "safety.undo-import")
def test_an_import_is_guided_shown_before_it_is_written_and_taken_back(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("lead.north", COMPANIES)
    page.get_by_role("link", name="Import").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "companies.csv", "mimeType": "text/csv", "buffer": FILE}
    )
    page.locator("main form button.main").click()
    expect(page.locator("main")).to_contain_text("Nothing is written yet")
    expect(page.locator("main")).to_contain_text("2 of 2 rows would be written.")
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.locator("main")).to_contain_text("2 of 2 rows were written.")
    run = page.url
    page.goto(f"{served.address}{COMPANIES}?q=进口公司")
    expect(page.locator("#rows tr")).to_have_count(2)
    page.goto(run)
    page.get_by_role("button", name="Revert the import").click()
    if page.locator("dialog#question").is_visible():
        page.locator("dialog#question [data-yes]").click()
    expect(page.get_by_role("button", name="Revert the import")).to_have_count(0)
    page.goto(f"{served.address}{COMPANIES}?q=进口公司")
    expect(page.locator(".empty")).to_contain_text("Nothing fits this filter")


@pytest.mark.interface("lists.bulk-acts", "lists.bulk-told", "lists.bulk-choose")
def test_what_may_be_done_with_many_is_offered_and_what_would_happen_is_told_before(
    enter: Callable[..., Page],
) -> None:
    page = enter("director", COMPANIES)
    bulk = page.locator("[data-bulk]")
    page.locator("[data-pick-all]").check()
    expect(bulk.get_by_role("button", name="Export").first).to_be_visible()
    enter("seller.north", f"{COMPANIES}?sort=name")
    page.locator("[data-pick-all]").check()
    for name in ("Edit", "Share", "Tags", "Delete"):
        expect(bulk.get_by_role("button", name=name, exact=True)).to_be_visible()
    bulk.get_by_role("button", name="Edit", exact=True).click()
    page.locator("[name=bulk_field]").select_option("city")
    page.get_by_role("button", name="Go on").click()
    page.locator("main [name=city]").fill("Nowhere")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+ records? changes?\."))
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+ records are not permitted\."))
    expect(page.locator("main")).to_contain_text("These stay as they are")


@pytest.mark.interface("notifications.choices")
def test_each_kind_of_notice_is_chosen_by_itself(enter: Callable[..., Page]) -> None:
    page = enter("agent", "/account/notifications")
    under = page.get_by_label("Under the bell: Maturities")
    for wanted in (False, True):
        under.set_checked(wanted)
        page.locator("main form button.main").first.click()
        page.wait_for_load_state()
        page.reload()
        expect(under).to_be_checked(checked=wanted)
        expect(page.get_by_label("Under the bell: Reminders")).to_be_checked()


@pytest.mark.interface("safety.undo-merge")
@pytest.mark.parametrize(("language", "merge"), [("en", "Merge"), ("zh", "合并")])
def test_two_records_of_one_customer_are_merged_and_given_back(
    language: str, merge: str, served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("seller.north", f"{COMPANIES}new", language)
    page.set_viewport_size({"width": 360, "height": 740})
    addresses, mark = [], {"en": "A1", "zh": "B2"}[language]
    for name, city in ((f"{mark}双份记录公司", "Wuxi"), (f"{mark}双份记录", "Suzhou")):
        page.goto(f"{served.address}{COMPANIES}new")
        page.locator("#f-name").fill(name)
        page.locator("#f-city").fill(city)
        page.keyboard.press("Control+Enter")
        page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
        addresses.append(page.url)
    first, second = addresses
    page.locator(".pane-tabs a[href='#happened']").click()
    page.locator(".composer-offers a").first.click()
    page.locator("#q-text").fill(f"Rings twice {language}")
    page.locator(".quick-form button[type=submit]").click()
    page.wait_for_load_state()
    page.locator(".record-head details[data-menu] > summary").click()
    page.locator(".menu-item[href$='/merge']").click()
    page.wait_for_url("**/merge")
    page.locator(f".rows a[href*='with={first.rpartition('/')[2]}']").click()
    page.wait_for_url("**/merge?*")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.locator(f"input[name=keep][value='{first.rpartition('/')[2]}']").check()
    page.locator(f"input[name=f-city][value='{second.rpartition('/')[2]}']").check()
    page.get_by_role("button", name=merge, exact=True).click()
    page.wait_for_url(first)
    expect(page.locator("#p-city .prop-text")).to_have_text("Suzhou")
    page.locator(".pane-tabs a[href='#happened']").click()
    expect(page.locator(".moment", has_text=f"Rings twice {language}").first).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("Control+z")
    expect(page.locator("#toasts")).to_contain_text(re.compile("undone|已撤销", re.IGNORECASE))
    page.goto(second)
    page.locator(".pane-tabs a[href='#happened']").click()
    expect(page.locator(".moment", has_text=f"Rings twice {language}").first).to_be_visible()
    expect(page.locator("#p-city .prop-text")).to_have_text("Suzhou")
    page.goto(f"{served.address}{COMPANIES}?q={mark}双份记录")
    button = page.locator("[data-bulk]").get_by_role("button", name=merge, exact=True)
    for number, box in enumerate(page.locator("#rows td.pick input").all(), 1):
        box.check()
        expect(button).to_be_visible(visible=number == 2)
    button.click()
    page.wait_for_url("**/merge?*")
    expect(page.locator("input[name=keep]")).to_have_count(2)
