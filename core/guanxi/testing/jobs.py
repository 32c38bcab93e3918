"""Running jobs in the test's own process, by the lease and the execution of a worker, on the clock of the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from guanxi.data.columns import to_ms
from guanxi.data.database import row

if TYPE_CHECKING:
    from guanxi.composition import House
    from guanxi.jobs.runtime import Runtime

AT_ONCE, LEASE, LONG_S = 100, timedelta(seconds=15), 600.0


@pytest.fixture(scope="session", autouse=True)
def imports_at_once() -> Iterator[None]:
    """Pages do the whole of an import before they answer, however busy the machine is; the worker's part has tests of its own."""
    from guanxi.web import import_run_pages

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_run_pages, "AT_ONCE_S", LONG_S)
        yield


@pytest.fixture
def run_jobs(house: House) -> Callable[..., list[str]]:
    """Run what schedules and changes want done by now, and what that wants again; return the names of the jobs that ended.

    A job that fails fails the test, with its traceback. Move `clock` first for jobs that are to run later. `at` is another
    house than that of the fixture.
    """
    from guanxi.jobs.schedule import put_due

    def run(at: House = house) -> list[str]:
        runtime = at.runtime()
        put_due(runtime.schedules, runtime.clock(), runtime.new_id)
        ended = list[str]()
        while found := _turn(runtime):
            ended += found
        return ended

    return run


def _turn(runtime: Runtime) -> list[str]:
    from guanxi.jobs import lease

    now = runtime.clock()
    due = lease.claim(runtime.jobs, runtime.plugins, "test", to_ms(now), to_ms(now + LEASE), AT_ONCE)
    return [_run(job_id, runtime) for job_id in due]


def _run(job_id: str, runtime: Runtime) -> str:
    from guanxi.jobs import lease
    from guanxi.jobs.execution import Execution, Turnstile
    from guanxi.jobs.runtime import Timing

    now = runtime.clock()
    taken = lease.take(job_id, "test", to_ms(now), to_ms(now + LEASE))
    assert taken is not None, f"job {job_id} is not there any more"
    execution = Execution(taken, "test", lambda: runtime, Timing(), threading.Event(), Turnstile())
    if execution.run() in ("failed", "retry"):
        found = row("SELECT error FROM job WHERE id = ?", [job_id])
        pytest.fail(f"job {taken.name} failed:\n{found and found[0]}", pytrace=False)
    return taken.name
