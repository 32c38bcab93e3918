"""Jobs that come back: each entry has slots (moments), and each slot is one job row, whoever and however often asks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guanxi.data.columns import from_ms, to_ms
from guanxi.data.database import row, run, write_transaction
from guanxi.jobs.declaration import Job
from guanxi.jobs.queue import Own, put

log = logging.getLogger("guanxi.jobs")
MOST_CAUGHT_UP = 100


@dataclass(frozen=True)
class Schedule:
    """Run `job` again and again: `every` so often, or each day `at` a time of day in `zone`.

    When nothing ran for a while, the latest missed slot is run once; with `each_missed` every missed one (at most 100).
    The job finds its moment in `step.slot`.
    """

    name: str
    job: Job
    every: timedelta | None = None
    at: time | None = None
    zone: str = "UTC"
    each_missed: bool = False

    def problems(self, plugin: str) -> Iterator[str]:
        """A foreign name; neither or both of `every` and `at`; a zone that there is not."""
        if not self.name.startswith(f"{plugin}."):
            yield f"schedule {self.name!r} is not called '{plugin}.<what it does>'"
        if (self.every is None) == (self.at is None):
            yield f"schedule {self.name!r} needs either every= or at="
        if self.every is not None and self.every < timedelta(seconds=1):
            yield f"schedule {self.name!r} comes back in less than a second"
        try:
            ZoneInfo(self.zone)
        except (ValueError, OSError, LookupError):
            yield f"schedule {self.name!r} is in {self.zone!r}, which is no time zone such as 'Asia/Shanghai'"

    def slot_at(self, now: datetime) -> datetime:
        """The latest slot that is not after `now`."""
        if self.every is not None:
            length = to_ms(from_ms(0) + self.every)
            return from_ms(to_ms(now) // length * length)
        day = now.astimezone(ZoneInfo(self.zone)).date()
        slot = self._on(day)
        return slot if slot <= now else self._on(day - timedelta(days=1))

    def slot_before(self, slot: datetime) -> datetime:
        """The slot before `slot`."""
        return self.slot_at(slot - timedelta(milliseconds=1))

    def _on(self, day: object) -> datetime:
        """The one moment of a day: a time that the clock change leaves out is read as if it had not come yet."""
        assert self.at is not None
        local = datetime.combine(day, self.at, ZoneInfo(self.zone))  # type: ignore[arg-type]
        return local.astimezone(UTC)


def put_due(
    schedules: Iterable[Schedule], now: datetime, new_id: Callable[[], str] = Own.new_id
) -> list[str]:
    """Put a job for each slot that has come since the last one; return their ids. Two callers never double a slot."""
    return [job_id for schedule in schedules for job_id in _put_entry(schedule, now, new_id)]


def _put_entry(schedule: Schedule, now: datetime, new_id: Callable[[], str]) -> list[str]:
    slot = schedule.slot_at(now)
    last = _last(schedule)
    if last is not None and last >= slot:
        return []
    with write_transaction():
        run(
            "INSERT INTO job_schedule (name, last_slot) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            [schedule.name, to_ms(slot)],
        )
        last = _last(schedule)
        if last is None or last >= slot:
            return []
        moved = run(
            "UPDATE job_schedule SET last_slot = ? WHERE name = ? AND last_slot = ?",
            [to_ms(slot), schedule.name, to_ms(last)],
        )
        if not moved:
            return []
        host = Own(lambda: now, new_id)
        return [
            put(schedule.job, key=f"{schedule.name}@{to_ms(each)}", slot=each, host=host)
            for each in _to_run(schedule, slot, last)
        ]


def _last(schedule: Schedule) -> datetime | None:
    found = row("SELECT last_slot FROM job_schedule WHERE name = ?", [schedule.name])
    return from_ms(found[0]) if found else None


def _to_run(schedule: Schedule, slot: datetime, last: datetime) -> list[datetime]:
    """The slots to run, oldest first."""
    found = [slot]
    while len(found) <= MOST_CAUGHT_UP and (before := schedule.slot_before(found[-1])) > last:
        found.append(before)
    if len(found) > 1:
        log.warning("schedule %s missed %s of its runs", schedule.name, len(found) - 1)
    return found[::-1][-MOST_CAUGHT_UP:] if schedule.each_missed else [slot]
