"""How work stands that is kept in a table of its own and done by a job: its state, unless its job ended otherwise."""

from __future__ import annotations

from collections.abc import Collection

from guanxi.jobs import queue
from guanxi.jobs.tables import DONE, FAILED, STOPPED


def standing(state: str, job_id: str | None, under_way: Collection[str]) -> tuple[str, str | None]:
    """The `state` of the work, or ``failed`` or ``stopped`` where it is one of `under_way` and its job has ended so; and the error.

    Where the job is done or forgotten although the work is not, it counts as stopped.
    """
    if state not in under_way or not job_id:
        return state, None
    job = queue.state(job_id)
    if job is None or job.state == DONE:
        return STOPPED, None
    return (job.state, job.error) if job.state in (FAILED, STOPPED) else (state, job.error)
