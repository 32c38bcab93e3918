"""Tags in the browser: the box on a record by keyboard, a condition of the filter builder, and `#` in the palette."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served
from .test_stories import COMPANIES, made


@pytest.mark.interface("navigation.prefix-tags")
def test_tags_are_chosen_named_taken_off_filtered_by_and_found(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("admin", "/work/tags/new")
    page.fill("[name=name]", "Key account")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/work/tags/\d+$"))
    made(page, served, "单玉兰标签公司")
    box, tags = page.locator(".record-tags [role=combobox]"), page.locator(".record-tags a.badge")

    page.locator(".record-tags .prop-edit").press("Enter")
    expect(box).to_have_attribute("placeholder", "Type to add a tag")
    box.press_sequentially("key")
    expect(page.locator(".record-tags [role=option]").first).to_have_text("Key account")
    box.press("Enter")
    box.press_sequentially("Invited")
    expect(page.locator(".record-tags [role=option]")).to_have_text(["New tag “Invited”"])
    box.press("Enter")
    box.press("Enter")
    expect(tags).to_have_text(["Invited", "Key account"])

    page.locator(".record-tags .prop-edit").click()  # chips fill the place, the pencil stands beside them
    page.get_by_role("checkbox", name="Invited").press("Space")
    box.press("Enter")
    expect(tags).to_have_text(["Key account"])

    page.goto(served.address + COMPANIES)
    page.locator("[hx-get*='companies/filter'] > summary").click()
    page.locator("[data-builder] select[name=f]").select_option("tags")
    page.locator("[data-builder] [role=combobox]").press_sequentially("key")
    expect(page.locator("[data-builder] [role=option]").first).to_have_text("Key account")
    page.locator("[data-builder] [role=combobox]").press("Enter")
    page.locator("[data-builder] [type=submit]").click()
    expect(page.locator(".facet")).to_have_text(re.compile(r"^Tag:\s+Key account$"))
    expect(page.locator("table[data-list] tbody td.main")).to_have_text(["单玉兰标签公司"])
    page.locator(".facet a").click()
    expect(page.locator(".facet")).to_have_count(0)

    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    page.keyboard.type("#key")
    expect(page.locator("#palette [role=option]:visible").first).to_contain_text("Key account")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"{COMPANIES}\?tags=\d+$"))
