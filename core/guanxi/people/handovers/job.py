"""The jobs of a hand-over: everything that moves is listed first, then moved a hundred at a time, or taken back change by change.

A part, its journal and the run's position are one transaction, so that whatever is killed nothing moves twice. The rights of whoever
hands over are asked anew in each.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from guanxi.data.messages import translator
from guanxi.jobs.declaration import Step, job
from guanxi.people.handovers import moving, runs
from guanxi.people.handovers.plan import items
from guanxi.people.handovers.reach import in_hand_over
from guanxi.people.handovers.runs import Run
from guanxi.people.resources import users
from guanxi.people.tables import User
from guanxi.records import gate, journal
from guanxi.records.reverting import revert

_ = translator("guanxi")
STEP_LIMIT_S, AT_ONCE = 900, 100
LISTED = "listed"
_BY, _REVERTED = _("Hand-over by {name}"), _("Revert of the hand-over")
REASONS = (_BY, _REVERTED)
"""The sentences that its changes give as their reasons."""


@job(runs.JOB, example={"run": 0}, step_limit_s=STEP_LIMIT_S)
def hand_over(step: Step, run: int) -> Generator[Any, Any, None]:
    """List what moves, move it a hundred a step, and tell the new owners."""
    known = runs.opened(run)
    if known is None:
        return
    user, reason = known.user_id, str(_BY.format(name=_person(step, known).name))
    if step.position is None:
        step.progress(0, runs.keep_items(run, items(step.actor, user, known.plan)))
        yield LISTED
    while part := runs.waiting(run, AT_ONCE):
        found = moving.move(step.actor, user, [each.item for each in part], batch=known.batch, reason=reason)
        runs.settled(run, [(each, str(why) if why else None) for each, why in zip(part, found, strict=True)])
        step.progress(step.done + len(part))
        yield LISTED
    moving.announce(step.actor, user, run, dict(runs.given(run)), known.plan.note)
    runs.ended(run, runs.MOVED, step.now)


@job(runs.REVERT, example={"run": 0}, step_limit_s=STEP_LIMIT_S)
def revert_hand_over(step: Step, run: int) -> Generator[Any, Any, None]:
    """Take back what a run has moved, the newest change first, one a step; what somebody has given on since stays."""
    known = runs.opened(run)
    if known is None:
        return
    below = int(step.position) if step.position else None
    _person(step, known)
    reason = str(_REVERTED)
    step.progress(step.done, known.moved)
    while changes := journal.changes_of_batch(known.batch, limit=1, below=below):
        found = revert(in_hand_over(step.actor), changes[0], reason=reason)
        kept = [(each.kind, each.record_id, str(each.reason)) for each in found.kept]
        runs.taken_back(run, found.count, kept)
        below = changes[0]
        step.progress(step.done + found.count + len(kept))
        yield below
    moving.take_back(step.actor, known.user_id, run)
    runs.ended(run, runs.REVERTED, step.now)


JOBS = (hand_over, revert_hand_over)


def _person(step: Step, known: Run) -> User:
    """Who hands over; raises NotFound where the right to hand him over is gone."""
    found: User = gate.get(step.actor, users, known.user_id, "hand_over")
    return found
