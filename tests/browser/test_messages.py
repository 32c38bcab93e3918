"""A message to the customer in its own colour: recipients, the seconds in which it is cancelled, and what arrives."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from guanxi.testing.broker import free_port
from guanxi.testing.mail import MailSink

from .conftest import GUANXI, STARTS_WITHIN_S, Served, answering, words_of


@pytest.fixture
def posting(tmp_path: Path, mail_sink: MailSink) -> Iterator[Served]:
    """An installation whose mails go to a server on this machine."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GUANXI_")}
    environment |= {
        "GUANXI_DATA": str(tmp_path / "data"),
        "GUANXI_PORT": str(port),
        "GUANXI_MAIL_HOST": mail_sink.host,
        "GUANXI_MAIL_PORT": str(mail_sink.port),
        "GUANXI_MAIL_TLS": "none",
        "GUANXI_MAIL_FROM": "crm@guanxi.example",
    }
    for command in (["migrate"], ["demo", "--size", "20"]):
        subprocess.run(
            [*GUANXI, *command], env=environment, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL
        )
    with (tmp_path / "log").open("wb") as log:
        running = subprocess.Popen([*GUANXI, "serve"], env=environment, cwd=tmp_path, stdout=log, stderr=log)
    try:
        yield Served(
            answering(port, running, tmp_path / "log"), words_of(tmp_path / "data"), tmp_path / "data"
        )
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(STARTS_WITHIN_S)


@pytest.fixture
def customer(page: Page, posting: Served) -> Page:
    """The page of a person whose address is known."""
    posting.enter(page.context, "admin")
    page.goto(f"{posting.address}/contacts/persons/new")
    page.fill("#f-name", "Nadia Sommer")
    page.fill("#f-email", "nadia@customer.example")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/persons/\d+"))
    return page


def write(page: Page, subject: str) -> None:
    page.locator(".composer-offers a.to-customer").click()
    page.fill("#m-subject", subject)
    page.fill("#m-text", "Good day, here is our offer.")
    page.get_by_role("button", name="Send to customer").click()


@pytest.mark.interface("timeline.message")
def test_a_message_in_its_own_colour_is_cancelled_within_ten_seconds_or_arrives(
    page: Page, customer: Page, mail_sink: MailSink
) -> None:
    colour: Callable[[str], str] = lambda place: customer.locator(place).first.evaluate(  # noqa: E731
        "each => getComputedStyle(each).backgroundColor"
    )
    note, message = (colour(f".composer-offers a{kind}") for kind in (":not(.to-customer)", ".to-customer"))
    assert note != message
    assert customer is page
    customer.locator(".composer-offers a.to-customer").click()
    expect(customer.locator(".recipient", has_text="nadia@customer.example").locator("input")).to_be_checked()
    write(customer, "Kept in the house")
    sending = customer.locator(".sending")
    expect(sending).to_contain_text(re.compile(r"Sending in \d+ s"))
    sending.get_by_role("button", name="Cancel sending").click()
    expect(customer.locator(".moment", has_text="Sending cancelled").first).to_contain_text("Nadia Sommer")
    write(customer, "Our offer")
    expect(customer.locator(".sending")).to_have_text(re.compile("^Sent$"), timeout=30_000)
    assert [mail["Subject"] for mail in mail_sink.messages] == ["Our offer"]
    assert mail_sink.to == [["nadia@customer.example"]]


def test_an_internal_note_is_not_carried_over_and_the_draft_outlives_a_reload(customer: Page) -> None:
    customer.on("dialog", lambda dialog: dialog.accept())
    customer.locator(".composer-offers a", has_text="Internal note").click()
    customer.locator("#q-text").press_sequentially("He haggles")
    customer.locator(".composer-offers a.to-customer").click()
    expect(customer.locator("#m-text")).to_have_value("")
    customer.locator("#m-text").press_sequentially("Dear Nadia")
    customer.reload()
    customer.locator(".composer-offers a.to-customer").click()
    expect(customer.locator("#m-text")).to_have_value("Dear Nadia")


def test_files_go_along_and_a_refusal_loses_neither_them_nor_the_text(
    page: Page, customer: Page, posting: Served, mail_sink: MailSink, console: list[str], tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    page.locator(".pane-tabs a[href='#related']").click()
    kept = tmp_path / "price list of this year for wholesale customers.txt"
    kept.write_text("12 pieces")
    page.locator("form[data-attach]").get_by_label("Add attachments").set_input_files(kept)
    expect(page.locator(".files").get_by_text(kept.name).first).to_be_attached()
    page.reload()
    page.locator(".pane-tabs a[href='#happened']").click()
    page.locator(".composer-offers a.to-customer").click()
    form = page.locator(".message-form")
    form.locator("input[type=file]").set_input_files(
        {"name": "offer.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" + b"\0" * 80}
    )
    expect(form.locator(".files li")).to_contain_text(["offer.pdf"])
    form.locator("summary", has_text="Files of this record").click()
    form.get_by_label(kept.name).check()
    page.fill("#m-subject", "Our offer")
    page.fill("#m-text", "Good day")
    send = page.get_by_role("button", name="Send to customer")
    send.click()
    expect(form.locator("#q-files-error")).to_contain_text("offer.pdf")
    assert len(console) == 1 and "422" in console.pop()
    expect(page.locator("#m-text")).to_have_value("Good day")
    expect(form.get_by_label(kept.name)).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    shot(page, "refused")
    form.locator("[data-leave-out]").click()
    form.locator("input[type=file]").set_input_files(
        {"name": "offer.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\nOffer\n%%EOF\n"}
    )
    send.click()
    expect(page.locator(".sending")).to_contain_text(re.compile(r"Sending in \d+ s"))
    shot(page, "waits")
    expect(page.locator(".sending")).to_have_text(re.compile("^Sent$"), timeout=30_000)
    (mail,) = mail_sink.messages
    assert [part.get_filename() for part in mail.iter_attachments()] == ["offer.pdf", kept.name]


def shot(page: Page, name: str) -> None:
    """A picture to look at, where somebody asks for them."""
    if folder := os.environ.get("SHOTS", ""):
        page.screenshot(path=f"{folder}/message-{name}.png", full_page=True)
