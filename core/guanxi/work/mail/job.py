"""The jobs that mail a notification, or what came in a day: they ask again who may see it, then hand over; always with one id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guanxi.data.database import row
from guanxi.data.messages import translator, use_language
from guanxi.jobs.declaration import Failed, Outside, Step, job
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.work.mail.letter import Letter, message_of
from guanxi.work.mail.server import MailRefused, MailServer
from guanxi.work.notifications.packing import Packed
from guanxi.work.notifications.reading import MOST_WALKED, Which, in_words, told

_ = translator("guanxi")
NOTICE_BY_MAIL, DIGEST_BY_MAIL = "work.mail_notice", "work.mail_digest"
MOST_IN_DIGEST = 50
LIST = "/notifications"
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


@job(DIGEST_BY_MAIL, max_attempts=18, example={"user": 1, "after": 0, "last": 1, "since": 0})
def mail_digest(step: Step, user: int, after: int, last: int, since: int = 0) -> Iterator[Outside]:
    """Mail what came after the notification `after` up to `last`, or was snoozed until a moment after `since` (ms UTC), as one list.

    Only what is unread still and snoozed no longer; where there is none, nothing.
    """
    server = step.actor.host.settings.get("host.mail")
    letter = _digest(step, user, after, last, since)
    if server and letter:
        yield step.outside("sending", _send, server, letter)


def _digest(step: Step, user: int, after: int, last: int, since: int) -> Letter | None:
    reader: Actor | None = step.actor.host.actor(user)
    found = row(_MAIL, (user,))
    if reader is None or found is None:
        return None
    unread = told(reader, MOST_WALKED, before=last + 1, which=Which.DIGEST)
    listed = [each for each in unread if each.id > after or (each.until or 0) > since][: MOST_IN_DIGEST + 1]
    if not listed:
        return None
    base = str(step.actor.host.settings.get("host.base_url", ""))
    lines = [(each.text, f"{base}{each.href}" if each.href else "") for each in listed[:MOST_IN_DIGEST]]
    with use_language(reader.locale):
        text = str(_("1 unread notification", "{n} unread notifications", n=len(lines)))
        more = str(_("There are more: open them in Guanxi."))
    return Letter(
        to_name=reader.name,
        to_mail=found[0],
        language=reader.locale,
        text=text,
        link=f"{base}{LIST}",
        choices=f"{base}{CHOICES}",
        key=step.id,
        at=step.now,
        lines=(*lines, *([(more, "")] if len(listed) > MOST_IN_DIGEST else [])),
    )


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
