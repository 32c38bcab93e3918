"""A batch: many changes that are undone as one."""

from __future__ import annotations

from guanxi.data.database import row, write_transaction
from guanxi.data.errors import NotFound
from guanxi.records import journal
from guanxi.records.actor import Actor
from guanxi.records.change import Done
from guanxi.records.undo import undo

_STATE = """SELECT count(*), count(u.id) FROM "change" c LEFT JOIN "change" u ON u.undoes_id = c.id
            WHERE c.batch = ? AND c.undoes_id IS NULL"""
AT_ONCE = 1000


def undo_batch(actor: Actor, batch: str, *, reason: str | None = None) -> list[Done]:
    """Take back every change of `batch`, the newest first, all or none.

    Raises NotFound where the batch has nothing left to undo or the actor may not see all of it, Forbidden and Refused as
    `undo` does for each change.
    """
    done: list[Done] = []
    with write_transaction():
        while changes := [each for each in journal.changes_of_batch(batch, limit=AT_ONCE) if _wrote(each)]:
            done += [undo(actor, each, reason=reason) for each in changes]
    if not done:
        raise NotFound("batch", batch)
    return done


def is_undone(batch: str) -> bool:
    """Tell whether the batch exists and all its changes, or some of them, were undone."""
    _changes, undone = row(_STATE, (batch,)) or (0, 0)
    return bool(undone)


def _wrote(change_id: int) -> bool:
    """Whether the change has a line; one that wrote nothing cannot be undone and need not."""
    return row("SELECT 1 FROM change_line WHERE change_id = ? LIMIT 1", (change_id,)) is not None
