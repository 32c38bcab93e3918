"""The job that mails a notification: asks again who may see it, then hands it over; at least once, always with the same id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guanxi.data.database import row
from guanxi.jobs.declaration import Failed, Outside, Step, job
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.work.mail.letter import Letter, message_of
from guanxi.work.mail.server import MailRefused, MailServer
from guanxi.work.notifications.packing import Packed
from guanxi.work.notifications.reading import in_words

NOTICE_BY_MAIL = "work.mail_notice"
CHOICES = "/account/notifications"
_MAIL = "SELECT mail FROM people_user WHERE id = ? AND active AND deleted_at IS NULL"


@job(
    NOTICE_BY_MAIL,
    max_attempts=18,
    example={"user": 1, "kind": "work.other", "text": {"text": "x"}, "about": None},
)
def mail_notice(step: Step, user: int, kind: str, text: Packed, about: list[Any] | None) -> Iterator[Outside]:
    """Mail one notification in the recipient's language; nothing goes to who has left or may not see the record any more."""
    server = step.actor.host.settings.get("host.mail")
    letter = _letter(step, user, text, Ref(*about) if about else None)
    if server and letter:
        yield step.outside("sending", _send, server, letter)


def _letter(step: Step, user: int, text: Packed, about: Ref | None) -> Letter | None:
    reader: Actor | None = step.actor.host.actor(user)
    found = row(_MAIL, (user,))
    words = in_words(reader, text, about) if reader and found else None
    if reader is None or found is None or words is None:
        return None
    base = str(step.actor.host.settings.get("host.base_url", ""))
    sentence, path = words
    return Letter(
        to_name=reader.name,
        to_mail=found[0],
        language=reader.locale,
        text=sentence,
        link=f"{base}{path}" if path else "",
        choices=f"{base}{CHOICES}",
        key=step.id,
        at=step.now,
    )


def _send(server: MailServer, letter: Letter) -> None:
    try:
        server.send(message_of(letter, server.sender, server.domain))
    except MailRefused as refused:
        raise Failed(f"The mail server refused a mail: {refused}") from refused
    except ValueError as wrong:
        raise Failed(f"A mail could not be written: {wrong}") from wrong
