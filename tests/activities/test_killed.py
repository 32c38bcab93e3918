"""Real worker processes that are killed while reminders fire: each fires once, and none is lost."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from guanxi.data import database as bound

KILLS, REMINDERS, LIMIT_S = 4, 40, 180
WORKER = Path(__file__).parents[1] / "jobs" / "quick_worker.py"


@pytest.fixture
def start_worker(db: Any, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts worker processes over the test's database, which are ended by their pid."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        bound.close()
        started.append(subprocess.Popen([sys.executable, str(WORKER), db.url, str(tmp_path)]))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
    bound.close()


def until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < limit, "it did not happen"
        bound.close()
        time.sleep(0.02)


def fired() -> int:
    return int(bound.row("SELECT count(*) FROM notification")[0])  # type: ignore[index]


def ended() -> bool:
    waiting = "SELECT count(*) FROM job WHERE name = 'work.remind' AND state <> 'done'"
    return bound.row(waiting) == (0,)


def test_each_reminder_fires_once_whatever_is_killed(actor_of: Any, plan: Any, start_worker: Any) -> None:
    chance, seller = random.Random(7), actor_of("seller.shanghai")
    keys = [plan(seller, f"number {at}", due_time="14:30", remind="0") for at in range(REMINDERS)]
    for _kill in range(KILLS):
        before = fired()
        worker = start_worker()
        until(lambda before=before: fired() > before or ended())  # type: ignore[misc]
        time.sleep(chance.random() / 10)
        worker.kill()
        worker.wait()
    start_worker()
    until(ended)
    told = sorted(key for (key,) in bound.rows("SELECT about_id FROM notification"))
    assert told == sorted(keys)
