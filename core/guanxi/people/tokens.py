"""API tokens: shown once, kept as a hash, and always narrower than the user who made them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guanxi.data.columns import from_ms, to_ms
from guanxi.data.database import insert, row, rows, run, write_transaction
from guanxi.people.private import MAX_TOKEN, token_hash
from guanxi.people.rights import covers
from guanxi.people.sessions import PERSON, SignedIn
from guanxi.records.actor import Actor
from guanxi.records.host import Host

PREFIX = "guanxi_"
SHORT = {"read": "*.view", "write": "*"}
LONGEST_DAYS = 366
USED_EVERY = timedelta(minutes=5)

_FIND = f"""SELECT {PERSON}, t.id, t.scopes, t.used_at FROM people_api_token t JOIN people_user u ON u.id = t.user_id
WHERE t.token_hash = ? AND t.revoked_at IS NULL AND t.expires_at > ? AND u.active AND u.deleted_at IS NULL"""


@dataclass(frozen=True, slots=True)
class OwnToken:
    """A token as its owner sees it; the secret itself is never shown again."""

    id: int
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


def make_token(host: Host, user_id: int, name: str, scopes: Iterable[str], *, days: int = 90) -> str:
    """Make a token for `days` days (at most 366) and return it, once; `scopes` are patterns, or ``read`` and ``write``."""
    token, now = PREFIX + host.nonce(), host.clock()
    patterns = sorted({SHORT.get(scope, scope) for scope in scopes if scope})
    until = now + timedelta(days=max(1, min(days, LONGEST_DAYS)))
    with write_transaction():
        insert(
            "INSERT INTO people_api_token (token_hash, user_id, name, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
            [token_hash(token), user_id, name[:100], json.dumps(patterns), to_ms(now), to_ms(until)],
        )
    return token


def find(token: str, now: datetime) -> SignedIn | None:
    """Who may act by `token`; None when it is unknown, revoked or expired, or its user is not active."""
    if not token.startswith(PREFIX) or len(token) > MAX_TOKEN:
        return None
    found = row(_FIND, [token_hash(token), to_ms(now)])
    if found is None:
        return None
    *person, token_id, scopes, used = found
    if used is None or to_ms(now) - used > USED_EVERY.total_seconds() * 1000:
        with write_transaction():
            run("UPDATE people_api_token SET used_at = ? WHERE id = ?", [to_ms(now), token_id])
    return replace(SignedIn(*person), scopes=tuple(json.loads(scopes)))


def narrowed(actor: Actor, scopes: Iterable[str]) -> Actor:
    """The actor with only those rights that a scope covers."""
    allowed = tuple(scopes)
    grants = {
        name: scope for name, scope in actor.grants.items() if any(covers(each, name) for each in allowed)
    }
    return replace(actor, grants=grants, system=False)


def revoke(host: Host, user_id: int, token_id: int) -> bool:
    """End a token of a user at once; tell whether it was his and still good."""
    with write_transaction():
        return (
            run(
                "UPDATE people_api_token SET revoked_at = ? WHERE id = ? AND user_id = ? AND revoked_at IS NULL",
                [to_ms(host.clock()), token_id, user_id],
            )
            == 1
        )


def revoke_all(user_id: int, now: datetime) -> None:
    """End all tokens of a user."""
    with write_transaction():
        run(
            "UPDATE people_api_token SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL",
            [to_ms(now), user_id],
        )


def own_tokens(user_id: int, now: datetime) -> list[OwnToken]:
    """The good tokens of a user, newest first."""
    found = rows(
        "SELECT id, name, scopes, created_at, expires_at, used_at FROM people_api_token "
        "WHERE user_id = ? AND revoked_at IS NULL AND expires_at > ? ORDER BY id DESC",
        [user_id, to_ms(now)],
    )
    return [
        OwnToken(
            id,
            name,
            tuple(json.loads(scopes)),
            from_ms(made),
            from_ms(until),
            from_ms(used) if used else None,
        )
        for id, name, scopes, made, until, used in found
    ]
