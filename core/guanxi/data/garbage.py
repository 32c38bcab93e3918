"""Python's search for cyclic garbage: told what stays in a process that serves, and made seldom while many rows are at hand."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

SELDOM = 50_000
"""How many objects come to be before the youngest are searched: some ten megabytes; by itself Python searches after 700."""
SERVING = (10_000, 20, 20)
"""New objects before a search of the youngest, searches of each generation before one of the next: about one search a page."""
_lock = Lock()
_blocks, _usual = 0, 0


def spare_what_stays(thresholds: tuple[int, int, int] = SERVING) -> None:
    """Collect what is garbage now and leave everything else out of later searches, which by itself walk through all of a finished app.

    Call it when much was made that stays, and again when much of that is no longer wanted: what became garbage meanwhile is found.
    """
    with _lock:
        if not _blocks:
            gc.set_threshold(*thresholds)
        gc.unfreeze()
        gc.collect()
        gc.freeze()


@contextmanager
def seldom_searched() -> Iterator[None]:
    """Within the block, and within others of other threads, the process searches seldom; what it would find is few and small."""
    _change(1)
    try:
        yield
    finally:
        _change(-1)


def _change(by: int) -> None:
    """Count the blocks; the first one sets the threshold, the last one sets it back."""
    global _blocks, _usual
    with _lock:
        youngest, *others = gc.get_threshold()
        if not _blocks:
            _usual = youngest
        _blocks += by
        gc.set_threshold(max(_usual, SELDOM) if _blocks and _usual else _usual, *others)
