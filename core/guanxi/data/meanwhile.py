"""A second thread that works while the first one waits for PostgreSQL, and at no other time.

Threads of Python take turns. One that computes gives way to one whose answer has come only after five milliseconds, in which
the server has nothing to do; a job of many short statements would wait that long again and again.
"""

from __future__ import annotations

import select
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from threading import Event, get_ident
from typing import Any

from psycopg import Connection
from psycopg.waiting import WAIT_R

LONGEST_PAUSE_S = 0.005
"""After how long a thread that has paused looks by itself whether it may go on."""


class Meanwhile:
    """Tells a second thread when it may work: while the connection waits for an answer, or while `free` lets it.

    The second thread works in small pieces and calls `pause` between two of them. Where sockets cannot be polled (Windows)
    it may always work.
    """

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection, self._own = connection, get_ident()
        self._answered = _listener(connection)
        self._waits, self._free = False, False
        self._turn = Event()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Within the block each wait of this thread for the connection is the other thread's turn; after it he may always work."""
        wait = self._connection.wait
        found: Any = self._connection

        def waited(waiting: Generator[Any, Any, Any], *arguments: Any, **named: Any) -> Any:
            own = get_ident() == self._own
            return wait(self._giving_way(waiting) if own else waiting, *arguments, **named)

        found.wait = waited
        try:
            yield
        finally:
            del found.wait
            self._free = True
            self._turn.set()

    @contextmanager
    def free(self) -> Iterator[None]:
        """Within the block, in which this thread waits for the other one, that one may always work."""
        self._free = True
        self._turn.set()
        try:
            yield
        finally:
            self._free = False

    def pause(self) -> None:
        """Wait, in the second thread, until it is its turn."""
        while not self._free and not (self._waits and not self._answered()):
            self._turn.clear()
            self._turn.wait(LONGEST_PAUSE_S)

    def _giving_way(self, waiting: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        """What the driver waits for, with the other thread's turn while there is nothing to read."""
        try:
            wanted = next(waiting)
            while True:
                if wanted == WAIT_R:
                    self._waits = True
                    self._turn.set()
                ready = yield wanted
                self._waits = False
                wanted = waiting.send(ready)
        except StopIteration as ended:
            return ended.value


def _listener(connection: Connection[Any]) -> Callable[[], bool]:
    """What tells whether the server has answered; where that cannot be seen, it has not."""
    if not hasattr(select, "poll"):  # Windows
        return lambda: False
    poll = select.poll()
    poll.register(connection.pgconn.socket, select.POLLIN)
    return lambda: bool(poll.poll(0))
