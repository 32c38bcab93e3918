"""The pool of PostgreSQL connections: whether a resting one still stands is heard on its socket, not asked at each lending.

peewee's pool asks the server (`SELECT 1`) before every lending: one more way there and back for every page. A server that
ends a connection says so on the socket, which costs nothing to look at; only what nobody would have told (a network that
fell silent) is asked for, after a rest.
"""

from __future__ import annotations

import select
import time
from typing import Any

from playhouse.pool import PooledPostgresqlDatabase
from psycopg import Connection
from psycopg.pq import TransactionStatus

ASK_AFTER_S = 15


class AttentivePool(PooledPostgresqlDatabase):  # type: ignore[misc]  # peewee has no types
    """Lends a connection without asking when it was given back within `ASK_AFTER_S` seconds and its socket is silent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._rested: dict[Any, float] = {}
        super().__init__(*args, **kwargs)

    def _is_closed(self, conn: Connection[Any]) -> bool:
        rested = self._rested.pop(self.conn_key(conn), None)
        if rested is not None and time.monotonic() - rested < ASK_AFTER_S and _rests(conn):
            return False
        return bool(super()._is_closed(conn))

    def _can_reuse(self, conn: Connection[Any]) -> bool:
        found = bool(super()._can_reuse(conn))
        if found:
            self._rested[self.conn_key(conn)] = time.monotonic()
        return found


def _rests(conn: Connection[Any]) -> bool:
    """Whether a connection is open, in no transaction, and the server has said nothing since (an end, a notice)."""
    if conn.closed or conn.pgconn.transaction_status != TransactionStatus.IDLE:
        return False
    if not hasattr(select, "poll"):  # Windows
        return not select.select([conn.pgconn.socket], [], [], 0)[0]
    listener = select.poll()
    listener.register(conn.pgconn.socket, select.POLLIN)
    return not listener.poll(0)
