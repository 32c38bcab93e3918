"""Background work gives way to people: what somebody waits for goes first on a busy machine."""

from __future__ import annotations

import os

from guanxi.data.database import is_sqlite

NICE = 10
"""How far behind others: where nobody else wants the processor it costs nothing."""


def give_way() -> None:
    """Put this process, and all that it starts, behind others; there is no way back. Windows knows no such thing.

    Not on SQLite: whoever is made to wait in the midst of a write makes everybody else wait who wants to write.
    """
    if hasattr(os, "setpriority") and not is_sqlite():
        os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
