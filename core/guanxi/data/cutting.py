"""Cuts the transaction of another thread that will not end: its locks are freed and nothing of it can be committed.

On PostgreSQL the server ends the session. On SQLite the connection is made unable to write, then rolled back; closing it
under a thread that may be using it would crash the process (tried).
"""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

from guanxi.data.database import database, is_sqlite, run

log = logging.getLogger("guanxi.data")


def open_connection() -> object | None:
    """The connection on which this thread is inside a transaction, or None."""
    if database.obj is None or not database.in_transaction():
        return None
    connection: object = database.connection()
    return connection


def cut(connection: Any) -> None:
    """End what runs on a connection of another thread; the thread's next write and its commit fail."""
    if connection is None:
        return
    if is_sqlite():
        _forget(connection)
        _cut_sqlite(connection)
    else:
        run("SELECT pg_terminate_backend(?)", [connection.info.backend_pid])


def _cut_sqlite(connection: sqlite3.Connection) -> None:
    try:
        connection.interrupt()
        connection.execute("PRAGMA query_only = 1")
        connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        log.info("There was nothing left to roll back: %s", error)


def _forget(connection: object) -> None:
    """Take the connection out of the pool, so that nobody gets it again; it is closed when its thread lets go of it."""
    pool = database.obj
    with pool._pool_lock:
        pool._in_use.pop(pool.conn_key(connection), None)
        pool._pool_available.notify()
