"""The bell in a real browser: what arrives is counted while one works, opens under it, and is marked as read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guanxi.people.demo import STAFF

from .conftest import answered

EVERY_MS = 60_000
READER = "agent"


def tell_twice(other: Page, name: str) -> None:
    """Let somebody mention a colleague in two notes about the record that is open."""
    for text in ("the first", "the second"):
        other.locator(".composer-offers a", has_text="Note").click()
        other.locator("#q-text").fill(f"@{name} {text}")
        other.locator(".quick-form button[type=submit]").click()
        expect(other.locator(".moment", has_text=text).first).to_be_visible()


@pytest.mark.interface("notifications.bell")
def test_a_notice_arrives_is_counted_opened_and_marked_as_read(
    page: Page, enter: Callable[..., Page], second: Callable[..., Page]
) -> None:
    page.clock.install()
    enter(READER, "/notifications")
    if (all_read := page.get_by_role("button", name="Mark all as read")).count():
        with answered(page):
            all_read.first.click()
    page.goto(re.sub("/notifications.*", "/contacts/companies/", page.url))
    page.locator("table[data-list] td.main a").first.click()
    page.wait_for_url(re.compile(r"/contacts/companies/\d+"))
    bell, unread = page.locator("[data-bell]"), page.locator("[data-bell] [data-unread]")
    expect(page.locator("[data-bell-count]")).to_have_text("")
    name = next(each.name for each in STAFF if each.mail_name == READER)

    other = second("director", re.sub(r"^https?://[^/]+", "", page.url))
    other.locator(".composer-offers a", has_text="Note").click()
    note, offered = other.locator("#q-text"), other.locator("[data-mention-list] [data-value]")
    note.press_sequentially(f"@{name[:3]}")
    expect(offered).to_have_text([name])
    note.press("Enter")
    expect(note).to_have_value(f"@{name} ")
    expect(offered).to_have_count(0)
    note.press_sequentially("please call back")
    other.locator(".quick-form button[type=submit]").click()
    expect(other.locator(".moment .mention")).to_have_text(f"@{name}")

    page.clock.fast_forward(EVERY_MS + 1)
    expect(unread).to_have_attribute("data-unread", "1")
    expect(bell.locator(".count")).to_be_visible()
    bell.locator("summary").click()
    notice = bell.locator("[data-bell-panel] .notice")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text("mentioned you")
    notice.get_by_role("button", name="Mark as read").click()
    expect(unread).to_have_count(0)
    expect(bell.locator("[data-bell-panel] .notice.unread")).to_have_count(0)
    expect(bell.locator("[data-bell-panel]")).to_be_focused()

    page.reload()
    expect(page.locator("[data-bell-count]")).to_have_text("")


@pytest.mark.interface("notifications.grouped", "notifications.done")
def test_two_notes_about_one_record_stand_together_and_are_done_snoozed_and_muted_together(
    enter: Callable[..., Page], second: Callable[..., Page]
) -> None:
    page = enter(READER, "/notifications")
    for button in page.get_by_role("button", name="All done").all():
        with answered(page):
            button.click()
    page.goto(re.sub("/notifications.*", "/contacts/companies/?sort=-name", page.url))
    page.locator("table[data-list] td.main a").first.click()
    page.wait_for_url(re.compile(r"/contacts/companies/\d+"))
    record = re.sub(r"^https?://[^/]+", "", page.url)
    name = next(each.name for each in STAFF if each.mail_name == READER)
    tell_twice(second("director", record), name)

    bell = page.locator("[data-bell]")
    bell.locator("summary").first.click()
    groups, toasts = bell.locator(".notice-group"), page.locator("#toasts")
    expect(groups).to_have_count(1)
    expect(groups.locator(".notice-head a")).to_have_attribute("href", record)
    expect(groups.locator(".notice")).to_have_count(2)
    expect(bell.locator(".notice-part")).to_have_text(["For information"])
    groups.get_by_role("button", name="Done").first.click()
    expect(groups).to_have_count(0)
    toasts.get_by_role("button", name="Undo").click()
    page.wait_for_load_state()

    bell.locator("summary").first.click()
    groups.locator(".notice-more summary").click()
    groups.get_by_role("button", name="Tomorrow morning").click()
    expect(groups).to_have_count(0)
    expect(toasts).to_contain_text("Comes back")
    page.goto(page.url.replace(record, "/notifications?which=snoozed"))
    expect(page.locator(".notice")).to_have_count(2)
    with answered(page):
        page.get_by_role("button", name="Put back").click()
    page.goto(re.sub(r"\?.*", "", page.url))
    page.locator(".notice-more summary").first.click()
    page.get_by_role("button", name="Mute this record").first.click()
    expect(toasts).to_contain_text("Muted")
    page.goto(page.url.replace("/notifications", "/account/notifications"))
    page.get_by_role("button", name="Unmute").click()
    expect(page.get_by_text("No record is muted")).to_be_visible()
