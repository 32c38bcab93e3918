"""The one database of the process: connecting, constant SQL for both engines, and the only opener of write transactions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from peewee import Database, DatabaseProxy, Model
from playhouse.db_url import parse as parse_url
from playhouse.pool import PooledSqliteDatabase

from guanxi.data.attentive_pool import AttentivePool
from guanxi.data.writers import writing

database = DatabaseProxy()
_bound = ""

SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "normal",
    "foreign_keys": 1,
    "cache_size": -16_000,
}
BUSY_TIMEOUT_S = 15
POOL_TIMEOUT_S = 10
HIDDEN = "(SELECT ?)"
"""A mark whose value PostgreSQL does not know when it plans, so that one plan serves all."""


class Table(Model):
    """A table of the host or of a plugin; plugins prefix the table's name with their own."""

    class Meta:
        database = database
        legacy_table_names = False


def connect(url: str, *, pool: int = 16) -> Database:
    """Bind the process to the database at `url` (``sqlite:///path`` or ``postgresql://…``) with at most `pool` connections."""
    global _bound
    _bound = url
    opened = _sqlite(url, pool) if url.startswith("sqlite:") else _postgresql(url, pool)
    database.initialize(opened)
    is_sqlite.cache_clear()
    with_marks.cache_clear()
    return opened


def bound_to() -> str:
    """The address of the database that the process is bound to."""
    return _bound


def close() -> None:
    """Give this thread's connection back to the pool."""
    if not database.is_closed():
        database.close()


@lru_cache(maxsize=1)
def is_sqlite() -> bool:
    """Tell whether the process is bound to SQLite (else it is PostgreSQL)."""
    return isinstance(database.obj, PooledSqliteDatabase)


# guard: write-transaction
@contextmanager
def write_transaction() -> Iterator[None]:
    """Open a write transaction, or a savepoint within one; IMMEDIATE on SQLite, so that a writer never fails half-way on a lock."""
    if not is_sqlite() or database.in_transaction():
        with database.atomic():
            yield
        return
    with writing(database), database.atomic():
        yield


@contextmanager
def read_snapshot() -> Iterator[None]:
    """Read within the block as everything stood at its first statement, holding up no writer.

    Inside a transaction the block reads what that one sees. Do not write in it.
    """
    if database.in_transaction():
        yield
        return
    with database.transaction(_snapshot_kind()):
        yield


def in_transaction() -> bool:
    """Tell whether this thread is inside a transaction."""
    return bool(database.in_transaction())


def after_commit(callback: Callable[[], None]) -> None:
    """Run `callback` when the outermost transaction has committed; it must not raise."""
    database.after_commit(callback)


def rows(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run constant SQL with ``?`` marks and return all rows as tuples."""
    return list(_execute(sql, params).fetchall())


def row(sql: str, params: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    """Run constant SQL with ``?`` marks and return the first row or None."""
    found: tuple[Any, ...] | None = _execute(sql, params).fetchone()
    return found


def run(sql: str, params: Sequence[Any] = ()) -> int:
    """Run constant SQL that writes; return how many rows it touched."""
    return int(_execute(sql, params).rowcount)


def insert(sql: str, params: Sequence[Any] = ()) -> int:
    """Run a constant INSERT into a table with an `id` and return the new id."""
    cursor = _execute(sql + " RETURNING id", params)
    return int(cursor.fetchone()[0])


def in_set(column: str) -> str:
    """SQL text for *column is in this set*, the whole set being one parameter made by `as_set`."""
    return f"{column} IN (SELECT value FROM json_each(?))" if is_sqlite() else f"{column} = ANY(?)"


def in_ids(column: str) -> str:
    """The same for ids, whose number PostgreSQL then does not know when it plans: for a few it would plan anew each time."""
    if is_sqlite():
        return in_set(column)
    return f"{column} = ANY((SELECT ?::bigint[])::bigint[])"


def as_set(values: Iterable[int | str]) -> Any:
    """The parameter that goes with `in_set`."""
    found = sorted(values)
    return json.dumps(found) if is_sqlite() else found


def as_ids(values: Iterable[int]) -> Any:
    """The parameter that goes with `in_ids`; as text, because the driver takes long over each member of a list."""
    found = sorted(values)
    return json.dumps(found) if is_sqlite() else f"{{{','.join(map(str, found))}}}"


@lru_cache(maxsize=4096)
def with_marks(sql: str) -> str:
    """SQL with ``?`` marks as the driver of the bound database wants it.

    ``(SELECT ?)`` keeps a value from PostgreSQL's planner, which would else plan anew for each; SQLite plans once in any case.
    """
    return sql.replace(HIDDEN, "?") if is_sqlite() else sql.replace("%", "%%").replace("?", "%s")


def _snapshot_kind() -> str:
    """What BEGIN says: SQLite takes no lock, PostgreSQL keeps to one snapshot."""
    return "DEFERRED" if is_sqlite() else "REPEATABLE READ"


def _execute(sql: str, params: Sequence[Any]) -> Any:
    return database.execute_sql(with_marks(sql), params)


def _sqlite(url: str, pool: int) -> Database:
    path = unquote(url.removeprefix("sqlite:///")) or ":memory:"
    opened: Database = PooledSqliteDatabase(
        path,
        pragmas=SQLITE_PRAGMAS,
        lock_type="IMMEDIATE",
        timeout=BUSY_TIMEOUT_S,
        check_same_thread=False,
        max_connections=pool,
        stale_timeout=300,
    )
    return opened


def _postgresql(url: str, pool: int) -> Database:
    wanted = {
        "prefer_psycopg3": True,
        "max_connections": pool,
        "stale_timeout": 300,
        "timeout": POOL_TIMEOUT_S,
    }
    opened: Database = AttentivePool(**(parse_url(url, unquote_password=True, unquote_user=True) | wanted))
    return opened
