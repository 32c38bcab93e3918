"""Hand-over runs: one row for each from the button to its revert, with what it moves one by one; constant SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guanxi.data.columns import from_ms, storable, to_ms
from guanxi.data.database import insert, row, rows, run, write_transaction
from guanxi.data.errors import NotFound, Refused
from guanxi.data.many import insert_many
from guanxi.data.messages import translator
from guanxi.jobs import queue
from guanxi.jobs.standing import standing
from guanxi.jobs.tables import FAILED, STOPPED
from guanxi.people.escalation import ADMINISTER
from guanxi.people.handovers.plan import Item, Plan, refuse_faults
from guanxi.people.handovers.resource import HAND_OVER
from guanxi.people.resources import users
from guanxi.records import gate
from guanxi.records.actor import Actor

_ = translator("guanxi")
MOVING, MOVED, REVERTING, REVERTED = "moving", "moved", "reverting", "reverted"
UNDER_WAY = (MOVING, REVERTING)
JOB, REVERT = "host.hand_over", "host.revert_hand_over"
DONE, STAYED, KEPT = "moved", "refused", "kept"
_NOT_NOW = _("This hand-over is under way, or was done with already.")
_COLUMNS = """id, user_id, actor_id, plan, state, job_id, batch, done, total, moved, refused, reverted, kept, error, created_at,
              begun_at, ended_at"""
_ITEMS = ("run_id", "number", "kind", "record_id", "is_share", "user_id")


@dataclass(frozen=True)
class Run:
    """A hand-over as kept, with `standing`: its state, or ``failed`` or ``stopped`` where its job has ended so."""

    id: int
    user_id: int
    actor_id: int
    plan: Plan
    state: str
    job_id: str | None
    batch: str
    done: int
    total: int
    moved: int
    refused: int
    reverted: int
    kept: int
    error: str | None
    created_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    standing: str

    @property
    def under_way(self) -> bool:
        """Tell whether its job is at work or about to be."""
        return self.standing in UNDER_WAY

    @property
    def can_go_on(self) -> bool:
        """Tell whether it was stopped or has failed, and may go on."""
        return self.standing in (FAILED, STOPPED)

    @property
    def can_revert(self) -> bool:
        """Tell whether something was moved that can be taken back."""
        return self.moved > 0 and not self.under_way and self.state != REVERTED


@dataclass(frozen=True, slots=True)
class Listed:
    """One item as a page shows it: what it was, who got it, what became of it and why."""

    number: int
    item: Item
    outcome: str | None = None
    reason: str | None = None


def start(actor: Actor, user: int, plan: Plan) -> int:
    """Hand over what `user` has as `plan` says: wants the job and returns the run's id.

    Raises NotFound for a user whom the actor may not hand over, Refused while another hand-over of the same user is under
    way, InvalidValues for a plan that cannot be followed.
    """
    person = gate.get(actor, users, user, "hand_over")
    refuse_faults(actor, person.id, plan)
    now, batch = to_ms(actor.host.clock()), f"handover:{actor.host.new_id()}"
    with write_transaction():
        _refuse_second(person.id)
        run_id = insert(
            "INSERT INTO handover_run (user_id, actor_id, plan, state, batch, created_at, begun_at, done, total, moved, refused, "
            "reverted, kept) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0)",
            (person.id, actor.id, json.dumps(plan.as_json()), MOVING, batch, now, now),
        )
        _want(actor, run_id, JOB)
    return run_id


def _refuse_second(user: int) -> None:
    """One hand-over of a person at a time; the user's own row is the lock."""
    run("UPDATE people_user SET version = version WHERE id = ?", (user,))
    begun = rows(
        f"SELECT {_COLUMNS} FROM handover_run WHERE user_id = ? AND state IN ('moving', 'reverting')", (user,)
    )
    if any(_run(each).under_way for each in begun):
        raise Refused(_("A hand-over of this user is under way. Wait until it has ended."))


def _want(actor: Actor, run_id: int, job: str) -> None:
    job_id = queue.put(job, {"run": run_id}, actor_id=actor.id or None, host=actor.host)
    run("UPDATE handover_run SET job_id = ? WHERE id = ?", (job_id, run_id))


def find(actor: Actor, run_id: int) -> Run:
    """A run that the actor made, or any for who administers users; else raises NotFound."""
    found = row(f"SELECT {_COLUMNS} FROM handover_run WHERE id = ?", (run_id,))
    if found is None or not _may_see(actor, found[2]):
        raise NotFound("hand-over", run_id)
    return _run(found)


# guard: handover-seen
def _may_see(actor: Actor, owner: int) -> bool:
    return actor.may(HAND_OVER) and (owner == actor.id or actor.may(ADMINISTER))


def of_user(actor: Actor, user: int, limit: int = 20) -> list[Run]:
    """The newest hand-overs of what a user had, those that the actor may look at."""
    found = rows(
        f"SELECT {_COLUMNS} FROM handover_run WHERE user_id = ? ORDER BY id DESC LIMIT ?", (user, limit)
    )
    return [_run(each) for each in found if _may_see(actor, each[2])]


def go_on(actor: Actor, known: Run) -> None:
    """Let a stopped or failed run go on from where it ended."""
    if not known.can_go_on or known.job_id is None or not queue.retry(known.job_id, host=actor.host):
        raise Refused(_NOT_NOW)


def stop(actor: Actor, known: Run) -> bool:
    """Stop a run after the part that is being moved; what has moved can be reverted."""
    return known.job_id is not None and queue.stop(known.job_id, host=actor.host)


def revert(actor: Actor, known: Run) -> None:
    """Take back what a run has moved: wants the job. Raises Refused where there is nothing to take back."""
    if known.state == REVERTING and known.can_go_on:
        go_on(actor, known)
        return
    if not known.can_revert:
        raise Refused(_NOT_NOW)
    with write_transaction():
        moved = run(
            "UPDATE handover_run SET state = ?, error = NULL, begun_at = ?, ended_at = NULL, done = 0 WHERE id = ? AND state = ?",
            (REVERTING, to_ms(actor.host.clock()), known.id, known.state),
        )
        if moved != 1:
            raise Refused(_NOT_NOW)
        _want(actor, known.id, REVERT)


def opened(run_id: int) -> Run | None:
    """A run as its job needs it; None where there is none."""
    found = row(f"SELECT {_COLUMNS} FROM handover_run WHERE id = ?", (run_id,))
    return _run(found) if found else None


def keep_items(run_id: int, found: Iterable[Item]) -> int:
    """Keep what will move, in order; how much it is."""
    packed = [
        (run_id, number, each.kind, each.record_id, each.is_share, each.to)
        for number, each in enumerate(found, 1)
    ]
    if packed:
        insert_many("handover_item", _ITEMS, packed)
    run("UPDATE handover_run SET total = ? WHERE id = ?", (len(packed), run_id))
    return len(packed)


def waiting(run_id: int, limit: int) -> list[Listed]:
    """The next items whose turn has not come."""
    return _listed("run_id = ? AND outcome IS NULL ORDER BY number LIMIT ?", (run_id, limit))


def settled(run_id: int, found: Sequence[tuple[Listed, str | None]]) -> None:
    """Note what became of a part, in the transaction that moved it: each item with the reason why it stayed, or None."""
    for listed, reason in found:
        run(
            "UPDATE handover_item SET outcome = ?, reason = ? WHERE run_id = ? AND number = ?",
            (STAYED if reason else DONE, storable(reason) if reason else None, run_id, listed.number),
        )
    stayed = sum(1 for _listed_, reason in found if reason)
    run(
        "UPDATE handover_run SET done = done + ?, moved = moved + ?, refused = refused + ? WHERE id = ?",
        (len(found), len(found) - stayed, stayed, run_id),
    )


def taken_back(run_id: int, count: int, kept: Sequence[tuple[str, int, str]]) -> None:
    """Note what a revert has taken back, and what has stayed with its new owner and why: kind, id, reason."""
    for kind, record_id, reason in kept:
        run(
            "UPDATE handover_item SET outcome = ?, reason = ? WHERE run_id = ? AND kind = ? AND record_id = ?",
            (KEPT, storable(reason), run_id, kind, record_id),
        )
    run("UPDATE handover_run SET done = done + ? WHERE id = ?", (count + len(kept), run_id))


def ended(run_id: int, state: str, now: datetime) -> None:
    """Note that the work under way is done, and how much of it was taken back."""
    run("UPDATE handover_run SET state = ?, ended_at = ? WHERE id = ?", (state, to_ms(now), run_id))
    if state == REVERTED:
        found = row("SELECT count(*) FROM handover_item WHERE run_id = ? AND outcome = ?", (run_id, KEPT))
        kept = found[0] if found else 0
        run("UPDATE handover_run SET kept = ?, reverted = moved - ? WHERE id = ?", (kept, kept, run_id))


def given(run_id: int) -> Mapping[int, int]:
    """How many records and shares each new owner got."""
    return dict(
        rows(
            "SELECT user_id, count(*) FROM handover_item WHERE run_id = ? AND outcome = ? AND user_id IS NOT NULL "
            "GROUP BY user_id ORDER BY user_id",
            (run_id, DONE),
        )
    )


def got(run_id: int, user: int, limit: int) -> list[Listed]:
    """What one new owner got, in order."""
    sql = "run_id = ? AND user_id = ? AND outcome IN ('moved', 'kept') ORDER BY number LIMIT ?"
    return _listed(sql, (run_id, user, limit))


def stayed(run_id: int, limit: int) -> list[Listed]:
    """What was not moved, or not taken back, with the reasons."""
    return _listed("run_id = ? AND outcome IN ('refused', 'kept') ORDER BY number LIMIT ?", (run_id, limit))


def tidy() -> None:
    """Write into runs how their jobs ended, before the jobs are forgotten."""
    run(
        "UPDATE handover_run SET error = COALESCE((SELECT j.error FROM job j WHERE j.id = handover_run.job_id), '') "
        "WHERE state IN ('moving', 'reverting') AND error IS NULL "
        "AND job_id IN (SELECT id FROM job WHERE state IN ('failed', 'stopped'))"
    )


def _listed(where: str, params: tuple[Any, ...]) -> list[Listed]:
    sql = (
        f"SELECT number, kind, record_id, is_share, user_id, outcome, reason FROM handover_item WHERE {where}"
    )
    return [
        Listed(number, Item(kind, record_id, bool(is_share), to), outcome, reason)
        for number, kind, record_id, is_share, to, outcome, reason in rows(sql, params)
    ]


def _run(found: tuple[Any, ...]) -> Run:
    at = dict(zip((name.strip() for name in _COLUMNS.split(",")), found, strict=True))
    now, error = standing(at["state"], at["job_id"], UNDER_WAY)
    plain = {name: at[name] for name in ("id", "user_id", "actor_id", "state", "job_id", "batch")}
    counts = {name: at[name] for name in ("done", "total", "moved", "refused", "reverted", "kept")}
    return Run(
        **plain,
        **counts,
        begun_at=from_ms(at["begun_at"]) if at["begun_at"] else None,
        ended_at=from_ms(at["ended_at"]) if at["ended_at"] else None,
        plan=Plan.from_json(json.loads(at["plan"])),
        error=error or at["error"],
        created_at=from_ms(at["created_at"]),
        standing=now,
    )
