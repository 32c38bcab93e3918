"""A small house with jobs for tests, and a worker process of it: `python probe.py URL [BROKER]`."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Hashable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from guanxi.data import database as db
from guanxi.jobs.declaration import Failed, Retry, Step, job
from guanxi.jobs.runtime import Runtime, Timing

QUICK = Timing(
    poll=0.02,
    lease=1.5,
    heartbeat=0.3,
    sweep=0.3,
    generation=0.1,
    first_pause=0.2,
    max_deaths=50,
)
RUNNING: list[Any] = []
"""The worker of this process."""
TABLES = ("CREATE TABLE probe_effect (job TEXT NOT NULL, line INTEGER NOT NULL)",)


def effects(job_id: str | None = None) -> list[tuple[str, int]]:
    where, params = (" WHERE job = ?", [job_id]) if job_id else ("", [])
    return [
        (each[0], each[1])
        for each in db.rows(f"SELECT job, line FROM probe_effect{where} ORDER BY job, line", params)
    ]


def write(step: Step, line: int) -> None:
    db.run("INSERT INTO probe_effect (job, line) VALUES (?, ?)", [step.id, line])


@job("probe.once", example={})
def once(step: Step, pause: float = 0) -> None:
    write(step, 0)
    time.sleep(pause)


@job("probe.lines", example={"count": 3})
def lines(step: Step, count: int, pause: float = 0) -> Any:
    at = step.position or 0
    write(step, at)
    time.sleep(pause)
    step.progress(at + 1, count)
    return step.again(at + 1) if at + 1 < count else None


@job("probe.stream", example={"count": 3})
def stream(step: Step, count: int, pause: float = 0) -> Any:
    for line in range(step.position or 0, count):
        write(step, line)
        time.sleep(pause)
        step.progress(line + 1, count)
        if line + 1 < count:
            yield line + 1


@job("probe.gated")
def gated(step: Step, count: int, gate: str) -> Any:
    """Writes `count` lines; the second step ends when its worker was told to stop, or when there is a file `gate`."""
    at = step.position or 0
    write(step, at)
    while at == 1 and not Path(gate).exists() and not any(each.stopping.is_set() for each in RUNNING):
        time.sleep(0.02)
    return step.again(at + 1) if at + 1 < count else None


@job("probe.fails", max_attempts=3)
def fails(step: Step, final: bool = False) -> None:
    write(step, 0)
    if final:
        raise Failed("no use")
    raise ValueError("not today")


@job("probe.exits", max_attempts=2)
def exits(step: Step) -> None:
    raise SystemExit(3)


@job("probe.garbles", max_attempts=2)
def garbles(step: Step) -> None:
    raise ValueError("half \udc80, none \0")


@job("probe.mumbles")
def mumbles(step: Step) -> None:
    raise Retry("half \udc80, none \0")


@job("probe.later")
def later(step: Step) -> None:
    raise Retry("closed", after=timedelta(hours=1))


@job("probe.needs", needs="probe.thing.do")
def needs(step: Step) -> None:
    write(step, 0)


@job("probe.hangs", step_limit_s=0.5)
def hangs(step: Step) -> None:
    write(step, 0)
    time.sleep(60)


@job("probe.mails")
def mails(step: Step, folder: str) -> Any:
    def send(key: str) -> str:
        with Path(folder, key.replace(":", "-")).open("a") as out:
            out.write("sent\n")
        return "250 OK"

    if step.position is None:
        write(step, 0)
    answer = yield step.outside("sending", send, step.key("mail"))
    assert answer == "250 OK"
    write(step, 1)


@job("probe.outward")
def outward(step: Step) -> Any:
    write(step, 0)
    return step.outside(1, lambda: None)


JOBS = {
    each.name: each
    for each in (
        once,
        lines,
        stream,
        gated,
        fails,
        garbles,
        mumbles,
        exits,
        later,
        needs,
        hangs,
        mails,
        outward,
    )
}


def actor(actor_id: int | None) -> Any:
    """Actor 13 may not act any more, actor 7 holds no permission."""
    if actor_id == 13:
        return None
    return SimpleNamespace(id=actor_id, locale="en", may=lambda permission: actor_id != 7)


def runtime(**other: Any) -> Runtime:
    return Runtime(**{"jobs": JOBS, "actor": actor, "plugins": frozenset({"probe"})} | other)


class House:
    """Loads the probe's jobs; a row in `probe_effect` for job 'off' switches the plugin off."""

    def generation(self) -> Hashable:
        return len(effects("off"))

    def load(self) -> Runtime:
        return runtime(jobs={}, plugins=frozenset()) if effects("off") else runtime()


def main(url: str, broker: str = "") -> int:
    from guanxi.jobs.worker import Worker

    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    db.connect(url)
    RUNNING.append(Worker(House(), threads=4, broker=broker, timing=QUICK))
    return int(RUNNING[0].run())


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
