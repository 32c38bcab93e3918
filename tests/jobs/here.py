"""Running jobs in the test's own process: the same lease and execution as in a worker, with a clock that stands still."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import probe

from guanxi.data.columns import to_ms
from guanxi.jobs import lease
from guanxi.jobs.execution import Execution, Turnstile
from guanxi.jobs.runtime import Runtime


def ring(job_id: str, token: str = "w:1", runtime: Runtime | None = None, clock: Any = None) -> str | None:
    """What one bell for a job does; None where there was nothing to do."""
    clock = clock or (runtime or probe.runtime()).clock
    runtime = runtime or probe.runtime(clock=clock)
    now, until = to_ms(clock()), to_ms(clock() + timedelta(seconds=probe.QUICK.lease))
    taken = lease.take(job_id, token, now, until)
    if taken is None:
        return None
    return Execution(taken, token, lambda: runtime, probe.QUICK, threading.Event(), Turnstile()).run()


def sweep(clock: Any, max_deaths: int = 50) -> list[str]:
    return lease.sweep(to_ms(clock()), int(probe.QUICK.lease * 1000), max_deaths)
