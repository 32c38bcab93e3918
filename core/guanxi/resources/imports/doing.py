"""Does the job of an import in the calling process: a command that waits, or a page whose file is small enough."""

from __future__ import annotations

from guanxi.people import doing
from guanxi.records.host import Host
from guanxi.resources.imports.job import JOBS


def do_here(host: Host, job_id: str, seconds: float) -> str | None:
    """Do steps of a job for about `seconds`; the workers have the rest. None where another has it or it is over."""
    return doing.do_here(host, JOBS, job_id, seconds)
