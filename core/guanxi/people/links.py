"""Links by which a user sets the password: good once, ended by a newer one and by any change of mail or password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from guanxi.data.columns import to_ms
from guanxi.data.database import insert, row, run, write_transaction
from guanxi.people.private import MAX_TOKEN, token_hash
from guanxi.records.host import Host

INVITATION, RESET = "invitation", "reset"
GOOD_FOR = {INVITATION: timedelta(days=7), RESET: timedelta(hours=2)}
PATH = "/invitation/"

_FIND = """SELECT u.id, u.name, u.mail, l.kind, u.language FROM people_password_link l JOIN people_user u ON u.id = l.user_id
WHERE l.token_hash = ? AND l.ended_at IS NULL AND l.expires_at > ? AND u.active AND u.deleted_at IS NULL"""


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a good link belongs to."""

    user_id: int
    name: str
    mail: str
    kind: str
    language: str | None


def make_link(host: Host, user_id: int, kind: str) -> str:
    """Make a link of `kind` for a user, ending all older ones, and return its address under the setting ``host.base_url``."""
    token, now = host.nonce(), host.clock()
    with write_transaction():
        end_links(user_id, now)
        insert(
            "INSERT INTO people_password_link (token_hash, user_id, kind, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
            [token_hash(token), user_id, kind, to_ms(now), to_ms(now + GOOD_FOR[kind])],
        )
    return str(host.settings.get("host.base_url", "")).rstrip("/") + PATH + token


def find(token: str, now: datetime) -> Invited | None:
    """Whom the link belongs to, while it is good."""
    if not token or len(token) > MAX_TOKEN:
        return None
    found = row(_FIND, [token_hash(token), to_ms(now)])
    return Invited(*found) if found else None


def use(token: str, now: datetime) -> bool:
    """Use a link up; of two who try in the same moment exactly one is told True."""
    ms = to_ms(now)
    return (
        run(
            "UPDATE people_password_link SET ended_at = ? WHERE token_hash = ? AND ended_at IS NULL AND expires_at > ?",
            [ms, token_hash(token), ms],
        )
        == 1
    )


def end_links(user_id: int, now: datetime) -> None:
    """End all links of a user."""
    with write_transaction():
        run(
            "UPDATE people_password_link SET ended_at = ? WHERE user_id = ? AND ended_at IS NULL",
            [to_ms(now), user_id],
        )
