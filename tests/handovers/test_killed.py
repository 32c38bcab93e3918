"""A hand-over whose process is killed goes on where it was: nothing moves twice, nothing is left, each is told once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from leaving import ActorOf, fill, owners, taken_back

from guanxi.composition import House
from guanxi.data.columns import to_ms
from guanxi.data.database import row, rows, run
from guanxi.jobs import lease
from guanxi.jobs.execution import Execution
from guanxi.jobs.here import run_here
from guanxi.people.handovers import runs
from guanxi.people.handovers.plan import Plan
from guanxi.records.host import now
from guanxi.testing.databases import Database

RECORDS = 800
ALONE = """
import sys
from guanxi.composition import compose
from guanxi.config import load
from guanxi.data.database import connect
from guanxi.jobs.here import run_here
config = load()
connect(config.database)
run_here(compose(config).runtime(), sys.argv[1], seconds=600)
"""


def killed_when(db: Database, folder: Path, run_id: int, at_least: int) -> None:
    """Do the job in a process of its own and kill that when so much is done."""
    env = os.environ | {"GUANXI_DATA": str(folder), "GUANXI_DATABASE": db.url}
    job = row("SELECT job_id FROM handover_run WHERE id = ?", (run_id,))
    assert job
    run("UPDATE job SET run_at = 0 WHERE id = ?", job)
    process = subprocess.Popen([sys.executable, "-c", ALONE, job[0]], env=env)
    try:
        while process.poll() is None:
            done = row("SELECT done FROM handover_run WHERE id = ?", (run_id,))
            if done and done[0] >= at_least:
                break
            time.sleep(0.01)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()


def test_a_killed_hand_over_goes_on_and_moves_each_record_once(
    db: Database, house: House, actor_of: ActorOf, tmp_path: Path
) -> None:
    admin, seller, heir = (actor_of(name) for name in ("admin", "seller.shanghai", "seller.hangzhou"))
    fill(actor_of, firms=RECORDS)
    run_id = runs.start(admin, seller.id, Plan((heir.id,)))
    killed_when(db, tmp_path, run_id, 100)
    known = runs.find(admin, run_id)
    assert known.done > 0  # on a machine that starves this process the hand-over may be over by now
    late = now() + timedelta(minutes=5)
    lease.sweep(to_ms(late), 15_000, 10)
    late += timedelta(minutes=5)
    assert known.job_id
    run_here(replace(house.runtime(), clock=lambda: late), known.job_id, seconds=600)
    known = runs.find(admin, run_id)
    assert (known.standing, known.done, known.moved, known.refused) == (runs.MOVED, RECORDS, RECORDS, 0)
    assert owners("contacts_company") == {heir.id: RECORDS}
    sql = 'SELECT count(*) FROM change_line l JOIN "change" c ON c.id = l.change_id WHERE c.batch = ?'
    assert row(sql, (known.batch,)) == (RECORDS,)
    assert rows("SELECT records FROM people_handover") == [(RECORDS,)]
    assert row("SELECT count(*) FROM notification") == (1,)


def test_a_stopped_hand_over_goes_on_or_is_taken_back(
    house: House, actor_of: ActorOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, seller, heir = (actor_of(name) for name in ("admin", "seller.shanghai", "seller.hangzhou"))
    fill(actor_of, firms=150)
    run_id, inner = runs.start(admin, seller.id, Plan((heir.id,))), Execution._in_turn

    def step(self, kind, runtime):  # type: ignore[no-untyped-def]
        known = runs.find(admin, run_id)
        if known.done >= 100:
            runs.stop(admin, known)
        return inner(self, kind, runtime)

    monkeypatch.setattr(Execution, "_in_turn", step)
    known = runs.find(admin, run_id)
    assert known.job_id
    run_here(house.runtime(), known.job_id, seconds=600)
    known = runs.find(admin, run_id)
    assert (known.standing, known.done) == ("stopped", 100)
    monkeypatch.undo()
    known = taken_back(house, admin, known)
    assert (known.standing, known.reverted) == (runs.REVERTED, 100)
    assert owners("contacts_company") == {seller.id: 150}
