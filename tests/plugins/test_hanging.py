"""A plugin that hangs while it is put together is named and paused, in a web process, a worker and before the start."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from guanxi.cli import serve
from guanxi.composition import JobHouse, put_together
from guanxi.config import Config, load
from guanxi.data.database import close
from guanxi.live import Live
from guanxi.plugins import incidents, lifecycle
from guanxi.plugins.hanging import HUNG, Overseer
from guanxi.plugins.watchdog import Watchdog
from guanxi.preparing import prepare

NOW = datetime(2026, 3, 5, 10, tzinfo=UTC)
WAIT_S = 120
HANGING = """
import threading
from guanxi.api import hookimpl
release = threading.Event()

@hookimpl
def mount():
    release.wait(600)
    return []
"""


@pytest.fixture
def config(db: Any, tmp_path: Path) -> Config:
    return load({"GUANXI_DATA": str(tmp_path), "GUANXI_DATABASE": db.url}, folder=tmp_path)


@pytest.fixture
def release(db: Any, workshop: Any) -> Iterator[Callable[[], None]]:
    """Lets the mount of the plugin that hangs come back."""
    workshop.plugin("ta", HANGING)
    lifecycle.enable("ta", now=NOW)
    close()

    def come_back() -> None:
        if module := sys.modules.get("guanxi_ta.plugin"):
            module.release.set()

    yield come_back
    come_back()


class Process:
    """Runs `work` in a thread, as the main thread of a process does, and tells whether the process was given up."""

    def __init__(self, work: Callable[[Watchdog], object]) -> None:
        self.left = threading.Event()
        overseer = Overseer(limit=0.1, grace=0.1, leave=self.left.set)

        def run() -> None:
            work(overseer.watchdog)
            close()

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()


def _named_and_paused() -> None:
    state = lifecycle.states()["ta"]
    assert (state.state, state.reason) == (lifecycle.PAUSED, "it did not come back within 0.5 s")
    [noted] = incidents.newest(9)
    assert (noted.incident.plugin, noted.incident.stage, noted.incident.kind) == ("ta", "mount", "hung")
    assert "release.wait(600)" in noted.incident.traceback


@pytest.mark.parametrize(
    "work",
    [lambda config, dog: JobHouse(config, dog).load(), lambda config, dog: prepare(config, dog)],
    ids=["worker", "preparing"],
)
def test_a_process_without_pages_names_and_pauses_what_hangs_and_is_given_up(
    work: Callable[[Config, Watchdog], object], config: Config, release: Callable[[], None]
) -> None:
    process = Process(lambda watchdog: work(config, watchdog))
    assert process.left.wait(WAIT_S)
    _named_and_paused()
    release()
    process.thread.join(WAIT_S)
    assert JobHouse(config).load().plugins == {"host"}


def test_a_fresh_web_process_names_and_pauses_what_hangs_and_asks_to_be_replaced(
    config: Config, release: Callable[[], None]
) -> None:
    replaced = threading.Event()
    live = Live(
        lambda without, dog: put_together(config, without=without, watchdog=dog).plugins.names,  # type: ignore[arg-type,return-value]
        limit=0.1,
        poll=0.05,
        grace=0.1,
        replace=replaced.set,
    )
    starting = threading.Thread(target=live.start, daemon=True)
    starting.start()
    assert replaced.wait(WAIT_S)
    incidents.flush()
    _named_and_paused()
    release()
    starting.join(WAIT_S)
    live.stop()


def test_the_start_goes_on_without_what_hung_before_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = iter([HUNG, 0])

    class Done:
        def __init__(self, *command: Any, **options: Any) -> None:
            self.returncode = next(codes)

    monkeypatch.setattr("guanxi.cli.serve.subprocess.run", Done)
    assert serve._prepare() == 0
    assert "has been paused" in capsys.readouterr().err
