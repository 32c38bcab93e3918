"""Records of which somebody wants to hear no more, for himself alone; what asks something of him comes all the same."""

from __future__ import annotations

from guanxi.data.columns import to_ms
from guanxi.data.database import row, rows, run, write_transaction
from guanxi.data.errors import Refused
from guanxi.data.fields.about import refs_in
from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.records.ref import Ref

_ = translator("guanxi")
MOST = 500
FULL = _("{n} records are muted already. Unmute one of them first.")
_ALL = f"SELECT kind, record_id FROM notification_mute WHERE user_id = ? ORDER BY muted_at DESC, kind, record_id LIMIT {MOST}"
_ADD = "INSERT INTO notification_mute (user_id, kind, record_id, muted_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_END = "DELETE FROM notification_mute WHERE user_id = ? AND kind = ? AND record_id = ?"


def muted(user_id: int) -> list[Ref]:
    """What the user has muted, the latest first, whether he still sees it or not."""
    return [Ref(kind, record) for kind, record in rows(_ALL, (user_id,))]


def mute(actor: Actor, record: Ref) -> None:
    """Mute a record that the actor sees; raises Refused where he has muted as many as are kept."""
    with write_transaction():
        kept = muted(actor.id)
        if len(kept) >= MOST and record not in kept:
            raise Refused(FULL, n=MOST)
        run(_ADD, (actor.id, record.kind, record.id, to_ms(actor.host.clock())))


def unmute(actor: Actor, record: Ref) -> None:
    """Hear of the record again."""
    with write_transaction():
        run(_END, (actor.id, record.kind, record.id))


def is_muted(host: Host, user_id: int, about: Ref) -> bool:
    """Tell whether the user has muted the record, or the one that an entry such as a note is about."""
    kept = muted(user_id)
    return bool(kept) and (about in kept or any(each in kept for each in _entry_about(host, about)))


def _entry_about(host: Host, entry: Ref) -> tuple[Ref, ...]:
    resource = host.resources.get(entry.kind)
    if resource is None or not resource.rows.about:
        return ()
    table, column = resource.model._meta.table_name, resource.rows.about
    found = row(f'SELECT "{column}" FROM "{table}" WHERE id = ?', (entry.id,))
    return tuple(refs_in(found[0]) or ()) if found else ()
