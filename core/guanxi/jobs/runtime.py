"""What a worker is handed by the app: the mounted jobs, who acts, clock and ids; made anew for each set of plugins."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from guanxi.jobs.declaration import Job
from guanxi.jobs.queue import Own
from guanxi.jobs.schedule import Schedule

log = logging.getLogger("guanxi.jobs")


def _log_failure(job: str, error: BaseException) -> None:
    log.error("job %s failed: %s", job, error)


@dataclass(frozen=True)
class Runtime:
    """Jobs and schedules of the enabled plugins, and what they run with.

    `actor(id)` makes the initiator as he is now (None: the host itself) and returns None where he may not act any more;
    it is asked before each step. `plugins` are the names of those enabled. `report` is told of each failed job.
    """

    jobs: Mapping[str, Job]
    actor: Callable[[int | None], Any]
    schedules: tuple[Schedule, ...] = ()
    plugins: frozenset[str] = frozenset()
    clock: Callable[[], datetime] = Own.clock
    new_id: Callable[[], str] = Own.new_id
    report: Callable[[str, BaseException], None] = field(default=_log_failure)


class House(Protocol):
    """Where a worker's runtime comes from: `generation()` is asked twice a second; when it moves, `load()` is called."""

    def load(self) -> Runtime: ...
    def generation(self) -> Hashable: ...


@dataclass(frozen=True)
class Timing:
    """All durations of the queue, in seconds."""

    poll: float = 0.1
    lease: float = 15
    heartbeat: float = 4
    sweep: float = 3
    generation: float = 0.5
    slice: float = 60
    first_pause: float = 5
    longest_pause: float = 3600
    grace: float = 25
    max_deaths: int = 10
