"""The parts of a file, each made while the database server still writes the one before it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from types import TracebackType

from guanxi.data.database import is_sqlite
from guanxi.resources.imports.pipeline import Part


class Ahead:
    """Hands out parts one by one; a thread makes the next one, which reads no database.

    Not on SQLite, which works in this very process: the two would only wait for each other.
    """

    def __init__(self, parts: Iterator[Part]) -> None:
        self._parts = parts
        self._pool = None if is_sqlite() else ThreadPoolExecutor(1, "import")
        self._coming: Future[Part | None] | None = None

    def take(self) -> Part | None:
        """The next part; None after the last. Raises what making it has raised."""
        if self._pool is None:
            return next(self._parts, None)
        found = self._wanted(self._pool).result()
        self._coming = self._wanted(self._pool) if found is not None else None
        return found

    def _wanted(self, pool: ThreadPoolExecutor) -> Future[Part | None]:
        found, self._coming = self._coming, None
        context = copy_context()
        return found or pool.submit(lambda: context.run(self._made))

    def _made(self) -> Part | None:
        return next(self._parts, None)

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
