"""One migration at a time, over all processes: an advisory lock on PostgreSQL, a locked file beside the database on SQLite."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from guanxi.data.database import database, is_sqlite, row

ADVISORY_KEY = 0x6775616E7869  # "guanxi"

_within_process = threading.RLock()
_held = [0]


@contextmanager
def migration_lock() -> Iterator[None]:
    """Hold the lock within the block, also when it is held already; wait for it as long as another process migrates."""
    with _within_process:
        _held[0] += 1
        try:
            with _across_processes():
                yield
        finally:
            _held[0] -= 1


@contextmanager
def _across_processes() -> Iterator[None]:
    if _held[0] > 1 or database.obj.database == ":memory:":
        yield
    elif not is_sqlite():
        with _advisory():
            yield
    else:
        with open(f"{database.obj.database}.migrating", "a+b") as file, _locked(file):
            yield


@contextmanager
def _advisory() -> Iterator[None]:
    row("SELECT pg_advisory_lock(?)", [ADVISORY_KEY])
    try:
        yield
    finally:
        row("SELECT pg_advisory_unlock(?)", [ADVISORY_KEY])


if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def _locked(file: IO[bytes]) -> Iterator[None]:
        while True:
            try:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                break
            except OSError:
                continue
        try:
            yield
        finally:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    @contextmanager
    def _locked(file: IO[bytes]) -> Iterator[None]:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
