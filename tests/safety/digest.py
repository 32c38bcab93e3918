"""A digest of all that is kept, by which a test sees what requests have written; and what takes it back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from guanxi.data.database import database, rows, write_transaction

NOT_KEPT = ("people_sign_in_attempt", "access_entry", "sqlite_sequence")
KEPT_PARTS = {
    "people_sign_in_session": "id, user_id, token_hash",
    "people_api_token": "id, user_id, token_hash, name, scopes, expires_at, revoked_at",
}


def digest() -> dict[str, str]:
    """A hash of the content of every table, without the moments at which somebody was seen."""
    found = {}
    for table in sorted(database.get_tables()):
        if table not in NOT_KEPT:
            content = sorted(map(repr, rows(f'SELECT {KEPT_PARTS.get(table, "*")} FROM "{table}"')))
            found[table] = hashlib.blake2b("\n".join(content).encode()).hexdigest()
    return found


def differences(before: dict[str, str]) -> list[str]:
    """The tables that differ now."""
    return [table for table, found in digest().items() if before.get(table) != found]


class _TakenBack(Exception):
    pass


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever requests in this block write is rolled back at its end, so that thousands of tries share one database."""
    try:
        with write_transaction():
            yield
            raise _TakenBack
    except _TakenBack:
        pass
