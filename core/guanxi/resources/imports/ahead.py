"""The parts of a file, each made while the database is busy with the one before it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from contextvars import copy_context
from types import TracebackType

from guanxi.data.database import database, is_sqlite
from guanxi.data.meanwhile import Meanwhile
from guanxi.resources.imports.pipeline import Part, Pipeline


class Ahead:
    """Hands out parts one by one; a thread makes the next one, which reads no database.

    PostgreSQL works in a process of its own, so the thread begins at once, and goes on while this one waits for an answer.
    SQLite works in this very process, and leaves it only to commit; so the thread begins with the commit (`commits`), lest the
    two wait for each other row by row.
    """

    def __init__(self, pipeline: Pipeline, parts: Iterator[Part]) -> None:
        self._pipeline, self._parts = pipeline, parts
        self._pool = ThreadPoolExecutor(1, "import")
        self._coming: Future[Part | None] | None = None
        self._meanwhile = None if is_sqlite() else Meanwhile(database.connection())
        self._open = ExitStack()

    def take(self) -> Part | None:
        """The next part; None after the last. Raises what making it has raised."""
        with self._meanwhile.free() if self._meanwhile else ExitStack():
            found = self._wanted().result()
        self._coming = None
        if found is not None and not is_sqlite():
            self._wanted()
        return found

    def commits(self) -> Ahead:
        """Say that the transaction is about to end."""
        self._wanted()
        return self

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
        self._pool.shutdown(cancel_futures=True)
