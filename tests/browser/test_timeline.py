"""A call written down on a phone with three inputs, and a note with files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import Served


@pytest.mark.requirement("R-022.b")
def test_a_follow_up_is_saved_with_three_inputs_on_a_phone(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("seller.north", "/contacts/companies/?quick=mine")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("table[data-list] td.main a").first.click()
    page.wait_for_url(re.compile(r"/contacts/companies/\d+"))
    page.locator(".pane-tabs a", has_text="Timeline").click()
    page.locator(".composer-offers a", has_text="Visit").click()
    page.locator("#q-summary").fill("Showed the new valves")
    page.locator("#q-next_on").fill("2030-05-06")
    expect(page.locator("#q-duration")).to_be_hidden()
    page.locator(".quick-form summary").click()
    page.locator("#q-duration").fill("25")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.locator(".quick-form button[type=submit]").click()
    entry = page.locator(".moment").filter(has=page.get_by_text("Showed the new valves", exact=True))
    expect(entry).to_be_visible()
    expect(entry).to_contain_text("2030-05-06")
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_what_is_typed_above_the_timeline_goes_along_to_another_kind_and_outlives_a_reload(
    enter: Callable[..., Page],
) -> None:
    page = enter("seller.north", "/contacts/companies/?quick=mine")
    page.locator("table[data-list] td.main a").first.click()
    page.wait_for_url(re.compile(r"/contacts/companies/\d+"))
    offers, summary, next_on = page.locator(".composer-offers a"), page.locator("#q-summary"), "#q-next_on"
    page.on("dialog", lambda dialog: dialog.accept())
    offers.filter(has_text="Visit").click()
    summary.press_sequentially("Showed the new pumps")
    page.locator(next_on).fill("2030-06-07")
    offers.filter(has_text="Mail").click()
    expect(page.locator(".quick-form input[name=code]")).to_have_value("mail")
    expect(summary).to_have_value("Showed the new pumps")
    page.reload()
    expect(page.locator(".quick-form input[name=code]")).to_have_value("mail")
    expect(summary).to_have_value("Showed the new pumps")
    expect(page.locator("#toasts")).to_contain_text("is here again")
    offers.filter(has_text="Visit").click()
    expect(page.locator(".quick-form input[name=code]")).to_have_value("visit")
    expect(page.locator(next_on)).to_have_value("2030-06-07")
    page.locator(".quick-form button[type=submit]").click()
    expect(page.locator(".moment", has_text="Showed the new pumps").first).to_be_visible()
    page.wait_for_load_state()
    offers.filter(has_text="Visit").click()
    expect(summary).to_have_value("")


def test_files_are_chosen_left_out_and_kept_through_a_refusal(
    enter: Callable[..., Page], console: list[str], tmp_path: Path
) -> None:
    for name, content in (("plan.pdf", b"%PDF-1.7\n%%EOF\n"), ("tool.exe", b"MZ\x90"), ("list.txt", b"one")):
        (tmp_path / name).write_bytes(content)
    page = enter("seller.north", "/contacts/companies/?quick=mine")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("table[data-list] td.main a").first.click()
    page.wait_for_url(re.compile(r"/contacts/companies/\d+"))
    page.locator(".pane-tabs a", has_text="Timeline").click()
    page.locator(".composer-offers a", has_text="Internal note").click()
    form = page.locator(".quick-form")
    form.locator("#q-text").fill("Drawings for the tender")
    chooser = form.locator("input[type=file]")
    chooser.set_input_files(tmp_path / "plan.pdf")
    chooser.set_input_files([tmp_path / "tool.exe", tmp_path / "list.txt"])
    expect(form.locator(".files li")).to_have_count(3)
    form.locator("button[type=submit]").click()
    expect(form.locator("#q-files-error")).to_contain_text("tool.exe")
    console.clear()  # the browser writes the refused request there
    expect(form.locator("#q-text")).to_have_value("Drawings for the tender")
    expect(form.locator(".files li")).to_have_count(3)
    form.get_by_role("button", name="Leave out tool.exe").press("Enter")
    expect(form.locator(".files li")).to_have_count(2)
    expect(form.get_by_role("button", name="Leave out plan.pdf")).to_be_focused()
    page.locator(".composer-offers a", has_text="Meeting").click()
    expect(form.locator("#q-summary")).to_be_visible()
    expect(form.locator(".files li")).to_have_count(2)
    page.locator(".composer-offers a", has_text="Internal note").click()
    expect(form.locator("#q-text")).to_have_value("Drawings for the tender")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form.locator("button[type=submit]").press("Enter")
    entry = page.locator(".moment").filter(has=page.get_by_text("Drawings for the tender", exact=True))
    expect(entry.locator(".moment-files")).to_contain_text("plan.pdf")
    expect(entry.locator(".moment-files")).to_contain_text("list.txt")
    with page.expect_download() as saved:
        entry.get_by_text("list.txt").click()
    assert saved.value.suggested_filename == "list.txt"
    page.locator(".composer-offers a", has_text="Internal note").click()
    expect(form.locator("#q-text")).to_have_value("")
    expect(form.locator(".files li")).to_have_count(0)
    page.locator(".composer-offers a", has_text="Internal note").click()
    expect(form.locator("#q-text")).to_have_value("")
    assert not asked
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.interface("timeline.links")
def test_a_hash_links_a_record_by_keyboard_and_a_pasted_address_becomes_a_chip(
    served: Served, enter: Callable[..., Page]
) -> None:
    page = enter("seller.north", "/contacts/companies/?quick=mine")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("table[data-list] td.main a").filter(
        has_text=re.compile(r"^[\u4e00-\u9fff]{4}")
    ).first.click()
    page.wait_for_url(re.compile(r"/contacts/companies/\d+"))
    name, way = page.locator("h1").inner_text(), page.url.removeprefix(served.address).partition("#")[0]
    page.locator(".pane-tabs a", has_text="Timeline").click()
    page.locator(".composer-offers a", has_text="Internal note").click()
    box, offered = page.locator("#q-text"), page.locator("[data-mention-list] [data-value]")
    box.press_sequentially("C# and ")
    box.press_sequentially(f"like #{name[:4]}")
    expect(offered.first).to_be_visible()
    expect(offered.filter(has_text=name)).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    for _option in range(offered.count()):
        if name in page.locator("[data-mention-list] [aria-selected=true]").inner_text():
            break
        box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value(f"C# and like {way} ")
    expect(offered).to_have_count(0)
    box.press_sequentially(f"or {served.address}{way}, @")
    expect(offered.first).to_be_visible()
    box.press("Escape")
    page.locator(".quick-form button[type=submit]").click()
    entry = page.locator(".moment", has_text="C# and like").first
    expect(entry.locator(".moment-text .record-chip", has_text=name)).to_have_count(2)
    page.wait_for_load_state()  # the style of the page that came in its place
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    entry.locator(".record-chip").first.click()
    page.wait_for_url(f"{served.address}{way}")


PASTE = """async (box) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 60;
  canvas.getContext("2d").fillRect(0, 0, 30, 60);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const data = new DataTransfer();
  data.items.add(new File([blob], "image.png", { type: "image/png" }));
  const pasted = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  box.dispatchEvent(pasted);
  const dropped = new DataTransfer();
  dropped.items.add(new File(["one"], "list.txt", { type: "text/plain" }));
  box.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
  const both = new DataTransfer();
  both.setData("text/plain", "a table");
  both.items.add(new File([blob], "image.png", { type: "image/png" }));
  const text = new ClipboardEvent("paste", { clipboardData: both, bubbles: true, cancelable: true });
  return box.dispatchEvent(text);
}"""


@pytest.mark.interface("timeline.images")
def test_a_pasted_picture_and_a_dropped_file_are_saved_with_the_note_and_shown(
    enter: Callable[..., Page],
) -> None:
    page = enter("seller.north", "/contacts/companies/?quick=mine")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("table[data-list] td.main a").first.click()
    page.wait_for_url(re.compile(r"/contacts/companies/\d+"))
    page.locator(".pane-tabs a", has_text="Timeline").click()
    page.locator(".composer-offers a", has_text="Internal note").click()
    box, form = page.locator("#q-text"), page.locator(".quick-form")
    box.fill("The broken seal")
    assert box.evaluate(PASTE) is True  # what is text too is left to the browser
    expect(form.locator(".files li")).to_have_count(2)
    expect(form.locator(".files li").first).to_contain_text(
        re.compile(r"Pasted image \d{4}-\d\d-\d\d \d\d-\d\d\.png")
    )
    expect(form.locator(".files .file-thumb")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    form.locator("button[type=submit]").click()
    entry = page.locator(".moment").filter(has=page.get_by_text("The broken seal", exact=True))
    picture = entry.locator(".moment-picture img")
    expect(picture).to_have_attribute("alt", re.compile(r"Pasted image .*\.png"))
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 60)
    expect(entry.locator(".moment-files")).to_contain_text("list.txt")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    entry.locator(".moment-picture").click()
    page.wait_for_url(re.compile(r"/work/attachments/\d+$"))


@pytest.mark.interface("timeline.stream-deals")
def test_the_deals_of_a_company_stand_in_its_timeline_and_are_shown_alone(
    enter: Callable[..., Page],
) -> None:
    page = enter("seller.north", "/contacts/companies/?quick=mine")
    page.locator("table[data-list] td.main a").first.click()
    page.wait_for_url(re.compile(r"/contacts/companies/\d+"))
    company = page.url.split("?")[0].split("#")[0]
    page.goto(f"{company.partition('/contacts')[0]}/sales/deals/new?company={company.rpartition('/')[2]}")
    page.locator("input[name=name]").fill("Pumps for the new hall")
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/sales/deals/\d+"))
    page.goto(company)
    step = page.locator(".moment", has=page.get_by_text("Pumps for the new hall", exact=True))
    expect(step).to_contain_text("Deal begun")
    alone = page.locator(".timeline-sorts a[href*='sort=sales.deal']")
    if not alone.is_visible():
        page.locator(".timeline-sorts").get_by_text("More", exact=True).click()
    alone.click()
    page.wait_for_url(re.compile("sort=sales.deal"))
    expect(step).to_be_visible()
    expect(page.locator(".moment", has=page.get_by_text("Internal note"))).to_have_count(0)
    step.get_by_text("Pumps for the new hall").click()
    page.wait_for_url(re.compile(r"/sales/deals/\d+"))


@pytest.mark.interface("timeline.pin")
@pytest.mark.parametrize(
    ("language", "pin", "unpin"), [("en", "Pin", "Take the pin off"), ("zh", "置顶", "取消置顶")]
)
def test_an_entry_is_pinned_where_it_stands(
    served: Served, enter: Callable[..., Page], language: str, pin: str, unpin: str
) -> None:
    page = enter("seller.north", "/contacts/companies/?quick=mine", language)
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("table[data-list] td.main a").first.click()
    page.wait_for_url(re.compile(r"/contacts/companies/\d+"))
    page.locator(".pane-tabs a[href='#happened']").click()
    page.locator(".composer-offers a").first.click()
    page.locator("#q-text").fill(f"Remember {language}")
    page.locator(".quick-form button[type=submit]").click()
    entry = page.locator(".moment").filter(has=page.get_by_text(f"Remember {language}", exact=True))
    entry.first.get_by_role("button", name=pin, exact=True).press("Enter")
    above = page.locator(".moment.pinned").filter(has_text=f"Remember {language}")
    expect(above).to_have_count(1)
    page.locator(".pane-tabs a[href='#happened']").click()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    above.get_by_role("button", name=unpin, exact=True).click()
    expect(above).to_have_count(0)
    page.locator(".pane-tabs a[href='#happened']").click()
    expect(entry.get_by_role("button", name=pin, exact=True)).to_be_visible()


@pytest.mark.interface("timeline.replies")
@pytest.mark.parametrize(
    ("language", "reply", "offer"), [("en", "Agreed, as said", "Reply"), ("zh", "同意，按此办理", "回复")]
)
def test_a_note_is_answered_where_it_stands_and_its_writer_sees_it(
    language: str,
    reply: str,
    offer: str,
    served: Served,
    enter: Callable[..., Page],
    second: Callable[..., Page],
) -> None:
    writer = second("seller.north", "/contacts/companies/?quick=mine")
    writer.locator("table[data-list] td.main a").first.click()
    writer.wait_for_url(re.compile(r"/contacts/companies/\d+"))
    company = writer.url.removeprefix(served.address).partition("#")[0]
    writer.locator(".composer-offers a", has_text="Internal note").click()
    writer.locator("#q-text").fill(f"Which price for {reply}?")
    writer.locator(".quick-form button[type=submit]").click()
    expect(writer.locator(".moment", has_text=f"Which price for {reply}?")).to_be_visible()

    page = enter("lead.north", f"{company}#happened", language)
    page.set_viewport_size({"width": 360, "height": 740})
    note = page.locator(".moment:not(.pinned)", has_text=f"Which price for {reply}?")
    note.get_by_role("link", name=offer, exact=True).click()
    box = note.locator(".reply-box textarea")
    expect(box).to_be_focused()
    box.press_sequentially(f"{reply} @")
    expect(note.locator("[data-mention-list] [data-value]").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    note.locator(".quick-end a").click()
    expect(note.locator(".reply-box form")).to_have_count(0)
    expect(note.get_by_role("link", name=offer, exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_have_value("")
    box.press_sequentially(reply)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    note.get_by_role("link", name=offer, exact=True).click()
    expect(box).to_have_value(reply)
    note.locator(".reply-box button[type=submit]").click()
    expect(note.locator(".reply .moment-text")).to_have_text([reply])
    expect(note).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    writer.reload()
    expect(
        writer.locator(".moment:not(.pinned)", has_text=f"Which price for {reply}?").locator(".reply")
    ).to_have_count(1)
    writer.locator("[data-bell] summary").click()
    expect(writer.locator("[data-bell-panel] .notice").first).to_contain_text("replied to what you wrote")
