"""Typing as people in China do: input methods, pasted blocks, full-width digits, forms that follow the customer type."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served

COMPANIES, PERSONS = "/contacts/companies/", "/contacts/persons/"
CODE = "91350100M000100Y43"


class InputMethod:
    """Drives the browser's own input method interface: what it sends is trusted and composing, as from a real one."""

    def __init__(self, page: Page):
        self.page, self.wire = page, page.context.new_cdp_session(page)

    def compose(self, letters: str) -> None:
        """Type letters that are not text yet."""
        end = len(letters)
        self._key("Process")
        self.wire.send(
            "Input.imeSetComposition", {"text": letters, "selectionStart": end, "selectionEnd": end}
        )

    def key(self, key: str) -> None:
        """Press a key that the input method takes for itself: the page sees it with the code 229."""
        self._key(key)

    def commit(self, text: str) -> None:
        """Choose a candidate."""
        self.wire.send("Input.insertText", {"text": text})

    def _key(self, key: str) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            self.wire.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "windowsVirtualKeyCode": 229})


@pytest.mark.requirement("R-177.a")
@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_keys_of_an_input_method_send_no_form(key: str, served: Served, enter: Callable[..., Page]) -> None:
    page = enter("seller.north", f"{COMPANIES}new")
    page.fill("#f-phone", "13800138000")
    page.evaluate("document.addEventListener('submit', () => document.title = 'sent', true)")
    page.focus("#f-name")
    method = InputMethod(page)
    method.compose("heng run")
    method.key(key)
    method.commit("恒润")
    assert page.title() != "sent"
    expect(page).to_have_url(f"{served.address}{COMPANIES}new")
    assert page.input_value("#f-name") == "恒润"
    page.press("#f-name", "Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))


@pytest.mark.requirement("R-177.a")
def test_keys_of_an_input_method_save_and_leave_nothing_in_place(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("seller.north", f"{COMPANIES}?quick=mine")
    page.locator("tbody td.main a").first.click()
    page.locator("#p-city .prop-edit").click()
    city = page.locator("#p-city [name=city]")
    method = InputMethod(page)
    city.fill("")
    method.compose("qi yun")
    for key in ("Enter", "Escape"):
        method.key(key)
    expect(city).to_be_focused()
    method.commit("栖云")
    assert city.input_value() == "栖云"
    page.keyboard.press("Enter")
    expect(page.locator("#p-city .prop-text")).to_have_text("栖云")


@pytest.mark.requirement("R-177.a")
@pytest.mark.parametrize("marks", [{"isComposing": True}, {"keyCode": 229}])
def test_keys_of_an_input_method_fire_no_shortcut(
    marks: dict[str, object], served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("seller.north", COMPANIES)
    press = """([key, marks]) => {
        document.body.dispatchEvent(new CompositionEvent("compositionstart", {bubbles: true}));
        const more = {bubbles: true, cancelable: true, key, ...marks};
        document.body.dispatchEvent(new KeyboardEvent("keydown", more));
        document.body.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true, data: "好"}));
    }"""
    for key in ("j", "x", "c", "e", "?", "/", "Enter", "z"):
        page.evaluate(press, [key, marks])
    expect(page).to_have_url(f"{served.address}{COMPANIES}")
    expect(page.locator("tr.here, dialog[open]")).to_have_count(0)
    assert page.evaluate("document.activeElement === document.body")


@pytest.mark.requirement("R-177.a")
def test_enter_of_an_input_method_chooses_no_entry_of_a_link(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", f"{COMPANIES}?quick=mine")
    name = page.locator("tbody td.main a").first.inner_text().strip()[:4]
    page.goto(page.url.partition("?")[0] + "new")
    box = page.locator("[data-combobox]:has([name=subsidiary_of]) [role=combobox]")
    box.focus()
    method = InputMethod(page)
    method.compose("heng run")
    method.key("Enter")
    assert page.input_value("[name=subsidiary_of]") == ""
    method.commit(name)
    expect(page.locator("[role=option]:not([aria-disabled])").first).to_contain_text(name)
    page.keyboard.press("Enter")
    assert page.input_value("[name=subsidiary_of]") != ""
    expect(page).to_have_url(re.compile("/new$"))


@pytest.mark.requirement("R-177.b")
def test_pasted_block_fills_the_form_of_a_person(enter: Callable[..., Page]) -> None:
    page = enter("seller.north", f"{PERSONS}new", "zh")
    page.locator("details.paste summary").click()
    page.evaluate(
        """() => {
            const box = document.querySelector("[data-paste]");
            box.value = "张伟 13800138000 恒润机械 采购经理";
            box.dispatchEvent(new InputEvent("input", {bubbles: true, inputType: "insertFromPaste"}));
        }"""
    )
    for name, text in (
        ("name", "张伟"),
        ("mobile", "138 0013 8000"),
        ("employer", "恒润机械"),
        ("position", "采购经理"),
    ):
        expect(page.locator(f"#f-{name}")).to_have_value(text)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/persons/\d+$"))
    expect(page.locator("#p-family_name .prop-text")).to_have_text("张")
    expect(page.locator("#p-position .prop-text")).to_have_text("采购经理")


@pytest.mark.requirement("R-177.c")
def test_full_width_digits_blanks_and_extensions_are_understood_in_the_form(
    enter: Callable[..., Page],
) -> None:
    page = enter("seller.north", f"{COMPANIES}new", "zh")
    page.fill("#f-name", "全角数字")
    page.fill("#f-phone", "０５７１－１２３４ ５６７８ 转 ８０１")
    page.fill("#f-employees", "１，２００")
    page.fill("#f-founded", "２００１")
    page.press("#f-founded", "Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
    for name, text in (("phone", "0571-1234 5678 转 801"), ("employees", "1,200"), ("founded", "2001")):
        expect(page.locator(f"#p-{name} .prop-text")).to_have_text(text)


@pytest.mark.requirement("R-006.a", "R-006.b", "R-006.c")
def test_form_of_a_retail_customer_has_no_tax_number_and_keeps_it_for_the_way_back(
    enter: Callable[..., Page],
) -> None:
    page = enter("seller.north", f"{COMPANIES}new")
    code = page.locator("#f-credit_code")
    page.fill("#f-name", "Switching types")
    code.fill(CODE)
    page.get_by_role("radio", name="Retail customer").press(" ")
    expect(code).to_be_hidden()
    page.get_by_role("radio", name="Company customer").press(" ")
    expect(code).to_be_visible()
    expect(code).to_have_value(CODE)
    page.get_by_role("radio", name="Retail customer").press(" ")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
    expect(page.locator("#p-credit_code")).to_have_count(0)
    page.keyboard.press("e")
    page.wait_for_url(re.compile("/edit$"))
    expect(code).to_be_hidden()
    page.get_by_role("radio", name="Company customer").press(" ")
    expect(code).to_have_value(CODE)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
    expect(page.locator("#p-credit_code .prop-text")).to_have_text(CODE)
