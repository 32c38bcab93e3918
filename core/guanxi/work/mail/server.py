"""The mail server of the house: where mails are handed over, and what to make of its answers."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage

TIMEOUT_S = 20


class MailRefused(Exception):
    """The server will not take this mail, however often it is sent."""


@dataclass(frozen=True)
class MailServer:
    """Where mails go: `tls` is ``starttls``, ``tls`` or ``none``; `sender` is an address, with or without a name before it."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    sender: str

    @property
    def domain(self) -> str:
        """The domain of the sender, of which the ids of messages are made."""
        return self.sender.rpartition("@")[2].strip("> ") or "localhost"

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over. Raises MailRefused where trying again is of no use, else OSError or SMTPException."""
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()))
            raise _meaning(code, text, refused) from refused
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
            raise _meaning(refused.smtp_code, refused.smtp_error, refused) from refused
        except smtplib.SMTPNotSupportedError as refused:
            raise MailRefused(str(refused)) from refused

    def _connected(self) -> smtplib.SMTP:
        safe = ssl.create_default_context()
        if self.tls == "tls":
            return smtplib.SMTP_SSL(
                self.host, self.port, local_hostname=self.domain, timeout=TIMEOUT_S, context=safe
            )
        server = smtplib.SMTP(self.host, self.port, local_hostname=self.domain, timeout=TIMEOUT_S)
        if self.tls == "starttls":
            try:
                server.starttls(context=safe)
            except BaseException:
                server.close()
                raise
        return server


def _meaning(code: int, text: bytes | str, refused: smtplib.SMTPException) -> Exception:
    """An answer from 500 on is for good; anything else passes."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return MailRefused(f"{code} {words}") if code >= 500 else refused
