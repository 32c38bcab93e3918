"""Taking back what a run has written, change by change, the newest first; what somebody has built upon since stays."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from guanxi.data.messages import translator
from guanxi.jobs.declaration import Step, job
from guanxi.records import journal
from guanxi.records.reverting import revert

_ = translator("guanxi")
TAKE_BACK, STEP_LIMIT_S = "host.take_back", 900
TAKEN_BACK = _("Taken back")
"""The reason that the changes of a run that is taken back give."""


@job(TAKE_BACK, example={"batch": "run:none"}, step_limit_s=STEP_LIMIT_S)
def take_back(step: Step, batch: str) -> Generator[Any, Any, None]:
    """Take back what a run has written, the newest change first, one a step; what somebody has built upon since stays."""
    position = step.position or {"below": None, "left": 0}
    if step.position is None:
        step.progress(0, journal.lines_of_batch(batch))
        yield position
    reason = str(TAKEN_BACK)
    while changes := journal.changes_of_batch(batch, limit=1, below=position["below"]):
        found = revert(step.actor, changes[0], reason=reason)
        step.progress(step.done + found.count + len(found.kept))
        position = {"below": changes[0], "left": position["left"] + len(found.kept)}
        yield position


def batch_of(job_id: str) -> str:
    """What the changes of a run are called together."""
    return f"run:{job_id}"
