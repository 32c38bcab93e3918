"""Who holds which job until when: constant SQL for claiming, keeping, finishing a step, failing, and finding what died."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from guanxi.data.columns import storable
from guanxi.data.database import (
    as_set,
    in_set,
    is_sqlite,
    row,
    rows,
    run,
    write_transaction,
)


class LeaseLost(Exception):
    """Somebody else holds this job now; whatever this executor did in its transaction is undone."""


@dataclass(frozen=True)
class Taken:
    """A job as its executor found it."""

    id: str
    name: str
    args: dict[str, Any]
    actor_id: int | None
    plugin: str | None
    position: Any
    step: int
    attempts: int
    slot: int | None
    done: int
    total: int | None


def _skip_locked() -> str:
    return "" if is_sqlite() else " FOR UPDATE SKIP LOCKED"


def claim(
    names: Iterable[str],
    plugins: Iterable[str],
    by: str,
    now: int,
    until: int,
    limit: int,
) -> list[str]:
    """Mark up to `limit` due jobs as sent by the dispatcher `by`; each is given to one dispatcher only.

    Looks first without a transaction, so that an idle worker never writes. Moments are milliseconds.
    """
    due = (
        f"SELECT id FROM job WHERE state = 'waiting' AND run_at <= ? AND {in_set('name')}"
        f" AND (plugin IS NULL OR {in_set('plugin')}) ORDER BY run_at, id LIMIT ?"
    )
    known = [as_set(names), as_set(plugins)]
    free = limit - _sent(by)
    if free <= 0 or row(due, [now, *known, 1]) is None:
        return []
    with write_transaction():
        ids = [each[0] for each in rows(due + _skip_locked(), [now, *known, free])]
        if ids:
            run(
                f"UPDATE job SET state = 'sent', lease_by = ?, lease_until = ? WHERE state = 'waiting' AND {in_set('id')}",
                [by, until, as_set(ids)],
            )
    return ids


def _sent(by: str) -> int:
    """How many bells of this dispatcher nobody has answered yet."""
    found = row("SELECT count(*) FROM job WHERE state = 'sent' AND lease_by = ?", [by])
    return int(found[0]) if found else 0


_TAKE = """
    UPDATE job SET state = 'running', lease_by = ?, lease_until = ?, heartbeat_at = ?, started_at = COALESCE(started_at, ?)
    WHERE id = ? AND (state = 'sent' OR (state = 'waiting' AND run_at <= ?))
    RETURNING id, name, args, actor_id, plugin, position, step, attempts, slot, progress, total
"""


def take(job_id: str, token: str, now: int, until: int) -> Taken | None:
    """Begin a job that was rung for; None where somebody else has it or it is over, so that a second bell does nothing."""
    with write_transaction():
        found = row(_TAKE, [token, until, now, now, job_id, now])
    if found is None:
        return None
    id_, name, args, actor_id, plugin, position, *rest = found
    return Taken(
        id_,
        name,
        json.loads(args),
        actor_id,
        plugin,
        None if position is None else json.loads(position),
        *rest,
    )


def check(job_id: str, token: str) -> bool:
    """Begin a step: raises LeaseLost where the job is not ours any more; True where somebody asked to stop it."""
    found = row(
        "SELECT stop_asked FROM job WHERE id = ? AND lease_by = ? AND state = 'running'",
        [job_id, token],
    )
    if found is None:
        raise LeaseLost(job_id)
    return bool(found[0])


_HELD = "WHERE id = ? AND lease_by = ? AND state = 'running'"
_NEXT = f"""
    UPDATE job SET position = ?, step = step + 1, attempts = attempts * ?, deaths = deaths * ?, error = NULL,
                   progress = ?, total = ?, heartbeat_at = ?, lease_until = ? {_HELD}
"""
_PAUSE = f"""
    UPDATE job SET position = ?, step = step + 1, attempts = 0, deaths = 0, error = NULL, progress = ?, total = ?,
                   state = 'waiting', run_at = ?, lease_by = NULL, lease_until = NULL {_HELD}
"""
_DONE = f"""
    UPDATE job SET state = 'done', step = step + 1, progress = ?, total = ?, error = NULL, done_at = ?,
                   lease_by = NULL, lease_until = NULL {_HELD}
"""
_END = f"UPDATE job SET state = ?, error = ?, done_at = ?, lease_by = NULL, lease_until = NULL {_HELD}"
_AGAIN = f"""
    UPDATE job SET state = 'waiting', run_at = ?, attempts = ?, error = ?, lease_by = NULL, lease_until = NULL {_HELD}
"""
_RELEASE = f"UPDATE job SET state = 'waiting', lease_by = NULL, lease_until = NULL {_HELD}"


def finish_step(
    job_id: str,
    token: str,
    position: str,
    done: int,
    total: int | None,
    now: int,
    until: int,
    *,
    forget: bool,
) -> None:
    """Write the step's position in its transaction; raises LeaseLost where the job is not ours any more.

    `forget` the failures before it: the job has got on.
    """
    kept = 0 if forget else 1
    _ours(
        job_id,
        run(_NEXT, [position, kept, kept, done, total, now, until, job_id, token]),
    )


def finish_step_and_pause(
    job_id: str, token: str, position: str, done: int, total: int | None, run_at: int
) -> None:
    """The same, and give the job back until `run_at`."""
    _ours(job_id, run(_PAUSE, [position, done, total, run_at, job_id, token]))


def finish(job_id: str, token: str, done: int, total: int | None, now: int) -> None:
    """Write in the last step's transaction that the job is done; raises LeaseLost where it is not ours any more."""
    _ours(job_id, run(_DONE, [done, total, now, job_id, token]))


def end(job_id: str, token: str, state: str, error: str | None, now: int) -> None:
    """End a job as failed or stopped."""
    with write_transaction():
        _ours(job_id, run(_END, [state, error and storable(error), now, job_id, token]))


def try_later(job_id: str, token: str, run_at: int, attempts: int, error: str) -> None:
    """Give a job back whose step did not work."""
    with write_transaction():
        _ours(job_id, run(_AGAIN, [run_at, attempts, storable(error), job_id, token]))


def unclaim(ids: Iterable[str], by: str) -> None:
    """Give back what could not be rung for."""
    with write_transaction():
        run(
            "UPDATE job SET state = 'waiting', lease_by = NULL, lease_until = NULL"
            f" WHERE {in_set('id')} AND lease_by = ? AND state = 'sent'",
            [as_set(ids), by],
        )


def give_back(job_id: str) -> None:
    """Let another executor have a job that was rung for."""
    with write_transaction():
        run(
            "UPDATE job SET state = 'waiting', lease_by = NULL, lease_until = NULL WHERE id = ? AND state = 'sent'",
            [job_id],
        )


def release(job_id: str, token: str) -> None:
    """Give a job back between two steps, to go on at once elsewhere; nothing where it is not ours any more."""
    with write_transaction():
        run(_RELEASE, [job_id, token])


# guard: lease
def _ours(job_id: str, touched: int) -> None:
    if touched != 1:
        raise LeaseLost(job_id)


def extend(tokens: Iterable[str], rung: Iterable[str], now: int, until: int) -> None:
    """Keep the jobs of these executors, and those that were rung for and wait in this process.

    One whose row is locked by its own step needs no heartbeat now.
    """
    held = (
        "SELECT id FROM job WHERE state IN ('running', 'sent')"
        f" AND (({in_set('lease_by')} AND state = 'running') OR ({in_set('id')} AND state = 'sent'))"
        + _skip_locked()
    )
    with write_transaction():
        run(
            f"UPDATE job SET lease_until = ?, heartbeat_at = ? WHERE id IN ({held})",
            [until, now, as_set(tokens), as_set(rung)],
        )


def sweep(now: int, lease: int, max_deaths: int) -> list[str]:
    """Take back what died holding a job; return the ids of jobs that are given up because they end every worker.

    A lease that reaches further than any can (the clock was set back) is cut.
    """
    lapsed = "SELECT id FROM job WHERE state IN ('sent', 'running') AND (lease_until < ? OR lease_until > ?)"
    bounds = [now, now + 4 * lease]
    if row(lapsed + " LIMIT 1", bounds) is None:
        return []
    with write_transaction():
        found = as_set(each[0] for each in rows(lapsed + _skip_locked(), bounds))
        run(
            f"UPDATE job SET lease_until = ? WHERE {in_set('id')} AND lease_until > ?",
            [now + lease, found, now],
        )
        run(
            "UPDATE job SET state = 'waiting', lease_by = NULL, lease_until = NULL"
            f" WHERE {in_set('id')} AND state = 'sent' AND lease_until < ?",
            [found, now],
        )
        return _take_back(found, now, max_deaths)


def _take_back(found: Any, now: int, max_deaths: int) -> list[str]:
    """Let the running among them wait a little longer after each death; end those that died too often."""
    run(
        f"UPDATE job SET deaths = deaths + 1, run_at = ? + 1000 * deaths WHERE {in_set('id')} AND state = 'running'"
        " AND lease_until < ?",
        [now, found, now],
    )
    given_up = rows(
        "UPDATE job SET state = 'failed', done_at = ?, lease_by = NULL, lease_until = NULL, error = ?"
        f" WHERE {in_set('id')} AND state = 'running' AND lease_until < ? AND deaths >= ? RETURNING id",
        [
            now,
            f"Its worker ended {max_deaths} times during the same step.",
            found,
            now,
            max_deaths,
        ],
    )
    run(
        "UPDATE job SET state = 'waiting', lease_by = NULL, lease_until = NULL"
        f" WHERE {in_set('id')} AND state = 'running' AND lease_until < ?",
        [found, now],
    )
    return [each[0] for each in given_up]


def park(names: Iterable[str], plugins: Iterable[str]) -> None:
    """Set aside the waiting jobs whose plugin is off, so that they are in nobody's way, and bring back those whose is on."""
    known = [as_set(names), as_set(plugins)]
    runnable = f"({in_set('name')} AND (plugin IS NULL OR {in_set('plugin')}))"
    for source, target, which in (
        ("waiting", "parked", f"NOT {runnable}"),
        ("parked", "waiting", runnable),
    ):
        if row(f"SELECT 1 FROM job WHERE state = '{source}' AND {which} LIMIT 1", known) is None:
            continue
        with write_transaction():
            run(
                f"UPDATE job SET state = '{target}' WHERE state = '{source}' AND {which}",
                known,
            )
