"""The job that sends a message when its ten seconds are over: to each recipient a mail of his own, whose address it asks for only then."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta
from email.message import EmailMessage
from smtplib import SMTPException

from guanxi.data.database import row
from guanxi.data.fields.about import refs_in
from guanxi.jobs.declaration import Outside, Retry, Step, job
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.work.mail.server import MailRefused, MailServer
from guanxi.work.messages.addressees import reachable
from guanxi.work.messages.enclosing import contents
from guanxi.work.messages.letter import mail_of
from guanxi.work.messages.resource import CLOSED, GONE, LEFT, NO_SERVER, REFUSED, SEND, SILENT, UNFIT
from guanxi.work.messages.sending import SEND_JOB, claim, settle
from guanxi.work.messages.tables import CustomerMessage

GIVEN_UP_AFTER = timedelta(hours=4)
PAUSE = timedelta(minutes=1)
_MAIL = "SELECT mail FROM people_user WHERE id = ?"


@job(SEND_JOB, max_attempts=18, example={"message": 1})
def send_message(step: Step, message: int) -> Generator[Outside, str, None]:
    """Claim the message, if it was not cancelled; hand a mail over for each recipient, and keep whom none has reached.

    Its position is the recipient that is next with what went wrong before him, so a worker that was killed goes on there.
    """
    number, missed, trouble = step.position or (0, [], "")
    if step.position is None and not claim(step.actor, message):
        return
    for place, ref in enumerate(refs_in(CustomerMessage.get_by_id(message).recipients) or ()):
        if place < number:
            continue
        mail, wrong = _prepared(step, message, ref, place)
        server = step.actor.host.settings.get("host.mail")
        if mail is not None:
            late = _is_late(step, message)
            wrong = yield step.outside([place, missed, trouble], hand_over, server, mail, late=late)
        if wrong:
            missed, trouble = [*missed, ref.text], wrong
    settle(step.actor, message, missed, trouble)


def _prepared(step: Step, key: int, ref: Ref, place: int) -> tuple[EmailMessage | None, str]:
    """The mail to one recipient, or why there is none."""
    message, host = CustomerMessage.get_by_id(key), step.actor.host
    server: MailServer | None = host.settings.get("host.mail")
    writer: Actor | None = host.actor(message.created_by)
    if server is None:
        return None, NO_SERVER
    if writer is None or not writer.may(SEND):
        return None, LEFT
    found = [each for each in reachable(writer, [ref]) if not each.closed]
    if not found:
        return None, CLOSED
    answers = row(_MAIL, (writer.id,))
    try:
        files = contents(host, key)
    except (OSError, ValueError):
        return None, GONE
    to = (answers or ("",))[0] or ""
    mail = mail_of(message, found[0], writer, to, server, f"{step.id}.{place}", files)
    return (mail, "") if mail is not None else (None, UNFIT)


def _is_late(step: Step, key: int) -> bool:
    due = CustomerMessage.get_by_id(key).send_at
    return bool(step.now - due > GIVEN_UP_AFTER)


def hand_over(server: MailServer, mail: EmailMessage, *, late: bool) -> str:
    """Hand a mail to the server: "" when it took it, else why not; raises Retry while it is worth trying again."""
    try:
        server.send(mail)
    except MailRefused:
        return REFUSED
    except (OSError, SMTPException) as no:
        if late:
            return SILENT
        raise Retry(f"The mail server did not take a message: {type(no).__name__}", after=PAUSE) from no
    return ""
