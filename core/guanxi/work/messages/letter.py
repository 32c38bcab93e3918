"""The mail that a message becomes: what was written and nothing else, to one recipient, with the same id however often it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from guanxi.records.actor import Actor
from guanxi.work.mail.letter import one_line
from guanxi.work.mail.server import MailServer
from guanxi.work.messages.addressees import Offered
from guanxi.work.messages.enclosing import File
from guanxi.work.messages.tables import CustomerMessage

UNKNOWN = "application/octet-stream"
_MEDIA = re.compile(r"(?:application|audio|font|image|model|text|video)/[a-z0-9][a-z0-9.+-]{0,100}")
"""What a file may be called in a mail; a mail within a mail is sent as any file is."""


def mail_of(
    message: CustomerMessage,
    to: Offered,
    writer: Actor,
    answers: str,
    server: MailServer,
    key: str,
    files: Iterable[File] = (),
) -> EmailMessage | None:
    """The mail; answers go to the address `answers`. None where an address cannot stand in a header."""
    try:
        mail = _written(message, to, writer, answers, server, key)
    except (ValueError, IndexError, MessageError):
        return None
    for file in files:
        kind, _slash, sort = (file.media if _MEDIA.fullmatch(file.media) else UNKNOWN).partition("/")
        mail.add_attachment(file.content, kind, sort, filename=one_line(file.name))
    return mail


def _written(
    message: CustomerMessage, to: Offered, writer: Actor, answers: str, server: MailServer, key: str
) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(writer.name, parseaddr(server.sender)[1])
    if answers:
        mail["Reply-To"] = _address(writer.name, answers)
    mail["To"] = _address(to.name, to.mail)
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(message.send_at)
    mail["Message-ID"] = f"<{one_line(key)}@{server.domain}>"
    mail.set_content(message.text)
    return mail


def _address(name: str, mail: str) -> Address:
    return Address(one_line(name), addr_spec=one_line(mail))
