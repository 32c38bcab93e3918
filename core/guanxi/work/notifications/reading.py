"""What somebody was told, as he may see it now: a record out of his reach takes its notifications along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from guanxi.data.columns import to_ms
from guanxi.data.database import rows, run, write_transaction
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.titles import format_of, titles_for
from guanxi.work.notifications.kinds import kind_of
from guanxi.work.notifications.packing import Packed, refs_in, unpacked
from guanxi.work.notifications.tables import Notification

MOST_COUNTED = 99
AT_ONCE, MOST_WALKED = 200, 2000
READ_KEPT, KEPT = timedelta(days=90), timedelta(days=365)
_COLUMNS = "SELECT id, kind, text, about_kind, about_id, created_at, read_at FROM notification"


@dataclass(frozen=True, slots=True)
class Told:
    """One notification as its reader sees it; `at` in ms UTC, `title` and `href` of the record it is about, if any."""

    id: int
    text: str
    at: int
    read: bool
    action: bool
    kind: str
    about: Ref | None
    title: str
    href: str


def count_unread(actor: Actor) -> int:
    """How many unread notifications the actor sees; what is above 99 is not counted."""
    found = 0
    for part in _walk(actor, "AND read_at IS NULL"):
        found += len(part)
        if found > MOST_COUNTED:
            return MOST_COUNTED + 1
    return found


def told(actor: Actor, limit: int, *, before: int | None = None, unread: bool = False) -> list[Told]:
    """The newest `limit` notifications that the actor sees, older than the one with the id `before`."""
    found: list[tuple[Any, ...]] = []
    for part in _walk(actor, "AND read_at IS NULL" if unread else "", before):
        found += part
        if len(found) >= limit:
            break
    return _in_words(actor, found[:limit])


def in_words(actor: Actor, kept: Packed, about: Ref | None) -> tuple[str, str] | None:
    """A sentence in the actor's language, and the path of the record it is about; None where he may not see that record."""
    if about is not None and not _seen(actor, [about]):
        return None
    named = titles_for(actor, {(ref.kind, ref.id) for ref in refs_in(kept)})
    return unpacked(kept, format_of(actor), named), _href(actor, about)


def mark_read(actor: Actor, notification: int) -> bool:
    """Mark one notification of the actor as read; False where there is none."""
    with write_transaction():
        sql = "UPDATE notification SET read_at = coalesce(read_at, ?) WHERE id = ? AND user_id = ?"
        return bool(run(sql, (to_ms(actor.host.clock()), notification, actor.id)))


def mark_about(actor: Actor, about: Ref) -> int:
    """Mark what the actor was told about one record as read; how many."""
    with write_transaction():
        sql = """UPDATE notification SET read_at = ?
                 WHERE user_id = ? AND read_at IS NULL AND about_kind = ? AND about_id = ?"""
        return run(sql, (to_ms(actor.host.clock()), actor.id, about.kind, about.id))


def mark_all_read(actor: Actor, newest: int) -> int:
    """Mark everything up to the notification `newest` as read: what came while the list was open stays unread; how many."""
    with write_transaction():
        sql = "UPDATE notification SET read_at = ? WHERE user_id = ? AND read_at IS NULL AND id <= ?"
        return run(sql, (to_ms(actor.host.clock()), actor.id, newest))


def forget_older(now: datetime, most: int = 5000) -> int:
    """Delete what was told 90 days ago and read, and everything told a year ago; how many."""
    old = """SELECT id FROM notification WHERE (read_at IS NOT NULL AND created_at < ?) OR created_at < ?
             ORDER BY id LIMIT ?"""
    with write_transaction():
        limits = (to_ms(now - READ_KEPT), to_ms(now - KEPT), most)
        return run(f"DELETE FROM notification WHERE id IN ({old})", limits)


def _walk(actor: Actor, which: str, before: int | None = None) -> Iterable[list[tuple[Any, ...]]]:
    """The rows that the actor sees, newest first, in parts; a long row of what he may not see ends the walk."""
    below, walked = before or gate.LARGEST_ID, 0
    while walked < MOST_WALKED:
        found = rows(
            f"{_COLUMNS} WHERE user_id = ? {which} AND id < ? ORDER BY id DESC LIMIT ?",
            (actor.id, below, AT_ONCE),
        )
        if found:
            seen = _seen(actor, [ref for each in found if (ref := _ref(each))])
            yield [each for each in found if (ref := _ref(each)) is None or ref in seen]
        if len(found) < AT_ONCE:
            return
        below, walked = found[-1][0], walked + len(found)


# guard: notices-seen
def _seen(actor: Actor, about: Iterable[Ref]) -> frozenset[Ref]:
    """Those of the records that the actor may see now: one statement a kind."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for ref in about:
        by_kind[ref.kind].add(ref.id)
    known = actor.host.resources
    return frozenset(
        Ref(kind, key)
        for kind, ids in by_kind.items()
        if kind in known and actor.may(known[kind].permission("view"))
        for key in gate.rows_among(actor, known[kind], ids)
    )


def _in_words(actor: Actor, found: Sequence[tuple[Any, ...]]) -> list[Told]:
    kept = [(each, Notification.text.python_value(each[2]), _ref(each)) for each in found]
    wanted = {
        (ref.kind, ref.id)
        for _each, text, about in kept
        for ref in (*refs_in(text), *([about] if about else ()))
    }
    named, fmt = titles_for(actor, wanted), format_of(actor)
    return [
        Told(
            id=each[0],
            text=unpacked(text, fmt, named),
            at=each[5],
            read=each[6] is not None,
            action=kind_of(actor.host, each[1]).action,
            kind=each[1],
            about=about,
            title=_title(actor, about, named),
            href=_href(actor, about),
        )
        for each, text, about in kept
    ]


def _ref(found: tuple[Any, ...]) -> Ref | None:
    return Ref(found[3], found[4]) if found[3] else None


def _title(actor: Actor, about: Ref | None, named: dict[tuple[str, int], str]) -> str:
    if about is None:
        return ""
    label = actor.host.resources[about.kind].label_one
    return named.get((about.kind, about.id)) or f"{label} {about.id}"


def _href(actor: Actor, about: Ref | None) -> str:
    return f"/{actor.host.resources[about.kind].path}/{about.id}" if about else ""
