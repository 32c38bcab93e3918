"""Cuts the transaction of another thread that will not end: its connection is closed under it, so nothing is committed."""

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
    """Close a connection that belongs to another thread; what that thread does with it afterwards fails."""
    if connection is None:
        return
    try:
        if is_sqlite():
            connection.interrupt()
            connection.close()
        else:
            run("SELECT pg_terminate_backend(?)", [connection.info.backend_pid])
    except sqlite3.ProgrammingError as error:
        log.info("The connection was closed already: %s", error)
