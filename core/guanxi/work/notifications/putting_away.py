"""What is done with notifications one has read: done, snoozed until a moment, and back again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.data.columns import to_ms
from guanxi.data.database import as_ids, in_ids, run, write_transaction
from guanxi.data.errors import InvalidValues
from guanxi.data.messages import translator
from guanxi.records.actor import Actor

_ = translator("guanxi")
MORNING = time(9)
EVENING = time(18)
LONGEST = timedelta(days=366)


def done(actor: Actor, notifications: Iterable[int]) -> int:
    """Put those notifications of the actor away; how many."""
    return _set(actor, notifications, "done_at = ?, until = NULL", to_ms(actor.host.clock()))


def snooze(actor: Actor, notifications: Iterable[int], until: datetime) -> int:
    """Let those notifications of the actor come back, unread, at the moment `until` (aware); how many.

    Raises InvalidValues for a moment that has passed or that is more than a year away.
    """
    now = actor.host.clock()
    if not now < until <= now + LONGEST:
        raise InvalidValues({"until": _("Choose a time within the next twelve months.")})
    return _set(actor, notifications, "until = ?, read_at = NULL, done_at = NULL", to_ms(until))


def back(actor: Actor, notifications: Iterable[int]) -> int:
    """Put those notifications of the actor under the bell again; how many."""
    return _set(actor, notifications, "done_at = NULL, until = NULL")


def times(now: datetime, zone: str) -> dict[str, datetime]:
    """The usual moments to snooze to, by the clock of `zone`: in an hour, this evening if that is not soon, tomorrow, on Monday."""
    here = now.astimezone(ZoneInfo(zone))
    evening = _at(here, 0, EVENING)
    soon = {"evening": evening} if evening - here >= timedelta(hours=2) else {}
    to_monday = 7 - here.weekday()
    return {
        "hour": (now + timedelta(hours=1)).astimezone(here.tzinfo),
        **soon,
        "tomorrow": _at(here, 1, MORNING),
        **({"monday": _at(here, to_monday, MORNING)} if to_monday > 1 else {}),
    }


def _at(here: datetime, days: int, clock: time) -> datetime:
    return datetime.combine(here.date() + timedelta(days=days), clock, here.tzinfo)


def _set(actor: Actor, notifications: Iterable[int], what: str, *values: Any) -> int:
    ids = sorted(set(notifications))
    if not ids:
        return 0
    with write_transaction():
        sql = f"UPDATE notification SET {what} WHERE user_id = ? AND {in_ids('id')}"
        return run(sql, (*values, actor.id, as_ids(ids)))
