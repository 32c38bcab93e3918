"""The page of a record as a whole: its three parts, its stream, its composer, its first actions, and what deleting asks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guanxi.people.demo import STAFF

from .conftest import Served
from .test_stories import COMPANIES, in_place, made

LEFT = "(panes) => panes.map((pane) => pane.getBoundingClientRect().left)"


@pytest.mark.interface(
    "record.panes", "timeline.stream", "timeline.find", "timeline.note-first", "safety.delete-asks"
)
def test_a_record_has_fields_its_stream_and_what_belongs_to_it_and_deleting_names_who_depends(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("director", f"{COMPANIES}1")
    left, middle, right = page.locator(".record-body > .pane").evaluate_all(LEFT)
    assert left < middle < right
    assert page.locator("#details .props h2").count() > 2
    persons = page.locator("#related .panel-head", has_text="Contact persons")
    expect(persons.locator(".count")).to_have_text(re.compile(r"\d"))
    expect(page.locator(".composer-offers a").first).to_have_text("Internal note")

    sorts = page.locator(".timeline-sorts")
    said = sorts.locator("a").evaluate_all("(all) => all.map((each) => each.textContent.trim())")
    assert {"All", "Internal notes", "Call", "Meeting", "Mail", "Changes"} <= set(said)
    sorts.get_by_role("link", name="Call", exact=True).click()
    page.wait_for_url(re.compile("sort="))
    heads = page.locator(".moment .moment-head")
    expect(heads.first).to_be_visible()
    assert all("Call" in text for text in heads.all_inner_texts())
    word = page.locator(".moment-text").first.inner_text()[:4]
    page.locator(".timeline-find [name=find]").fill(word)
    page.locator(".timeline-find [name=find]").press("Enter")
    expect(page.locator(".timeline-found")).to_contain_text(word)
    assert all(word in text for text in page.locator(".moment").all_inner_texts())

    page.goto(f"{served.address}{COMPANIES}1")
    name = (
        page.locator("#related .panel", has_text="Contact persons")
        .locator(".rows a .clip")
        .first.inner_text()
    )
    page.locator(".record-head details[data-menu] > summary").click()
    page.get_by_role("button", name="Delete").click()
    question = page.locator("dialog#question")
    expect(question).to_contain_text(f"Contact persons: {name}")
    question.get_by_role("button", name="Cancel").click()
    expect(question).to_be_hidden()
    expect(page).to_have_url(f"{served.address}{COMPANIES}1")


@pytest.mark.interface(
    "timeline.folded",
    "timeline.mentions",
    "timeline.task",
    "safety.duplicates",
    "safety.delete-asks",
    "safety.undo-delete",
)
def test_small_changes_fold_a_mention_is_checked_a_note_becomes_a_task_and_nothing_is_asked_before_deleting(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("seller.north", "/")
    record = made(page, served, "Folded Changes Ltd")
    for field, text in (("city", "Wuxi"), ("short_name", "Folded")):
        in_place(page, field, text)
        expect(page.locator(f"#p-{field} .prop-text")).to_have_text(text)
    page.reload()
    changes = page.locator(".moment-changes", has_text="Wuxi")
    expect(changes).to_have_count(1)
    expect(changes).to_contain_text("Folded")

    stranger = next(each.name for each in STAFF if each.mail_name == "seller.shanghai")
    page.locator(".composer-offers a", has_text="Internal note").click()
    page.locator("#q-text").fill(f"@{stranger} Send the samples")
    page.locator(".quick-form button[type=submit]").click()
    note = page.locator(".moment", has_text="Send the samples")
    expect(page.locator("#toasts, .alert").filter(has_text=stranger).first).to_be_visible()
    note.locator(".moment-task summary").click()
    note.locator(".moment-task [name=due_on]").fill("2030-01-02")
    note.locator(".moment-task").get_by_role("button", name="Plan").click()
    expect(page.locator("#related .todo", has_text="Send the samples")).to_be_visible()

    page.goto(f"{served.address}{COMPANIES}new")
    page.locator("#f-name").press_sequentially("Folded Changes")
    hint = page.locator(".alert", has_text="There may be a record of this already")
    expect(hint.get_by_role("link", name="Folded Changes Ltd")).to_have_attribute(
        "href", record.removeprefix(served.address)
    )
    page.locator("#f-name").fill("")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(record)
    page.locator(".record-head details[data-menu] > summary").click()
    page.get_by_role("button", name="Delete").click()
    page.wait_for_url(re.compile(rf"{COMPANIES}$"))
    page.wait_for_load_state()
    page.keyboard.press("Control+z")
    expect(page.locator("#toasts")).to_contain_text(re.compile("undone", re.IGNORECASE))
    page.goto(record)
    expect(page.locator("h1")).to_have_text("Folded Changes Ltd")


@pytest.mark.interface("record.head-actions")
def test_the_first_actions_of_a_deal_differ_by_its_state(served: Served, enter: Callable[..., Page]) -> None:
    page = enter("director", "/sales/deals/?quick=open")
    actions = page.locator(".record-head .page-actions")
    page.locator("#rows td.main a").first.click()
    for name in ("Mark as won", "Mark as lost"):
        expect(actions.get_by_text(name)).to_be_visible()
    page.goto(f"{served.address}/sales/deals/?state=won")
    page.locator("#rows td.main a").first.click()
    page.locator(".record-name", has_text="Won").wait_for()
    for name in ("Mark as won", "Mark as lost"):
        expect(actions.get_by_text(name)).to_have_count(0)


@pytest.mark.interface("record.roles")
@pytest.mark.parametrize(
    ("language", "hide", "delivered", "first"),
    [("en", "Do not show", "As delivered", "Contact"), ("zh", "不显示", "恢复默认", "联系方式")],
)
def test_the_sections_of_a_page_are_arranged_for_a_role(
    language: str,
    hide: str,
    delivered: str,
    first: str,
    served: Served,
    enter: Callable[..., Page],
    second: Callable[..., Page],
) -> None:
    reader = second("agent", f"{COMPANIES}1")
    heads = reader.locator("#details h2")
    before = heads.all_inner_texts()
    page = enter("admin", f"{COMPANIES}1", language)
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator(".record-head details[data-menu] > summary").click()
    page.locator("a[href*='page-layouts?']").click()
    page.wait_for_url("**/settings/page-layouts?*")
    expect(page.locator("#f-kind")).to_have_value("contacts.company")
    role = page.locator("#f-role option").filter(has_text=re.compile("Service agent|客服专员"))
    page.locator("#f-role").select_option(role.get_attribute("value"))
    page.locator(".choose-sections button").click()
    page.wait_for_url("**/contacts.company")
    lines = page.locator(".choice-line")
    lines.nth(1).get_by_role("button").first.press("Enter")
    expect(lines.first.locator("strong")).to_have_text(first)
    lines.nth(2).get_by_role("button", name=hide, exact=True).click()
    expect(lines.nth(2)).to_have_class(re.compile("retired"))
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    reader.reload()
    expect(heads.nth(0)).to_have_text(before[1])
    expect(heads.filter(has_text=re.compile(f"^{re.escape(before[3])}$"))).to_have_count(0)
    page.get_by_role("button", name=delivered, exact=True).click()
    expect(page.get_by_role("button", name=delivered, exact=True)).to_have_count(0)
    reader.reload()
    assert heads.all_inner_texts() == before
