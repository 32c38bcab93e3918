"""What somebody was told, as he may see it now: a record out of his reach takes its notifications along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from guanxi.data.columns import to_ms
from guanxi.data.database import as_ids, in_ids, rows, run, write_transaction
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.titles import format_of, titles_for
from guanxi.work.notifications.concerning import concerned, seen
from guanxi.work.notifications.kinds import kind_of
from guanxi.work.notifications.packing import Packed, refs_in, unpacked
from guanxi.work.notifications.tables import Notification

MOST_COUNTED = 99
AT_ONCE, MOST_WALKED = 200, 2000
READ_KEPT, KEPT = timedelta(days=90), timedelta(days=365)
_COLUMNS = "SELECT id, kind, text, about_kind, about_id, created_at, read_at, until FROM notification"
_BACK = "done_at IS NULL AND (until IS NULL OR until <= ?)"


class Which(StrEnum):
    """Which are read: what is neither done nor snoozed, of that what is unread, what is snoozed, done, or due in a digest."""

    OPEN = "open"
    UNREAD = "unread"
    SNOOZED = "snoozed"
    DONE = "done"
    DIGEST = "digest"

    @property
    def condition(self) -> str:
        """As SQL with one parameter, the present moment."""
        return {
            Which.OPEN: f"in_bell AND {_BACK}",
            Which.UNREAD: f"in_bell AND read_at IS NULL AND {_BACK}",
            Which.SNOOZED: "in_bell AND done_at IS NULL AND until > ?",
            Which.DONE: "in_bell AND done_at <= ?",
            Which.DIGEST: f"in_digest AND read_at IS NULL AND {_BACK}",
        }[self]


@dataclass(frozen=True, slots=True)
class Told:
    """One notification as its reader sees it; `at` and `until` in ms UTC.

    It leads to the record it is `about` (`href`), if any; it stands with others that concern the same `record`, which has the
    `title` and the address `record_href`: where it is about an entry such as a note, the record that the entry is about.
    """

    id: int
    text: str
    at: int
    read: bool
    action: bool
    kind: str
    about: Ref | None
    href: str
    record: Ref | None
    title: str
    record_href: str
    until: int | None


def count_unread(actor: Actor) -> int:
    """How many unread notifications the actor sees; what is above 99 is not counted."""
    found = 0
    for part in _walk(actor, Which.UNREAD):
        found += len(part)
        if found > MOST_COUNTED:
            return MOST_COUNTED + 1
    return found


def told(actor: Actor, limit: int, *, before: int | None = None, which: Which = Which.OPEN) -> list[Told]:
    """The newest `limit` notifications that the actor sees, older than the one with the id `before`."""
    found: list[tuple[Any, ...]] = []
    for part in _walk(actor, which, before):
        found += part
        if len(found) >= limit:
            break
    return _in_words(actor, found[:limit])


def in_words(actor: Actor, kept: Packed, about: Ref | None) -> tuple[str, str] | None:
    """A sentence in the actor's language, and the path of the record it is about; None where he may not see that record."""
    if about is not None and not seen(actor, [about]):
        return None
    named = titles_for(actor, {(ref.kind, ref.id) for ref in refs_in(kept)})
    return unpacked(kept, format_of(actor), named), _href(actor, about)


def mark_read(actor: Actor, notifications: Iterable[int]) -> int:
    """Mark those notifications of the actor as read; how many there are."""
    with write_transaction():
        sql = f"UPDATE notification SET read_at = coalesce(read_at, ?) WHERE user_id = ? AND {in_ids('id')}"
        return run(sql, (to_ms(actor.host.clock()), actor.id, as_ids(notifications)))


def mark_all_read(actor: Actor, newest: int) -> int:
    """Mark everything up to the notification `newest` as read: what came while the list was open stays unread; how many."""
    with write_transaction():
        now = to_ms(actor.host.clock())
        sql = (
            f"UPDATE notification SET read_at = ? WHERE user_id = ? AND {Which.UNREAD.condition} AND id <= ?"
        )
        return run(sql, (now, actor.id, now, newest))


def forget_older(now: datetime, most: int = 5000) -> int:
    """Delete what was told 90 days ago and is read or done, and everything told a year ago; how many."""
    old = """SELECT id FROM notification
             WHERE ((read_at IS NOT NULL OR done_at IS NOT NULL) AND created_at < ?) OR created_at < ?
             ORDER BY id LIMIT ?"""
    with write_transaction():
        limits = (to_ms(now - READ_KEPT), to_ms(now - KEPT), most)
        return run(f"DELETE FROM notification WHERE id IN ({old})", limits)


def _walk(actor: Actor, which: Which, before: int | None = None) -> Iterable[list[tuple[Any, ...]]]:
    """The rows that the actor sees, newest first, in parts; a long row of what he may not see ends the walk."""
    below, walked, now = before or gate.LARGEST_ID, 0, to_ms(actor.host.clock())
    while walked < MOST_WALKED:
        found = rows(
            f"{_COLUMNS} WHERE user_id = ? AND {which.condition} AND id < ? ORDER BY id DESC LIMIT ?",
            (actor.id, now, below, AT_ONCE),
        )
        if found:
            shown = seen(actor, [ref for each in found if (ref := _ref(each))])
            yield [each for each in found if (ref := _ref(each)) is None or ref in shown]
        if len(found) < AT_ONCE:
            return
        below, walked = found[-1][0], walked + len(found)


def _in_words(actor: Actor, found: Sequence[tuple[Any, ...]]) -> list[Told]:
    kept = [(each, Notification.text.python_value(each[2]), _ref(each)) for each in found]
    records = concerned(actor, {about for _each, _text, about in kept if about})
    named_in = {ref for _each, text, about in kept for ref in (*refs_in(text), *([about] if about else ()))}
    named = titles_for(actor, {(ref.kind, ref.id) for ref in named_in | set(records.values())})
    return [_one(actor, each, text, about, records, named) for each, text, about in kept]


def _one(
    actor: Actor,
    found: tuple[Any, ...],
    text: Packed,
    about: Ref | None,
    records: Mapping[Ref, Ref],
    named: Mapping[tuple[str, int], str],
) -> Told:
    record = records.get(about, about) if about else None
    return Told(
        id=found[0],
        text=unpacked(text, format_of(actor), named),
        at=found[5],
        read=found[6] is not None,
        action=kind_of(actor.host, found[1]).action,
        kind=found[1],
        about=about,
        href=_href(actor, about),
        record=record,
        title=_title(actor, record, named),
        record_href=_href(actor, record),
        until=found[7],
    )


def _ref(found: tuple[Any, ...]) -> Ref | None:
    return Ref(found[3], found[4]) if found[3] else None


def _title(actor: Actor, about: Ref | None, named: Mapping[tuple[str, int], str]) -> str:
    if about is None:
        return ""
    label = actor.host.resources[about.kind].label_one
    return named.get((about.kind, about.id)) or f"{label} {about.id}"


def _href(actor: Actor, about: Ref | None) -> str:
    return f"/{actor.host.resources[about.kind].path}/{about.id}" if about else ""
