"""The rights of a role while somebody types patterns: shown at once as the server shows them after saving."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

SHOWN = """rights => [...rights.querySelectorAll(".right")].map(row => [
    row.querySelector("input[type=radio]").name,
    row.querySelector(".default small").textContent,
    [...row.querySelectorAll(".given input")].map(input => input.value).join(" "),
])"""


def test_what_patterns_give_is_shown_at_once_as_it_is_after_saving(enter: Callable[..., Page]) -> None:
    page = enter("admin", "/people/roles/new")
    page.fill("#f-name", "Typed at once")
    view = page.locator(".right", has=page.locator("[name='grants:contacts.company.view']"))
    expect(view.locator(".default small")).to_have_text("none")
    patterns = page.locator(".rights .pattern")
    for number, (text, scope) in enumerate(
        (("*.view", "team"), ("contacts.*", "own"), ("contacts.person.*", "none"))
    ):
        patterns.nth(number).locator("input").fill(text)
        patterns.nth(number).locator("select").select_option(scope)
    expect(view.locator(".default small")).to_have_text("contacts.*: own records")
    expect(view.locator(".given input")).to_have_value("own")
    typed = page.locator(".rights").evaluate(SHOWN)
    assert len({text for _name, text, _given in typed}) == 4
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/people/roles/\d+$"))
    page.goto(f"{page.url}/edit")
    assert page.locator(".rights").evaluate(SHOWN) == typed
