"""Each slot of a scheduled job runs once, whoever asks, also after a pause, on the days the clocks change, and with the clock set back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from threading import Thread

import here
import probe
import pytest

from guanxi.data import database as bound
from guanxi.jobs.schedule import Schedule, put_due

HOURLY = Schedule("probe.hourly", probe.once, every=timedelta(hours=1))


def slots() -> list[datetime]:
    found = bound.rows("SELECT slot FROM job ORDER BY slot")
    return [datetime.fromtimestamp(each[0] / 1000, UTC) for each in found]


def test_slot_is_put_once_however_many_ask(queue, clock):
    assert put_due([HOURLY], clock()) == []
    clock.move(hours=1)
    found = [put_due([HOURLY], clock()) for _ in range(3)]
    assert [len(each) for each in found] == [1, 0, 0]
    assert here.ring(found[0][0], clock=clock) == "done"
    assert slots() == [clock()]


def test_two_schedulers_at_the_same_moment_never_double(queue, clock):
    put_due([HOURLY], clock())
    found: list[str] = []

    def schedule(now: datetime) -> None:
        found.extend(put_due([HOURLY], now))
        bound.close()

    for _ in range(5):
        clock.move(hours=1)
        threads = [Thread(target=schedule, args=(clock(),)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == len(slots()) == len(set(slots())) == 5


@pytest.mark.parametrize(("each_missed", "expected"), [(False, 1), (True, 5)])
def test_missed_slots_are_caught_up(queue, clock, caplog, each_missed, expected):
    entry = Schedule("probe.hourly", probe.once, every=timedelta(hours=1), each_missed=each_missed)
    put_due([entry], clock())
    clock.move(hours=5)
    assert len(put_due([entry], clock())) == expected
    assert "missed 4 of its runs" in caplog.text


def test_clock_set_back_runs_nothing_twice(queue, clock):
    put_due([HOURLY], clock())
    clock.move(hours=2)
    assert len(put_due([HOURLY], clock())) == 1
    clock.move(hours=-1)
    assert put_due([HOURLY], clock()) == []
    clock.move(hours=2)
    assert len(put_due([HOURLY], clock())) == 1


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "UTC"]
)
def test_daily_job_runs_once_on_each_day_of_the_year(zone):
    daily = Schedule("probe.daily", probe.once, at=time(2, 30), zone=zone)
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    found = [daily.slot_at(start + timedelta(hours=hour)) for hour in range(24 * 365)]
    assert found == sorted(found)
    assert len(set(found)) in (365, 366)
    assert all(slot <= start + timedelta(hours=hour) for hour, slot in enumerate(found))


def test_badly_declared_schedule_says_what_is_wrong():
    assert list(HOURLY.problems("probe")) == []
    assert len(list(Schedule("x.y", probe.once).problems("probe"))) == 2
    [nowhere] = Schedule("probe.y", probe.once, at=time(3), zone="Mars/Base").problems("probe")
    assert "'Mars/Base'" in nowhere
