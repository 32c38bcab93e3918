"""Who wants to write on SQLite, which has one writer at a time and tells nobody who waits.

Each write transaction holds a shared lock of a small file beside the database from before it begins until after it ends. So long
work, which writes in many short transactions, can see between two of them whether it would keep anybody waiting.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

try:
    import fcntl
except ImportError:  # pragma: no cover - where files cannot be locked so, nothing is told
    fcntl = None  # type: ignore[assignment]

SUFFIX = "-writers"


class _Mark:
    """This thread's hold of the file; locks belong to it and not to the process, so threads see each other too."""

    def __init__(self, path: str) -> None:
        self.path, self.process = path, os.getpid()
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __del__(self) -> None:
        with suppress(AttributeError, OSError):
            os.close(self.file)


class _Thread(threading.local):
    mark: _Mark | None = None


_here = _Thread()


@contextmanager
def writing(database: Any) -> Iterator[None]:
    """Within the block others see that somebody writes, or waits to; `database` is the SQLite database."""
    mark = _mark_of(database)
    if mark is None or not _locked(mark, fcntl.LOCK_SH):
        yield
        return
    try:
        yield
    finally:
        _locked(mark, fcntl.LOCK_UN)


def others_write(database: Any) -> bool | None:
    """Tell whether somebody else writes or waits to; None where that cannot be told. Ask it outside of transactions."""
    mark = _mark_of(database)
    if mark is None:
        return None
    free = _locked(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    if free:
        _locked(mark, fcntl.LOCK_UN)
    return not free


def _mark_of(database: Any) -> _Mark | None:
    """The file of the database, opened at this thread's first use of it; a process that was forked opens its own."""
    name = str(database.database or "")
    if fcntl is None or not name or ":memory:" in name:
        return None
    path, mark = name + SUFFIX, _here.mark
    if mark is None or mark.path != path or mark.process != os.getpid():
        mark = None
        with suppress(OSError):
            mark = _Mark(path)
        _here.mark = mark
    return mark


def _locked(mark: _Mark, how: int) -> bool:
    """Take or leave the lock; False where somebody else has it, or the file system knows no such locks."""
    try:
        fcntl.flock(mark.file, how)
    except OSError:
        return False
    return True
