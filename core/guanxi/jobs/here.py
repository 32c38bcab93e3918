"""Runs one job in the calling process as a worker would: under its lease, step by step, for as long as somebody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from guanxi.data.columns import to_ms
from guanxi.data.database import close
from guanxi.jobs import lease
from guanxi.jobs.execution import Execution, Turnstile
from guanxi.jobs.runtime import Runtime, Timing

TURNSTILE = Turnstile()


def run_here(
    runtime: Runtime, job_id: str, *, seconds: float, stopping: threading.Event | None = None
) -> str | None:
    """Take a job and run its steps for about `seconds`, then leave it to the workers; None where another has it or it is over.

    The answer is the execution's own word (done, failed, stopped, released …). A heartbeat keeps the lease meanwhile.
    """
    timing = replace(Timing(), slice=seconds)
    token = f"here-{runtime.new_id()[:16]}:1"
    now = runtime.clock()
    taken = lease.take(job_id, token, to_ms(now), to_ms(now + timedelta(seconds=timing.lease)))
    if taken is None:
        return None
    stop = stopping or threading.Event()
    over = threading.Event()
    beat = threading.Thread(target=_keep, args=(token, runtime.clock, timing, over), daemon=True)
    beat.start()
    try:
        return Execution(taken, token, lambda: runtime, timing, stop, TURNSTILE).run()
    finally:
        over.set()
        beat.join()


def take_back_dead(clock: Callable[[], datetime]) -> None:
    """Let those jobs wait again whose process died, as each worker does now and then: where none runs, nobody else would."""
    timing = Timing()
    lease.sweep(to_ms(clock()), int(timing.lease * 1000), timing.max_deaths)


def _keep(token: str, clock: Callable[[], datetime], timing: Timing, over: threading.Event) -> None:
    """Extend the lease until it is over, by a connection of its own."""
    while not over.wait(timing.heartbeat):
        now = clock()
        lease.extend([token], [], to_ms(now), to_ms(now + timedelta(seconds=timing.lease)))
        close()
