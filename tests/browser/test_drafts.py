"""What was typed and not saved is there again: after a reload and after a lost session, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served

NEW = "/contacts/companies/new"


def typed(page: Page, name: str) -> None:
    """Type half a company into the form."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#f-name").press_sequentially(name)
    page.locator("label", has_text="Retail customer").click()


@pytest.mark.interface("safety.drafts")
def test_a_draft_is_there_again_after_a_reload_and_gone_once_it_is_saved(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("seller.north", NEW)
    typed(page, "Half a company")
    page.reload()
    expect(page.locator("#f-name")).to_have_value("Half a company")
    expect(page.locator("#f-credit_code")).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("is here again")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
    page.goto(served.address + NEW)
    expect(page.locator("#f-name")).to_have_value("")


@pytest.mark.interface("safety.drafts")
def test_a_draft_outlives_the_session_and_is_shown_to_nobody_else(
    served: Served, enter: Callable[..., Page], console: list[str]
) -> None:
    page = enter("seller.north", NEW)
    typed(page, "Lost and found")
    page.context.clear_cookies()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".error-page")).to_be_visible()
    served.enter(page.context, "seller.north")
    page.goto(served.address + NEW)
    expect(page.locator("#f-name")).to_have_value("Lost and found")
    served.enter(page.context, "seller.shanghai")
    page.goto(served.address + NEW)
    expect(page.locator("#f-name")).to_have_value("")
    served.enter(page.context, "seller.north")
    page.goto(served.address + NEW)
    expect(page.locator("#f-name")).to_have_value("")
    console.clear()


def test_cancelling_throws_the_draft_away(served: Served, enter: Callable[..., Page]) -> None:
    page = enter("seller.north", NEW)
    typed(page, "Never mind")
    page.locator(".save-bar a").click()
    page.wait_for_url(re.compile(r"/contacts/companies/$"))
    page.goto(served.address + NEW)
    expect(page.locator("#f-name")).to_have_value("")


@pytest.mark.interface("safety.drafts-network")
def test_a_form_without_a_network_stays_says_so_and_is_sent_once_the_network_is_back(
    served: Served, enter: Callable[..., Page], console: list[str]
) -> None:
    page = enter("seller.north", NEW)
    page.locator("#f-name").press_sequentially("Typed in a tunnel")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("What you typed is still here")
    expect(page.locator("#f-name")).to_have_value("Typed in a tunnel")
    page.context.set_offline(False)
    expect(page.locator("#toasts")).to_contain_text("The connection is back")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
    page.goto(f"{served.address}/contacts/companies/?q=Typed+in+a+tunnel")
    expect(page.locator("#rows tr")).to_have_count(1)
    console.clear()


@pytest.mark.interface("safety.drafts-network")
def test_a_draft_that_never_arrived_is_there_again_whatever_page_was_opened_since(
    served: Served, enter: Callable[..., Page], console: list[str]
) -> None:
    page = enter("seller.north", NEW)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#f-name").press_sequentially("Lost on the way")
    page.route(
        "**/contacts/companies/new",
        lambda route: route.abort() if route.request.method == "POST" else route.fallback(),
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator("#main-frame-error")).to_be_attached()
    page.goto(f"{served.address}/contacts/companies/")
    page.goto(served.address + NEW)
    expect(page.locator("#f-name")).to_have_value("Lost on the way")
    page.unroute("**/contacts/companies/new")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/companies/\d+$"))
    page.goto(served.address + NEW)
    expect(page.locator("#f-name")).to_have_value("")
    console.clear()
