"""A page that was open for too long: its forms say so, and what was typed arrives at the next try."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

COMPANY = "/contacts/companies/2"
NEW = "/contacts/companies/new"
OLD = """() => {
    document.querySelector('meta[name="csrf-token"]').content = "old";
    for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = "old";
}"""


def test_a_field_in_place_is_saved_at_the_second_try(enter: Callable[..., Page], console: list[str]) -> None:
    page = enter("admin", COMPANY)
    page.locator("#p-city .prop-edit").click()
    box = page.locator("#p-city input[type=text]")
    box.fill("Leeds")
    page.evaluate(OLD)
    box.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("what you typed is still here")
    expect(box).to_have_value("Leeds")
    box.press("Enter")
    expect(page.locator("#p-city")).to_contain_text("Leeds")
    expect(page.locator("#p-city form")).to_have_count(0)
    console.clear()


def test_a_form_is_saved_by_the_button_of_the_answer(enter: Callable[..., Page], console: list[str]) -> None:
    page = enter("admin", NEW)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#f-name").press_sequentially("Open since yesterday")
    page.evaluate(OLD)
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Send again").click()
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
    expect(page.locator("h1")).to_contain_text("Open since yesterday")
    console.clear()
