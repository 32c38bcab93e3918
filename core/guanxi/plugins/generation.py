"""Generation numbers: how a process tells all processes that what they keep in memory has changed."""

from __future__ import annotations

import weakref
from collections.abc import Callable

from guanxi.data import database as db

PLUGINS = "plugins"
RIGHTS = "rights"
SETTINGS = "settings"
VIEWS = "views"
"""What somebody has pinned to the side bar may have changed."""

_listeners: weakref.WeakSet[Listener] = weakref.WeakSet()


class Listener:
    """Calls `wake` whenever this process has moved a generation; as long as somebody holds it."""

    def __init__(self, wake: Callable[[], None]):
        self.wake = wake
        _listeners.add(self)


def bump(name: str) -> None:
    """Move the generation `name`, at best in the transaction of the change that causes it."""
    with db.write_transaction():
        db.run(
            "INSERT INTO generation (name, number) VALUES (?, 1)"
            " ON CONFLICT (name) DO UPDATE SET number = generation.number + 1",
            [name],
        )
        db.after_commit(_tell)


def numbers() -> dict[str, int]:
    """All generation numbers; one that never moved is missing."""
    return dict(db.rows("SELECT name, number FROM generation"))


def number(name: str) -> int:
    """The generation `name`; 0 when it never moved."""
    found = db.row("SELECT number FROM generation WHERE name = ?", [name])
    return int(found[0]) if found else 0


def _tell() -> None:
    for listener in list(_listeners):
        listener.wake()
