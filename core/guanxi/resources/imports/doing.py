"""Does the job of an import in the calling process: a command that waits, or a page whose file is small enough."""

from __future__ import annotations

from guanxi.jobs.here import run_here
from guanxi.jobs.runtime import Runtime
from guanxi.people.actors import actor_by_id, system_actor
from guanxi.people.rights import RightsKeeper
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.resources.imports.job import JOBS


def do_here(host: Host, job_id: str, seconds: float) -> str | None:
    """Do steps of a job for about `seconds`; the workers have the rest. None where another has it or it is over."""
    return run_here(_runtime(host), job_id, seconds=seconds)


def _runtime(host: Host) -> Runtime:
    keeper = RightsKeeper(host.permissions)

    def actor(user_id: int | None) -> Actor | None:
        return actor_by_id(user_id, host, keeper) if user_id else system_actor(host)

    return Runtime(jobs={each.name: each for each in JOBS}, actor=actor, clock=host.clock, new_id=host.new_id)
