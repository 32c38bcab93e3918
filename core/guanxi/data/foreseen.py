"""What was computed for a thread before its transaction, by another thread or another process: looked up where it would be made."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Foreseen:
    """By text and kind of reading its sort key; by the number of a searched field and its value what search keeps of it."""

    sort_keys: dict[tuple[str, str], str] = field(default_factory=dict)
    pieces: dict[tuple[int, str], tuple[str, str]] = field(default_factory=dict)


class _Own(threading.local):
    known = Foreseen()


_own = _Own()


def foreseen() -> Foreseen:
    """What was computed for this thread; nothing but within `remembering`."""
    return _own.known


@contextmanager
def remembering(found: Foreseen) -> Iterator[None]:
    """Within the block this thread finds what was computed for it."""
    before, _own.known = _own.known, found
    try:
        yield
    finally:
        _own.known = before
