"""The tab of the composer, the seconds in the timeline, and what is said where nothing can be sent."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from guanxi.app import create_app
from guanxi.composition import House
from guanxi.records.ref import Ref
from guanxi.testing.mail import MailSink
from guanxi.work.attachments import FILES, Upload, attach
from guanxi.work.messages.tables import CustomerMessage

WRITE = "/work/messages/write?about="


@pytest.fixture
def at(mailing: House) -> Any:
    """The app of a house with a mail server."""
    return create_app(mailing)


@pytest.fixture
def browser(at: Any, client_of: Any) -> Any:
    return client_of("seller.shanghai", at=at)


def sent(**more: Any) -> dict[str, Any]:
    return {"recipient": "contacts.person/1", "subject": "Offer", "text": "Good day"} | more


def test_the_tab_stands_beside_the_notes_and_lists_the_persons_of_a_company(
    browser: Any, company: Ref
) -> None:
    page = browser.get(f"/contacts/companies/{company.id}").text
    assert f"{WRITE}{company.text}" in page
    form = browser.get(f"{WRITE}{company.text}").text
    assert "wang@customer.example" in form
    assert "li@customer.example" in form


def test_what_was_sent_counts_down_in_the_timeline_and_is_cancelled_there(
    browser: Any, company: Ref, clock: Any, mailing: House, run_jobs: Any, mail_sink: MailSink
) -> None:
    assert browser.post(f"{WRITE}{company.text}", **sent()).status_code == 303
    page = browser.get(f"/contacts/companies/{company.id}").text
    assert "Sending in 10 s" in page
    assert "/work/messages/1/cancel" in page
    assert "王伟" in page
    clock.move(seconds=4)
    assert "Sending in 6 s" in browser.get("/work/messages/1/state", **{"HX-Request": "true"}).text
    assert browser.post("/work/messages/1/cancel").status_code == 303
    clock.move(seconds=10)
    run_jobs(mailing)
    assert mail_sink.raw == []
    page = browser.get(f"/contacts/companies/{company.id}").text
    assert "Sending cancelled · Message to customer" in page


def test_who_cancels_too_late_is_told(
    browser: Any, company: Ref, clock: Any, mailing: House, run_jobs: Any
) -> None:
    browser.post(f"{WRITE}{company.text}", **sent())
    clock.move(seconds=10)
    run_jobs(mailing)
    assert browser.post("/work/messages/1/cancel").status_code == 303
    page = browser.get(f"/contacts/companies/{company.id}").text
    assert "cannot be cancelled" in page
    assert "Sent · Message to customer" in page


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(browser: Any, company: Ref) -> None:
    answer = browser.post(f"{WRITE}{company.text}", **sent(recipient="", subject="", text="Kept words"))
    assert answer.status_code == 422
    assert "Choose at least one recipient." in answer.text
    assert "Kept words" in answer.text
    assert not CustomerMessage.select().exists()


def test_files_go_along_new_ones_and_those_of_the_record(
    browser: Any, company: Ref, seller: Any, clock: Any, mailing: House, run_jobs: Any, mail_sink: MailSink
) -> None:
    kept = attach(seller, company, [Upload("价目表.txt", io.BytesIO(b"12 pieces"))]).value[0].id
    form = browser.get(f"{WRITE}{company.text}").text
    assert f'name="attached" value="{kept}"' in form and "价目表.txt" in form and "9 B" in form
    bad = sent(attached=[str(kept), "77"]) | {FILES: (io.BytesIO(b"new"), "new.txt")}
    refused = browser.post(f"{WRITE}{company.text}", **bad)
    assert refused.status_code == 422 and "not there any more" in refused.text
    assert f'value="{kept}" checked' in refused.text and "Good day" in refused.text
    good = sent(attached=[str(kept)]) | {FILES: (io.BytesIO(b"new"), "new.txt")}
    assert browser.post(f"{WRITE}{company.text}", **good).status_code == 303
    page = browser.get(f"/contacts/companies/{company.id}").text
    assert "new.txt" in page
    own = browser.get(f"/work/messages/{re.findall(r'/work/messages/([0-9]+)/cancel', page)[0]}").text
    assert "new.txt" in own and "data-attach" not in own
    clock.move(seconds=10)
    run_jobs(mailing)
    (mail,) = mail_sink.messages
    assert [part.get_filename() for part in mail.iter_attachments()] == ["new.txt", "价目表.txt"]


def test_sending_the_same_form_twice_sends_once(browser: Any, company: Ref) -> None:
    for _each in range(2):
        assert browser.post(f"{WRITE}{company.text}", **sent(once="abc")).status_code == 303
    assert CustomerMessage.select().count() == 1


def test_without_a_mail_server_the_tab_says_so(company: Ref, client_of: Any) -> None:
    browser = client_of("seller.shanghai")
    assert "No mail server is set up" in browser.get(f"{WRITE}{company.text}").text
    assert browser.post(f"{WRITE}{company.text}", **sent()).status_code == 409


def test_no_address_is_told_to_who_may_not_see_it(
    at: Any, browser: Any, company: Ref, client_of: Any, roles_of: Any
) -> None:
    browser.post(f"{WRITE}{company.text}", **sent())
    roles_of("agent", {"*.view": "all", "work.*": "all"}, hidden={"contacts.person": ["email"]})
    reader = client_of("agent", at=at)
    for address in (f"/contacts/companies/{company.id}", f"{WRITE}{company.text}", "/work/messages/1"):
        answer = reader.get(address)
        assert answer.status_code == 200
        assert "customer.example" not in answer.text


def test_who_may_not_write_has_no_tab_and_strangers_find_nothing(
    at: Any, browser: Any, company: Ref, client_of: Any, roles_of: Any
) -> None:
    browser.post(f"{WRITE}{company.text}", **sent())
    roles_of("agent", {"*.view": "all"})
    reader = client_of("agent", at=at)
    assert "/work/messages/write" not in reader.get(f"/contacts/companies/{company.id}").text
    assert reader.get(f"{WRITE}{company.text}").status_code == 403
    other = client_of("seller.north", at=at)
    assert other.get(f"{WRITE}{company.text}").status_code == 404
    assert other.post("/work/messages/1/cancel").status_code == 404
    assert other.get("/work/messages/1/state", **{"HX-Request": "true"}).status_code == 404


@pytest.mark.parametrize("about", ["", "x", "contacts.company/0", "people.user/1", "contacts.company/999"])
def test_there_is_no_message_about_nothing(about: str, browser: Any) -> None:
    assert browser.get(f"{WRITE}{about}").status_code == 404
