"""Sign-in sessions kept by the server, so that they can be listed and ended; the browser has only an unguessable token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from guanxi.data.columns import from_ms, to_ms
from guanxi.data.database import insert, is_sqlite, row, rows, run, write_transaction
from guanxi.people.private import MAX_TOKEN, token_hash
from guanxi.records.host import Host

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)
MOST = 50


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sent a request, as one row of SQL tells it: the user, how he came in, and the generations to follow."""

    user_id: int
    name: str
    team: int | None
    language: str | None
    zone: str | None
    theme: str | None
    rights: int
    plugins: int
    settings: int
    views: int
    session_id: int | None = None
    seen_at: int = 0
    scopes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it."""

    id: int
    created_at: datetime
    seen_at: datetime
    agent: str
    address: str


GENERATIONS = ", ".join(
    f"COALESCE((SELECT number FROM generation WHERE name = '{name}'), 0)"
    for name in ("rights", "plugins", "settings", "views")
)
PERSON = f"u.id, u.name, u.team_id, u.language, u.zone, u.theme, {GENERATIONS}"
_FIND = f"""SELECT {PERSON}, s.id, s.seen_at FROM people_sign_in_session s JOIN people_user u ON u.id = s.user_id
WHERE s.token_hash = ? AND s.expires_at > ? AND u.active AND u.deleted_at IS NULL"""

_LANGUAGE = """SELECT language FROM people_sign_in_session WHERE user_id = ? AND language <> ''
ORDER BY created_at DESC, id DESC LIMIT 1"""


def start(host: Host, user_id: int, *, agent: str = "", address: str = "", language: str = "") -> str:
    """Open a session and return its token; the oldest beyond the allowed number end. `language` is what the user reads."""
    token, now = host.nonce(), host.clock()
    with write_transaction():
        _end_beyond(user_id, MOST - 1)
        insert(
            "INSERT INTO people_sign_in_session (token_hash, user_id, created_at, seen_at, expires_at, agent, address, language) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                token_hash(token),
                user_id,
                to_ms(now),
                to_ms(now),
                to_ms(now + IDLE),
                agent[:200],
                address[:64],
                language,
            ],
        )
    return token


def language_of(user_id: int) -> str:
    """The language that a user read when he signed in last; empty where no session tells."""
    found = row(_LANGUAGE, [user_id])
    return str(found[0]) if found else ""


def find(token: str, now: datetime) -> SignedIn | None:
    """Who holds `token`, by one constant SQL; None when the session ended, expired, or the user is not active."""
    if not token or len(token) > MAX_TOKEN:
        return None
    found = row(_FIND, [token_hash(token), to_ms(now)])
    return SignedIn(*found) if found else None


def seen(signed: SignedIn, now: datetime) -> bool:
    """Prolong a session that is in use, at most every five minutes and never beyond thirty days; tell whether it was written."""
    if signed.session_id is None or to_ms(now) - signed.seen_at < SEEN_EVERY.total_seconds() * 1000:
        return False
    least = "MIN" if is_sqlite() else "LEAST"
    with write_transaction():
        run(
            f"UPDATE people_sign_in_session SET seen_at = ?, expires_at = {least}(?, created_at + ?) WHERE id = ?",
            [to_ms(now), to_ms(now + IDLE), int(LONGEST.total_seconds() * 1000), signed.session_id],
        )
    return True


def end(token: str) -> None:
    """End the session of `token`."""
    with write_transaction():
        run("DELETE FROM people_sign_in_session WHERE token_hash = ?", [token_hash(token)])


def end_one(user_id: int, session_id: int) -> bool:
    """End one session of a user; tell whether it was his."""
    with write_transaction():
        return (
            run("DELETE FROM people_sign_in_session WHERE id = ? AND user_id = ?", [session_id, user_id]) == 1
        )


def end_all(user_id: int, *, but: int | None = None) -> None:
    """End all sessions of a user, except the session `but`."""
    with write_transaction():
        run("DELETE FROM people_sign_in_session WHERE user_id = ? AND id <> ?", [user_id, but or 0])


def prune(now: datetime) -> int:
    """Delete expired sessions; return how many."""
    with write_transaction():
        return run("DELETE FROM people_sign_in_session WHERE expires_at <= ?", [to_ms(now)])


def open_sessions(user_id: int, now: datetime) -> list[OpenSession]:
    """The open sessions of a user, last seen first."""
    found = rows(
        "SELECT id, created_at, seen_at, agent, address FROM people_sign_in_session "
        "WHERE user_id = ? AND expires_at > ? ORDER BY seen_at DESC, id DESC",
        [user_id, to_ms(now)],
    )
    return [
        OpenSession(id, from_ms(at), from_ms(last), agent, address) for id, at, last, agent, address in found
    ]


def _end_beyond(user_id: int, keep: int) -> None:
    run(
        "DELETE FROM people_sign_in_session WHERE user_id = ? AND id NOT IN "
        "(SELECT id FROM people_sign_in_session WHERE user_id = ? ORDER BY id DESC LIMIT ?)",
        [user_id, user_id, keep],
    )
