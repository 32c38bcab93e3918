"""Does a job in the calling process, as whoever wanted it: for a command that waits, or a page that shows the result at once."""

from __future__ import annotations

from collections.abc import Iterable

from guanxi.jobs.declaration import Job
from guanxi.jobs.here import run_here
from guanxi.jobs.runtime import Runtime
from guanxi.people.actors import actor_by_id, system_actor
from guanxi.people.rights import RightsKeeper
from guanxi.records.actor import Actor
from guanxi.records.host import Host


def do_here(host: Host, jobs: Iterable[Job], job_id: str, seconds: float) -> str | None:
    """Do steps of one of `jobs` for about `seconds`; the workers have the rest. None where another has it or it is over."""
    keeper = RightsKeeper(host.permissions)

    def actor(user_id: int | None) -> Actor | None:
        return actor_by_id(user_id, host, keeper) if user_id else system_actor(host)

    runtime = Runtime(
        jobs={each.name: each for each in jobs}, actor=actor, clock=host.clock, new_id=host.new_id
    )
    return run_here(runtime, job_id, seconds=seconds)
