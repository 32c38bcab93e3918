"""A mail to somebody of the house: a sentence or several, where they lead, why he gets it; as plain text and as simple HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape

from guanxi.data.messages import translator, use_language

_ = translator("guanxi")
LONGEST_SUBJECT = 150
GREETING, LEADS = _("Hello {name},"), _("Open it in Guanxi")
WHY = _("You get this mail because you chose so. Change it here:")


@dataclass(frozen=True)
class Letter:
    """What is written to whom; `link` and `choices` are whole addresses, `key` is the same however often it is sent.

    `lines` are further sentences, each with the whole address it leads to, or an empty one.
    """

    to_name: str
    to_mail: str
    language: str
    text: str
    link: str
    choices: str
    key: str
    at: datetime
    lines: tuple[tuple[str, str], ...] = ()


def message_of(letter: Letter, sender: str, domain: str) -> EmailMessage:
    """The mail as it is handed over. Raises ValueError where an address cannot stand in a header."""
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(sender)
    message["From"] = _address(name, address)
    message["To"] = _address(letter.to_name, letter.to_mail)
    message["Subject"] = one_line(letter.text)[:LONGEST_SUBJECT]
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{one_line(letter.key)}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    with use_language(letter.language):
        message.set_content(_plain(letter))
        message.add_alternative(_html(letter), subtype="html")
    message["Content-Language"] = "zh-Hans" if letter.language == "zh" else letter.language
    return message


# guard: mail-headers
def one_line(text: str) -> str:
    """The text as it may stand in a header: control characters and every kind of line end become blanks."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _address(name: str, mail: str) -> Address:
    return Address(one_line(name), addr_spec=one_line(mail))


def _plain(letter: Letter) -> str:
    parts = [str(GREETING.format(name=one_line(letter.to_name))), letter.text]
    parts += [f"- {one_line(text)}\n  {link}".rstrip() for text, link in letter.lines]
    if letter.link:
        parts.append(f"{LEADS}: {letter.link}")
    return "\n\n".join([*parts, f"--\n{WHY}\n{letter.choices}"]) + "\n"


def _html(letter: Letter) -> str:
    greeting = escape(str(GREETING.format(name=one_line(letter.to_name))))
    link = f'<p><a href="{escape(letter.link)}">{escape(str(LEADS))}</a></p>\n' if letter.link else ""
    lines = "".join(f"<li>{_linked(one_line(text), address)}</li>\n" for text, address in letter.lines)
    listed = f"<ul>\n{lines}</ul>\n" if lines else ""
    why = f'<p><small>{escape(str(WHY))} <a href="{escape(letter.choices)}">{escape(letter.choices)}</a></small></p>'
    language = "zh-Hans" if letter.language == "zh" else letter.language
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8"></head>\n<body>\n'
        f"<p>{greeting}</p>\n<p>{escape(letter.text)}</p>\n{listed}{link}<hr>\n{why}\n</body>\n</html>\n"
    )


def _linked(text: str, address: str) -> str:
    return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)
