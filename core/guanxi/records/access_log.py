"""The access log: who took records or hidden values out of the house, when, which and how many; it holds no value itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peewee import BigIntegerField, TextField

from guanxi.data.columns import Id, Json, Moment, to_ms
from guanxi.data.database import Table, insert, rows, run, write_transaction
from guanxi.records.actor import Actor


class AccessEntry(Table):
    """One taking: `action` is the permission that allowed it, `details` say what was asked for, `amount` how many records left.

    `ended_at` is empty while it is under way, and for ever where the process was killed; `whole` tells that nothing was missing.
    """

    id = Id()
    at = Moment()
    actor_id = BigIntegerField()
    action = TextField()
    details = Json()
    amount = BigIntegerField(null=True)
    whole = BigIntegerField(null=True)
    ended_at = Moment(null=True)

    class Meta:
        table_name = "access_entry"
        indexes = ((("at",), False), (("actor_id", "at"), False))


# guard: access-log
def begin_access(actor: Actor, action: str, details: Mapping[str, Any]) -> int:
    """Write down what is about to be taken, before anything is; returns the entry's id."""
    values = (to_ms(actor.host.clock()), actor.id, action, AccessEntry.details.db_value(dict(details)))
    with write_transaction():
        return insert("INSERT INTO access_entry (at, actor_id, action, details) VALUES (?, ?, ?, ?)", values)


def end_access(actor: Actor, entry: int, amount: int, *, whole: bool) -> None:
    """Write down how many records were taken, and whether these were all."""
    values = (to_ms(actor.host.clock()), amount, int(whole), entry)
    with write_transaction():
        run("UPDATE access_entry SET ended_at = ?, amount = ?, whole = ? WHERE id = ?", values)


def latest_accesses(limit: int) -> list[tuple[Any, ...]]:
    """The newest entries: moment (ms), user's id, action, details as JSON text, amount, whole; the newest first."""
    return rows(
        "SELECT at, actor_id, action, details, amount, whole FROM access_entry ORDER BY at DESC, id DESC LIMIT ?",
        (limit,),
    )
