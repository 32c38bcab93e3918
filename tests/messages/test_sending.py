"""A message to a customer waits ten seconds, is cancelled or sent once, and tells nobody an address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guanxi.composition import House
from guanxi.data.database import row, run
from guanxi.data.errors import Forbidden, InvalidValues, NotFound, Refused
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.standard import edit
from guanxi.records.undo import undo
from guanxi.testing.mail import MailSink
from guanxi.work.messages.addressees import offered
from guanxi.work.messages.resource import messages
from guanxi.work.messages.sending import SEND_JOB, cancel, claim, send
from guanxi.work.messages.tables import CustomerMessage


def test_a_message_waits_ten_seconds_and_is_then_sent_to_each_by_himself(
    written: Any, persons: Any, mailing: House, run_jobs: Any, clock: Any, mail_sink: MailSink, state: Any
) -> None:
    message = written(persons, subject="报价 Offer", text="Good day\n你好")
    assert SEND_JOB not in run_jobs(mailing)
    assert state(message) == "waiting"
    clock.move(seconds=10)
    assert SEND_JOB in run_jobs(mailing)
    assert state(message) == "sent"
    assert mail_sink.to == [["wang@customer.example"], ["li@customer.example"]]
    first, second = mail_sink.messages
    assert first["Subject"] == "报价 Offer"
    assert first["Message-ID"] != second["Message-ID"]
    assert "seller.shanghai@demo.example" in first["Reply-To"]
    assert "crm@guanxi.example" in first["From"]
    assert first.get_content().split() == ["Good", "day", "你好"]
    run_jobs(mailing)
    assert len(mail_sink.raw) == 2


def test_what_is_cancelled_in_time_never_leaves_the_house(
    written: Any, seller: Actor, mailing: House, run_jobs: Any, clock: Any, mail_sink: MailSink, state: Any
) -> None:
    message = written()
    done = cancel(seller, message)
    clock.move(seconds=20)
    run_jobs(mailing)
    assert (state(message), mail_sink.raw) == ("cancelled", [])
    with pytest.raises(Refused):
        undo(seller, done.change)
    with pytest.raises(Refused):
        cancel(seller, message)


def test_what_is_on_its_way_is_not_cancelled_and_what_was_cancelled_not_claimed(
    written: Any, seller: Actor, state: Any
) -> None:
    going, kept = written(), written()
    assert claim(seller, going)
    with pytest.raises(Refused):
        cancel(seller, going)
    assert state(going) == "sending"
    cancel(seller, kept)
    assert not claim(seller, kept)
    assert not claim(seller, going)


def test_a_worker_that_was_killed_goes_on_where_it_was_with_the_same_id(
    written: Any, persons: Any, mailing: House, run_jobs: Any, clock: Any, mail_sink: MailSink, state: Any
) -> None:
    message = written(persons)
    clock.move(seconds=10)
    run_jobs(mailing)
    run("UPDATE work_message SET state = 'sending' WHERE id = ?", [message])
    run("UPDATE job SET state = 'waiting', run_at = 0, position = '[1,[],\"\"]' WHERE name = ?", [SEND_JOB])
    run_jobs(mailing)
    assert mail_sink.to == [["wang@customer.example"], ["li@customer.example"], ["li@customer.example"]]
    assert mail_sink.messages[1]["Message-ID"] == mail_sink.messages[2]["Message-ID"]
    assert state(message) == "sent"


def test_a_server_that_refuses_is_told_and_no_address_is_kept(
    written: Any, mailing: House, run_jobs: Any, clock: Any, mail_sink: MailSink, state: Any, seller: Actor
) -> None:
    mail_sink.answer = "550 no such user wang@customer.example"
    message = written()
    clock.move(seconds=10)
    run_jobs(mailing)
    kept = CustomerMessage.get_by_id(message)
    assert (kept.state, kept.trouble, kept.missed) == ("failed", "refused", '["contacts.person/1"]')
    assert "customer.example" not in str(row("SELECT * FROM work_message WHERE id = ?", [message]))


def test_a_server_that_is_away_is_tried_again_and_given_up_after_hours(
    written: Any, mailing: House, run_jobs: Any, clock: Any, mail_sink: MailSink, state: Any
) -> None:
    mail_sink.answer = "451 later"
    message = written()
    clock.move(seconds=10)
    run_jobs(mailing)
    assert state(message) == "sending"
    mail_sink.answer = "250 kept"
    clock.move(minutes=2)
    run_jobs(mailing)
    assert state(message) == "sent"
    mail_sink.answer = "451 later"
    other = written()
    clock.move(seconds=10)
    run_jobs(mailing)
    clock.move(hours=5)
    run_jobs(mailing)
    assert (state(other), CustomerMessage.get_by_id(other).trouble) == ("failed", "silent")


@pytest.mark.parametrize("why", ["left", "closed"])
def test_rights_and_consent_are_asked_again_when_it_is_sent(
    why: str, written: Any, made: Any, mailing: House, run_jobs: Any, clock: Any, mail_sink: MailSink
) -> None:
    message = written()
    if why == "left":
        run("UPDATE people_user SET active = ? WHERE mail = 'seller.shanghai@demo.example'", [False])
    else:
        made("contacts.consent", person=1, state="withdrawn", channel="email", purpose="all")
    clock.move(seconds=10)
    run_jobs(mailing)
    kept = CustomerMessage.get_by_id(message)
    assert (kept.state, kept.trouble, mail_sink.raw) == ("failed", why, [])


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("subject", {"subject": "Offer\r\nBcc: thief@evil.example"}),
        ("subject", {"subject": " "}),
        ("subject", {"subject": "x" * 151}),
        ("text", {"text": "x" * 20_001}),
        ("text", {"text": ""}),
        ("recipients", {"to": [Ref("contacts.person", 99)]}),
        ("recipients", {"to": [Ref("contacts.person", n) for n in range(1, 12)]}),
        ("recipients", {"to": [Ref("people.user", 1)]}),
    ],
)
def test_what_cannot_be_sent_is_said_at_its_field(written: Any, name: str, given: dict[str, Any]) -> None:
    with pytest.raises(InvalidValues) as wrong:
        written(**given)
    assert set(wrong.value.errors) == {name}


def test_without_a_recipient_or_a_server_nothing_is_kept(
    seller: Actor, company: Ref, persons: Any, actor_of: Any
) -> None:
    with pytest.raises(InvalidValues):
        send(seller, company, [], "Offer", "Good day")
    without = actor_of("seller.shanghai")
    with pytest.raises(Refused, match="mail server"):
        send(without, company, persons, "Offer", "Good day")
    assert not CustomerMessage.select().exists()


def test_who_may_not_see_an_address_can_neither_use_nor_learn_it(
    seller: Actor, company: Ref, persons: Any
) -> None:
    assert [each.mail for each in offered(seller, company)] == [
        "wang@customer.example",
        "li@customer.example",
    ]
    blind = replace(seller, hidden={"contacts.person": frozenset({"email"})})
    assert offered(blind, company) == []
    with pytest.raises(InvalidValues):
        send(blind, company, persons, "Offer", "Good day")


def test_who_has_withdrawn_is_offered_closed_and_refused(
    seller: Actor, company: Ref, persons: Any, made: Any
) -> None:
    made("contacts.consent", person=1, state="withdrawn", channel="all", purpose="all")
    assert [each.closed for each in offered(seller, company)] == [True, False]
    with pytest.raises(InvalidValues):
        send(seller, company, persons, "Offer", "Good day")
    send(seller, company, persons[1:], "Offer", "Good day")


def test_strangers_write_nothing_and_what_is_kept_is_not_rewritten(
    written: Any, seller: Actor, company: Ref, persons: Any, mailing: House, actor_of: Any
) -> None:
    other = replace(actor_of("seller.north"), host=mailing.host)
    with pytest.raises(NotFound):
        send(other, company, persons, "Offer", "Good day")
    message = written()
    with pytest.raises(NotFound):
        cancel(other, message)
    with pytest.raises((InvalidValues, Refused, Forbidden)):
        edit(seller, messages, message, {"state": "sent"})
