"""Fixtures of the queue's tests: the probe's table, and worker processes that are ended by their pid."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from guanxi.data import database as bound

sys.path.insert(0, str(Path(__file__).parent))
import probe

LIMIT_S = 180


@pytest.fixture
def queue(db: Any) -> Iterator[Any]:
    """A fresh database with the probe's table."""
    for statement in probe.TABLES:
        bound.run(statement)
    bound.close()
    yield db
    bound.close()


@pytest.fixture
def start_worker(queue: Any) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts worker processes over the test's database."""
    started: list[subprocess.Popen[bytes]] = []

    def start(broker: str = "") -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            probe.__file__,
            queue.url,
            *([broker] if broker else []),
        ]
        started.append(subprocess.Popen(command))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Waits for something to become true."""

    def wait(condition: Callable[[], bool]) -> None:
        limit = time.monotonic() + LIMIT_S
        while not condition():
            assert time.monotonic() < limit, "it did not happen"
            bound.close()
            time.sleep(0.02)

    return wait
