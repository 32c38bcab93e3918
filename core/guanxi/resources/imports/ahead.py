"""The parts of a file, each made while the database is busy with the one before it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from contextvars import copy_context
from dataclasses import dataclass
from types import TracebackType

from guanxi.data.database import database, is_sqlite
from guanxi.data.meanwhile import Meanwhile
from guanxi.resources.imports.apart import Apart, GivenUp
from guanxi.resources.imports.pipeline import NEVER, Part, Pipeline

log = logging.getLogger(__name__)
SOON, READY = 2500, 5000
"""After how many rows a second process is started, and how many are made here until it is ready."""
ON_SQLITE, ON_POSTGRESQL = 2, 4
"""How many processors a second process wants: on PostgreSQL the server and who files the search index have work for two."""


@dataclass(frozen=True)
class Large:
    """The file of the import `run`, which has `total` rows, from the row after the first `done` on."""

    run: int
    total: int
    done: int


class Ahead:
    """Hands out parts one by one; meanwhile a thread makes the next one, which reads no database.

    PostgreSQL works in a process of its own, so the thread begins at once, and goes on while this one waits for an answer.
    SQLite works in this very process, and leaves it only to commit; so the thread begins with the commit (`commits`), lest the
    two wait for each other row by row. Of a `large` file a second process makes all that follows the first windows, where there
    are processors enough.
    """

    def __init__(self, pipeline: Pipeline, parts: Iterator[Part], large: Large | None = None) -> None:
        self._pipeline, self._parts = pipeline, parts
        self._pool = ThreadPoolExecutor(1, "import")
        self._coming: Future[Part | None] | None = None
        self._meanwhile = None if is_sqlite() else Meanwhile(database.connection())
        self._open = ExitStack()
        self._large, self._done = large, large.done if large else 0
        self._apart: Apart | None = None

    def take(self) -> Part | None:
        """The next part; None after the last. Raises what making it has raised."""
        found = self._taken()
        if found is not None:
            self._done = found.done
            self._think_of_large()
        return found

    def commits(self) -> Ahead:
        """Say that the transaction is about to end."""
        if not self._made_apart:
            self._wanted()
        return self

    def _taken(self) -> Part | None:
        if self._made_apart:
            try:
                assert self._apart
                return self._apart.take()
            except GivenUp as reason:
                self._go_on_here(reason)
        with self._meanwhile.free() if self._meanwhile else ExitStack():
            found = self._wanted().result()
        self._coming = None
        if found is not None and not is_sqlite() and found.done != self._pipeline.until:
            self._wanted()
        return found

    @property
    def _made_apart(self) -> bool:
        """Whether the next part is the second process's."""
        return self._apart is not None and self._done >= self._pipeline.until

    def _think_of_large(self) -> None:
        """Start the second process where this one has shown to go on for a while and enough is left; it begins with a window."""
        large = self._large
        if large is None or self._done < large.done + SOON:
            return
        self._large = None
        window = self._pipeline.window
        begins = -(-(self._done + READY) // window) * window
        if begins + READY > large.total or _processors() < (ON_SQLITE if is_sqlite() else ON_POSTGRESQL):
            return
        try:
            self._apart = Apart(self._pipeline, large.run, begins)
            self._pipeline.until = begins
        except GivenUp as reason:
            log.warning("an import makes its parts in one process: %s", reason)

    def _go_on_here(self, reason: GivenUp) -> None:
        """Make what is left in this process."""
        log.warning("an import makes its parts in one process: %s", reason)
        self._end_apart()
        self._parts = self._pipeline.parts(self._done)

    def _end_apart(self) -> None:
        if self._apart is not None:
            self._apart.end()
        self._apart, self._pipeline.until = None, NEVER

    def _wanted(self) -> Future[Part | None]:
        if self._coming is None:
            context = copy_context()
            self._coming = self._pool.submit(lambda: context.run(self._made))
        return self._coming

    def _made(self) -> Part | None:
        return next(self._parts, None)

    def __enter__(self) -> Ahead:
        if self._meanwhile is not None:
            self._pipeline.between = self._meanwhile.pause
            self._open.enter_context(self._meanwhile.watched())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
        self._end_apart()
        self._pool.shutdown(cancel_futures=True)


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
