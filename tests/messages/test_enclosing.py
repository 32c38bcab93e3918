"""Files that go along with a message: sent by the writer or lying with the record; each mail carries them, nothing is added later."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guanxi.composition import House
from guanxi.data.errors import Forbidden, InvalidValues, Problem
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.standard import delete, edit
from guanxi.testing.mail import MailSink
from guanxi.work.attachments import FILES, Attachment, Upload, attach, attachments, storage_of
from guanxi.work.messages.enclosing import MOST_MB
from guanxi.work.messages.sending import send
from guanxi.work.messages.tables import CustomerMessage

OFFER = b"%PDF-1.4\nOffer\n%%EOF\n"


@pytest.fixture
def files(mailing: House, tmp_path: Path, seller: Actor) -> Actor:
    """The seller, in a house that keeps files."""
    settings = {**mailing.host.settings, "host.files": str(tmp_path / "files")}
    return replace(seller, host=replace(mailing.host, settings=settings))


@pytest.fixture
def enclosed(files: Actor, company: Ref, persons: list[Ref]) -> Callable[..., int]:
    """Writes a message with files to the first person, or to all; the id."""

    def write(*uploads: tuple[str, bytes], attached: Any = (), to: Any = None) -> int:
        given = [Upload(name, io.BytesIO(content)) for name, content in uploads]
        done = send(files, company, to or persons[:1], "Offer", "Good day", uploads=given, attached=attached)
        assert done.ref is not None
        return done.ref.id

    return write


@pytest.fixture
def leave(files: Actor, mailing: House, run_jobs: Any, clock: Any) -> Callable[[], None]:
    """Lets the ten seconds pass and the job run."""

    def run() -> None:
        clock.move(seconds=10)
        run_jobs(replace(mailing, host=files.host))

    return run


def kept(actor: Actor, about: Ref, name: str = "offer.pdf", content: bytes = OFFER) -> int:
    """An attachment of a record; its id."""
    done = attach(actor, about, [Upload(name, io.BytesIO(content))])
    return int(done.value[0].id)


def carried(mail: Any) -> list[tuple[str, str, bytes]]:
    return [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in mail.iter_attachments()
    ]


def test_each_mail_carries_what_was_sent_and_what_lay_with_the_record(
    enclosed: Any, files: Actor, company: Ref, persons: Any, leave: Any, mail_sink: MailSink
) -> None:
    lying = kept(files, company, "价目表.pdf")
    message = enclosed(("notes.txt", b"like this\n"), attached=[lying, lying], to=persons)
    names = {
        each.name for each in Attachment.select().where(Attachment.about == f'["work.message/{message}"]')
    }
    assert names == {"notes.txt", "价目表.pdf"}
    leave()
    assert len(mail_sink.messages) == 2
    for mail in mail_sink.messages:
        assert "Good day" in mail.get_body().get_content()
        assert sorted(carried(mail)) == [
            ("notes.txt", "text/plain", b"like this\n"),
            ("价目表.pdf", "application/pdf", OFFER),
        ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("run.pdf", b"MZ\x90\x00" + b"\0" * 80),
        ("large.txt", b"x" * (MOST_MB * 1024 * 1024 + 1)),
    ],
)
def test_what_cannot_go_along_is_said_at_the_files_and_nothing_is_kept(
    name: str, content: bytes, enclosed: Any
) -> None:
    with pytest.raises(InvalidValues) as wrong:
        enclosed(("fine.txt", b"fine"), (name, content))
    assert set(wrong.value.errors) == {FILES}
    assert not CustomerMessage.select().exists() and not Attachment.select().exists()


def test_what_somebody_does_not_see_he_cannot_send(
    enclosed: Any, files: Actor, made: Any, actor_of: Any
) -> None:
    other = replace(actor_of("seller.north"), host=files.host)
    from guanxi.records.standard import create

    theirs = create(other, other.host.resources["contacts.company"], {"name": "北方"}).ref
    assert theirs is not None
    secret = kept(other, theirs, "secret.pdf")
    for wrong in ([secret], [999_999], [0], [-1]):
        with pytest.raises(InvalidValues) as no:
            enclosed(attached=wrong)
        assert set(no.value.errors) == {FILES}
    binned = kept(files, Ref("contacts.company", 1))
    delete(files, attachments, binned)
    with pytest.raises(InvalidValues):
        enclosed(attached=[binned])
    assert not CustomerMessage.select().exists()


def test_who_may_keep_no_files_sends_none(files: Actor, company: Ref, persons: Any) -> None:
    without = replace(
        files,
        grants={name: scope for name, scope in files.grants.items() if "attachment.create" not in name},
    )
    with pytest.raises(Forbidden):
        send(without, company, persons[:1], "Offer", "Hi", uploads=[Upload("a.txt", io.BytesIO(b"a"))])
    with pytest.raises(Forbidden):
        send(without, company, persons[:1], "Offer", "Hi", attached=[kept(files, company)])
    assert not CustomerMessage.select().exists()
    send(without, company, persons[:1], "Offer", "Hi")


def test_nothing_is_added_to_what_was_sent(enclosed: Any, files: Actor, company: Ref, actor_of: Any) -> None:
    message, lying = Ref("work.message", enclosed(("a.txt", b"a"))), kept(files, company)
    for who in (files, replace(actor_of("admin"), host=files.host)):
        with pytest.raises(Problem):
            kept(who, message)
        with pytest.raises(Problem):
            edit(who, attachments, lying, {"about": (message,)})
    assert Attachment.select().count() == 2


def test_a_file_that_is_gone_keeps_the_message_in_the_house(
    enclosed: Any, files: Actor, leave: Any, mail_sink: MailSink
) -> None:
    message = enclosed(("a.txt", b"a"))
    digest = Attachment.get().digest
    storage_of(files.host).place(digest).unlink()
    leave()
    found = CustomerMessage.get_by_id(message)
    assert (found.state, found.trouble, mail_sink.raw) == ("failed", "gone", [])
