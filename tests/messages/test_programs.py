"""Programs write to customers, read what became of it, and cancel it while it waits."""

from __future__ import annotations

import io
from typing import Any

import pytest

from guanxi.app import create_app
from guanxi.composition import House
from guanxi.records.ref import Ref
from guanxi.testing.mail import MailSink
from guanxi.work.attachments import Upload, attach
from guanxi.work.messages.tables import CustomerMessage

MESSAGES = "/work/messages"


@pytest.fixture
def at(mailing: House) -> Any:
    return create_app(mailing)


@pytest.fixture
def program(at: Any, program_of: Any) -> Any:
    return program_of("seller.shanghai", at=at)


def asked(company: Ref, **more: Any) -> dict[str, Any]:
    plain = {
        "about": [company.text],
        "recipients": ["contacts.person/1"],
        "subject": "Offer",
        "text": "Good day",
    }
    return {**plain, **more}


def test_a_program_writes_reads_and_the_mail_leaves_with_its_files(
    program: Any, company: Ref, seller: Any, clock: Any, mailing: House, run_jobs: Any, mail_sink: MailSink
) -> None:
    kept = attach(seller, company, [Upload("offer.txt", io.BytesIO(b"12 pieces"))]).value[0].id
    done = program.post(MESSAGES, asked(company, attachments=[f"work.attachment/{kept}"]))
    assert done.status_code == 201, done.text
    made = done.get_json()
    assert (made["state"], made["recipients"]) == ("waiting", ["contacts.person/1"])
    assert done.headers["Location"] == f"/api/v1{MESSAGES}/{made['id']}"
    clock.move(seconds=10)
    run_jobs(mailing)
    assert program.get(f"{MESSAGES}/{made['id']}").get_json()["state"] == "sent"
    (mail,) = mail_sink.messages
    assert [part.get_filename() for part in mail.iter_attachments()] == ["offer.txt"]
    late = program.post(f"{MESSAGES}/{made['id']}/cancel")
    assert late.status_code == 409


def test_a_repeated_key_sends_once_and_what_waits_is_cancelled(
    program: Any, company: Ref, clock: Any, mailing: House, run_jobs: Any, mail_sink: MailSink
) -> None:
    first, again = (program.post(MESSAGES, asked(company), Idempotency_Key="once") for _time in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    message = first.get_json()["id"]
    assert again.get_json()["id"] == message and CustomerMessage.select().count() == 1
    cancelled = program.post(f"{MESSAGES}/{message}/cancel")
    assert (cancelled.status_code, cancelled.get_json()["state"]) == (200, "cancelled")
    clock.move(seconds=20)
    run_jobs(mailing)
    assert mail_sink.raw == []


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("about", {"about": []}),
        ("about", {"about": ["contacts.company/1", "contacts.person/1"]}),
        ("about", {"about": "x"}),
        ("recipients", {"recipients": []}),
        ("recipients", {"recipients": ["contacts.person/99"]}),
        ("recipients", {"recipients": 7}),
        ("subject", {"subject": ""}),
        ("subject", {"subject": "a\r\nBcc: x@y.example"}),
        ("text", {"text": None}),
        ("attachments", {"attachments": ["work.attachment/999"]}),
        ("attachments", {"attachments": ["contacts.company/1"]}),
        ("state", {"state": "sent"}),
        ("version", {"version": 1}),
    ],
)
def test_what_is_wrong_is_said_by_its_name_and_nothing_is_kept(
    field: str, given: dict[str, Any], program: Any, company: Ref
) -> None:
    refused = program.post(MESSAGES, asked(company, **given))
    assert (refused.status_code, set(refused.get_json()["errors"])) == (422, {field})
    assert not CustomerMessage.select().exists()


def test_strangers_write_read_and_cancel_nothing(
    at: Any, program: Any, program_of: Any, company: Ref
) -> None:
    message = program.post(MESSAGES, asked(company)).get_json()["id"]
    other = program_of("seller.north", at=at)
    assert other.post(MESSAGES, asked(company)).status_code == 404
    assert other.get(f"{MESSAGES}/{message}").status_code == 404
    assert other.post(f"{MESSAGES}/{message}/cancel").status_code == 404
    assert program.get(f"{MESSAGES}/x").status_code == 404
    assert CustomerMessage.get_by_id(message).state == "waiting"


def test_the_document_describes_what_a_program_may_do(program: Any) -> None:
    described = program.get("/openapi.json").get_json()
    assert described["paths"][MESSAGES]["post"]["operationId"] == "send_message"
    assert set(described["paths"]) >= {f"{MESSAGES}/{{id}}", f"{MESSAGES}/{{id}}/cancel"}
    new = described["components"]["schemas"]["work.message.create"]
    assert new["required"] == ["about", "recipients", "subject", "text"]
