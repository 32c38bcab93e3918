"""Which records somebody has starred, for himself alone: a way back to them, no fact about them; nobody else learns of it."""

from __future__ import annotations

from peewee import BigIntegerField, CompositeKey, TextField

from guanxi.data.columns import to_ms
from guanxi.data.database import Table, rows, run, write_transaction
from guanxi.data.errors import Refused
from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.presence import Question
from guanxi.records.ref import Ref
from guanxi.work.notifications.concerning import seen

_ = translator("guanxi")
MOST = 40
FULL = _("{n} records are starred already. Take the star off one of them first.")
_ONE = "SELECT 1 FROM star WHERE user_id = ? AND kind = ? AND record_id = ?"
_ALL = f"SELECT kind, record_id FROM star WHERE user_id = ? ORDER BY starred_at DESC, kind, record_id LIMIT {MOST}"
_ADD = "INSERT INTO star (user_id, kind, record_id, starred_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_END = "DELETE FROM star WHERE user_id = ? AND kind = ? AND record_id = ?"


class Star(Table):
    """One starred record of one user; whether he still sees it is asked whenever it is shown."""

    user_id = BigIntegerField()
    kind = TextField()
    record_id = BigIntegerField()
    starred_at = BigIntegerField()

    class Meta:
        table_name = "star"
        primary_key = CompositeKey("user_id", "kind", "record_id")


def starred(actor: Actor) -> list[Ref]:
    """What the actor has starred, the latest first, whether he still sees it or not."""
    return [Ref(kind, record) for kind, record in rows(_ALL, (actor.id,))]


def asked(actor: Actor, record: Ref) -> Question:
    """Whether the actor has starred the record, to be asked together with what else a page asks."""
    return Question(_ONE, (actor.id, record.kind, record.id))


def star(actor: Actor, record: Ref) -> None:
    """Star a record that the actor sees; raises Refused where he has starred as many as are kept, and sees them all.

    Where he does not, the one starred first of those that he sees no longer makes room.
    """
    with write_transaction():
        kept = starred(actor)
        if len(kept) >= MOST and record not in kept:
            shown = seen(actor, kept)
            unseen = next((each for each in reversed(kept) if each not in shown), None)
            if unseen is None:
                raise Refused(FULL, n=MOST)
            run(_END, (actor.id, unseen.kind, unseen.id))
        run(_ADD, (actor.id, record.kind, record.id, to_ms(actor.host.clock())))


def unstar(actor: Actor, record: Ref) -> None:
    """Take the star off."""
    with write_transaction():
        run(_END, (actor.id, record.kind, record.id))
