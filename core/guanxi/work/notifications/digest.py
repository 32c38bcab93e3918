"""A daily digest by mail: who wants one and at which hour of his own day, when the next one is due, and up to where he was told."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from guanxi.data.columns import from_ms, to_ms
from guanxi.data.database import row, rows, run, write_transaction
from guanxi.jobs.declaration import Again, Step, job
from guanxi.jobs.queue import put
from guanxi.jobs.schedule import Schedule
from guanxi.records.actor import Actor
from guanxi.work.mail.job import DIGEST_BY_MAIL

HOURS = range(24)
AT_ONCE = 100
_WANT = """INSERT INTO notification_digest (user_id, hour, next_at, told_up_to) VALUES (?, ?, ?, ?)
           ON CONFLICT (user_id) DO UPDATE SET hour = excluded.hour, next_at = excluded.next_at"""
_WOKEN = (
    "SELECT 1 FROM notification WHERE user_id = ? AND until > ? AND until <= ? AND read_at IS NULL LIMIT 1"
)
_DUE = "SELECT user_id, hour, next_at, told_up_to FROM notification_digest WHERE next_at <= ? ORDER BY next_at, user_id LIMIT ?"


def hour_of(actor: Actor) -> int | None:
    """The hour of his day (0 to 23) at which the actor wants a digest; None for none."""
    found = row("SELECT hour FROM notification_digest WHERE user_id = ?", (actor.id,))
    return int(found[0]) if found else None


def choose_hour(actor: Actor, hour: int | None) -> None:
    """Keep at which hour (0 to 23) of his day the actor wants a digest, from now on; None for none."""
    with write_transaction():
        if hour is None:
            run("DELETE FROM notification_digest WHERE user_id = ?", (actor.id,))
        elif hour in HOURS and hour != hour_of(actor):
            due = next_at(actor.host.clock(), hour, actor.zone)
            run(_WANT, (actor.id, hour, to_ms(due), _newest(actor.id)))


def next_at(now: datetime, hour: int, zone: str) -> datetime:
    """The first full hour `hour` after `now` by the clock of `zone` (UTC)."""
    place = ZoneInfo(zone)
    day = now.astimezone(place).date()
    found = [datetime.combine(day + timedelta(days=ahead), time(hour), place) for ahead in range(3)]
    return next(each for each in found if each > now)


@job("work.send_digests", example={})
def send_digests(step: Step) -> Again | None:
    """Want the mails that are due, a hundred a step: each digest once, and after a pause one for all that was missed."""
    found = rows(_DUE, (to_ms(step.now), AT_ONCE))
    for user, hour, due, told in found:
        reader: Actor | None = step.actor.host.actor(user)
        if reader is None:
            run("DELETE FROM notification_digest WHERE user_id = ?", (user,))
            continue
        newest, since = max(told, _newest(user)), to_ms(from_ms(due) - timedelta(days=1))
        some = newest > told or row(_WOKEN, (user, since, to_ms(step.now)))
        if some and step.actor.host.settings.get("host.mail"):
            arguments = {"user": user, "after": told, "last": newest, "since": since}
            put(DIGEST_BY_MAIL, arguments, at=step.now, key=f"digest:{user}:{due}", host=step.actor.host)
        following = to_ms(next_at(max(step.now, from_ms(due)), hour, reader.zone))
        sql = "UPDATE notification_digest SET next_at = ?, told_up_to = ? WHERE user_id = ?"
        run(sql, (following, newest, user))
    return step.again(None) if len(found) == AT_ONCE else None


def _newest(user: int) -> int:
    found = row("SELECT max(id) FROM notification WHERE user_id = ?", (user,))
    return int(found[0] or 0) if found else 0


JOBS = (send_digests, Schedule("host.digests", send_digests, every=timedelta(minutes=15)))
