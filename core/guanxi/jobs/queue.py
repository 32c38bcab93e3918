"""The queue as the rest of the house uses it: put a job in the caller's transaction, stop it, run it again, look at it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from guanxi.data.columns import to_ms
from guanxi.data.database import row, run, write_transaction
from guanxi.jobs.declaration import Job, as_json


class ClockAndIds(Protocol):
    """What the queue takes of the host."""

    @property
    def clock(self) -> Callable[[], datetime]: ...
    @property
    def new_id(self) -> Callable[[], str]: ...


@dataclass(frozen=True)
class Own:
    """The clock and the ids of the machine, where no host hands in its own."""

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex


_INSERT = """
    INSERT INTO job (id, name, args, actor_id, plugin, run_at, state, attempts, deaths, key, slot, step, progress, stop_asked,
                     change_id, created_at)
    VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, 0, ?, ?, 0, 0, 0, ?, ?)
    ON CONFLICT (key) DO NOTHING
"""


def put(
    job: Job | str,
    args: Mapping[str, Any] | None = None,
    *,
    at: datetime | None = None,
    key: str | None = None,
    actor_id: int | None = None,
    plugin: str | None = None,
    slot: datetime | None = None,
    change_id: int | None = None,
    host: ClockAndIds | None = None,
) -> str:
    """Want a job, at once or `at` a moment (aware); its row is written in the caller's transaction or, without one, in its own.

    `args` are JSON values, ids rather than records. `key` is unique: wanting the same key again gives the job that is
    there. `actor_id` is whom it runs as (None: the host). `plugin` names a plugin, besides the job's own, that must be
    enabled. Returns the job's id. Nothing else is touched: no broker is asked.
    """
    host = host or Own()
    now, job_id = host.clock(), host.new_id()
    name = job if isinstance(job, str) else job.name
    params = (
        job_id,
        name,
        as_json(dict(args or {}), f"the arguments of job {name}"),
        actor_id,
        plugin,
        to_ms(at or now),
    )
    with write_transaction():
        if run(
            _INSERT,
            (*params, key, to_ms(slot) if slot else None, change_id, to_ms(now)),
        ):
            return job_id
        found = row("SELECT id FROM job WHERE key = ?", [key])
    assert found is not None
    return str(found[0])


def stop(job_id: str, *, host: ClockAndIds | None = None) -> bool:
    """End a job: at once where it has not begun, else after the step that is running; False where it has ended already."""
    now = to_ms((host or Own()).clock())
    with write_transaction():
        if run(
            "UPDATE job SET state = 'stopped', done_at = ?, lease_by = NULL, lease_until = NULL"
            " WHERE id = ? AND state IN ('waiting', 'parked', 'sent')",
            [now, job_id],
        ):
            return True
        return bool(
            run(
                "UPDATE job SET stop_asked = 1 WHERE id = ? AND state = 'running'",
                [job_id],
            )
        )


def retry(job_id: str, *, host: ClockAndIds | None = None) -> bool:
    """Run a failed or stopped job again from where it ended; False where it is neither."""
    now = to_ms((host or Own()).clock())
    with write_transaction():
        return bool(
            run(
                "UPDATE job SET state = 'waiting', attempts = 0, deaths = 0, stop_asked = 0, error = NULL, done_at = NULL,"
                " run_at = ? WHERE id = ? AND state IN ('failed', 'stopped')",
                [now, job_id],
            )
        )


def forget_ended(before: datetime, most: int = 5000) -> int:
    """Delete up to `most` jobs that were done or stopped before `before` (aware), failed ones a year later; how many."""
    done, failed = to_ms(before), to_ms(before) - 365 * 86_400_000
    old = "SELECT id FROM job WHERE (state IN ('done', 'stopped') AND done_at < ?) OR (state = 'failed' AND done_at < ?) LIMIT ?"
    with write_transaction():
        return run(f"DELETE FROM job WHERE id IN ({old})", [done, failed, most])


_STATE = "id, name, state, progress, total, attempts, error"


@dataclass(frozen=True)
class JobState:
    """How a job stands: `state` is a word of guanxi.jobs.tables, `progress` of `total` as the job has said."""

    id: str
    name: str
    state: str
    progress: int
    total: int | None
    attempts: int
    error: str | None


def state(job_id: str) -> JobState | None:
    """How a job stands, or None where there is none with this id."""
    found = row(f"SELECT {_STATE} FROM job WHERE id = ?", [job_id])
    return JobState(*found) if found else None


def newest(name: str) -> JobState | None:
    """How the job of this name stands that was wanted last; None where there is none, or it was forgotten."""
    found = row(f"SELECT {_STATE} FROM job WHERE name = ? ORDER BY created_at DESC LIMIT 1", [name])
    return JobState(*found) if found else None
