"""Signing in: limited before anything costly, the same answer and the same work whether the user exists or not."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.data.columns import to_ms
from guanxi.data.database import row, run, write_transaction
from guanxi.data.messages import Message, translator
from guanxi.people import attempts, sessions
from guanxi.people.attempts import ACCOUNT, ADDRESS, DEVICE, UNKNOWN, Limit
from guanxi.people.passwords import Passwords, too_long
from guanxi.records.host import Host

_ = translator("guanxi")

MAX_MAIL = 254
WRONG = _("Mail address or password is not right.")
LIMITED = _("Too many attempts. Please try again in a few minutes.")

_USER = """SELECT u.id, p.hash FROM people_user u LEFT JOIN people_password p ON p.user_id = u.id
WHERE lower(u.mail) = ? AND u.active AND u.deleted_at IS NULL"""


@dataclass(frozen=True)
class Origin:
    """Where an attempt comes from: address, the browser's own name and language, and the user whom this browser signed in before."""

    address: str = ""
    agent: str = ""
    known_user: int | None = None
    device: str = ""
    language: str = ""


@dataclass(frozen=True)
class Opened:
    """A sign-in that succeeded: the new session's token and the user."""

    token: str
    user_id: int


def sign_in(host: Host, passwords: Passwords, mail: str, password: str, origin: Origin) -> Opened | Message:
    """Open a session for who knows the password, or return what to say; every refusal costs one hash or none at all."""
    mail = normal(mail)
    found = row(_USER, [mail]) if mail else None
    user_id, kept = found or (None, None)
    if too_long(password):
        return WRONG
    account = _account(mail, user_id, origin)
    if not _allowed(host, account, origin):
        return LIMITED
    if not passwords.matches(kept, password) or user_id is None:
        return WRONG
    attempts.forget(*account)
    if passwords.is_outdated(kept):
        keep_password(host, user_id, passwords.hash(password))
    token = sessions.start(
        host, user_id, agent=origin.agent, address=origin.address, language=origin.language
    )
    return Opened(token, user_id)


def keep_password(host: Host, user_id: int, made: str) -> None:
    """Store the hash of a user's password; hashing itself is done before, outside any transaction."""
    with write_transaction():
        run(
            "INSERT INTO people_password (user_id, hash, changed_at) VALUES (?, ?, ?) "
            "ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at",
            [user_id, made, to_ms(host.clock())],
        )


def knows_password(passwords: Passwords, host: Host, user_id: int, password: str) -> bool:
    """Tell whether a signed-in user typed the own password, as asked before it is changed; limited like a sign-in."""
    if too_long(password) or not attempts.take(ACCOUNT, user_id, host.clock()):
        return False
    found = row("SELECT hash FROM people_password WHERE user_id = ?", [user_id])
    if not passwords.matches(found[0] if found else None, password):
        return False
    attempts.forget(ACCOUNT, user_id)
    return True


def normal(mail: str) -> str:
    """A mail address as it is compared: without blanks around, in small letters; empty when it cannot be one."""
    found = mail.strip().lower()
    return found if len(found) <= MAX_MAIL and found.isprintable() else ""


def _account(mail: str, user_id: int | None, origin: Origin) -> tuple[Limit, str | int]:
    """The bucket of the account. A browser that this user signed in before has its own, so that strangers lock nobody out."""
    if user_id is None:
        return UNKNOWN, mail
    if origin.device and origin.known_user == user_id:
        return DEVICE, f"{user_id}:{origin.device}"
    return ACCOUNT, user_id


def _allowed(host: Host, account: tuple[Limit, str | int], origin: Origin) -> bool:
    now = host.clock()
    if origin.address and not attempts.take(ADDRESS, attempts.network(origin.address), now):
        return False
    return attempts.take(*account, now)
