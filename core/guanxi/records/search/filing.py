"""Files the grams of many new records by a second connection while the first one writes on.

PostgreSQL puts what comes into a GIN index into a list, and whoever finds the list full files it, while his own work waits.
Between the parts of an import somebody else can do that: a second processor has the time.
"""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from peewee import DatabaseError

from guanxi.data.database import close, is_sqlite
from guanxi.records.search import storage

log = logging.getLogger(__name__)
AT_ONCE = 1000
"""After how many records the list is filed: before PostgreSQL finds it full, lest another writer file it while his work waits."""


class Filing:
    """A thread that files the list of grams each time that some thousand new records have come; on SQLite there is none."""

    def __init__(self) -> None:
        self._came = 0
        self._wanted, self._over = threading.Event(), False
        self._thread: threading.Thread | None = None

    def leave(self) -> None:
        """Leave the list, in the transaction under way, to the thread; only where that has fallen far behind is it filed here."""
        if not is_sqlite():
            storage.put_aside()

    def came(self, count: int) -> None:
        """Say that `count` records more have come."""
        self._came += count
        if is_sqlite() or self._came < AT_ONCE:
            return
        self._came = 0
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="filing", daemon=True)
            self._thread.start()
        self._wanted.set()

    def _work(self) -> None:
        """File whenever it is wanted; where that fails the list waits, and the writer files it as if there were no thread."""
        try:
            while self._wanted.wait() and not self._over:
                self._wanted.clear()
                storage.file()
        except DatabaseError as failure:
            log.warning("the search index is not filed beside an import: %s", failure)
        finally:
            close()

    def __enter__(self) -> Filing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over = True
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()
