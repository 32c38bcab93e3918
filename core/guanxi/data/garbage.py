"""Python's search for cyclic garbage, made seldom while many rows that stay are at hand: it would walk through them again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

SELDOM = 50_000
"""How many objects come to be before the youngest are searched: some ten megabytes; by itself Python searches after 700."""
_lock = Lock()
_blocks, _usual = 0, 0


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
