"""A list with nothing in it, as somebody meets it who has just been let in: what belongs there, and the first step."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import GUANXI, Served

WORD = "Feldweg-Kirsche-29"


@pytest.mark.interface("lists.empty", "first-run.teaches")
def test_who_has_just_come_learns_from_each_empty_list_what_belongs_there(
    served: Served, page: Page, enter: Callable[..., Page]
) -> None:
    invited = subprocess.run(
        [*GUANXI, "user", "add", "newcomer@demo.example", "新来", "--role", "seller"],
        env=os.environ | {"GUANXI_DATA": str(served.folder)},
        check=True,
        capture_output=True,
        text=True,
    )
    path = re.search(r"https?://[^/]+(/\S+)", invited.stdout)
    assert path is not None, invited.stdout
    page.goto(served.address + path[1])
    for box in page.locator("main [type=password]").all():
        box.fill(WORD)
    with page.expect_navigation():
        page.locator("main form button.main").click()
    page.goto("about:blank")
    served.words["newcomer"] = WORD
    for language, said, create, bring in (
        ("en", "A company is a customer that is an organisation.", "New company", "Import"),
        ("zh", "企业是作为客户的单位。", "新建企业", "导入"),
    ):
        enter("newcomer", "/contacts/companies/", language)
        empty = page.locator(".empty")
        expect(empty).to_contain_text(said)
        expect(empty.get_by_role("link", name=bring)).to_be_visible()
        expect(empty.get_by_role("link", name=create)).to_be_visible()
    empty.get_by_role("link", name=create).click()
    expect(page.locator("main [name=name]")).to_be_visible()
