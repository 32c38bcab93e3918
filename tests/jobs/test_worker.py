"""Real worker processes, embedded and over a real broker, killed and stopped: each effect is there exactly once.

Six are killed in each of the four ways; ``LONG=1``: fifty.
"""

from __future__ import annotations

import os
import random
import signal
import time

import probe
import pytest

from guanxi.data import database as bound
from guanxi.jobs.queue import put, state

KILLS, LIMIT_S = 50 if os.environ.get("LONG") else 6, 180
COUNTED = "kills of job workers"


@pytest.fixture(params=["embedded", "broker"])
def address(request):
    """The address of the broker, empty for embedded."""
    return request.getfixturevalue("broker").url if request.param == "broker" else ""


def all_ended() -> bool:
    return bound.row("SELECT count(*) FROM job WHERE state NOT IN ('done', 'failed', 'stopped')") == (0,)


def put_many() -> list[tuple[str, int]]:
    """Jobs of one and of many steps; what their effects must be in the end."""
    expected = []
    with bound.write_transaction():
        for number in range(45):
            name = ("probe.once", "probe.lines", "probe.stream")[number % 3]
            args = {"pause": 0.02} | ({} if name == "probe.once" else {"count": 5})
            job_id = put(name, args)
            expected += [(job_id, line) for line in range(args.get("count", 1))]
    return sorted(expected)


def test_worker_runs_what_was_put_while_there_was_none(start_worker, until, address):
    expected = put_many()
    start_worker(address)
    until(all_ended)
    assert probe.effects() == expected


def test_each_effect_is_there_once_whatever_is_killed(start_worker, until, address, tries):
    chance = random.Random(7)
    expected = put_many()
    for _ in range(KILLS):
        before = len(probe.effects())
        worker = start_worker(address)
        until(lambda before=before: len(probe.effects()) > before or all_ended())
        time.sleep(chance.random() / 10)
        worker.kill()
        worker.wait()
        tries.add(COUNTED)
    start_worker(address)
    start_worker(address)
    until(all_ended)
    assert probe.effects() == expected


def test_stopped_worker_ends_after_its_step_and_another_goes_on(start_worker, until, address, tmp_path):
    gate = tmp_path / "gate"
    job_id = put("probe.gated", {"count": 5, "gate": str(gate)})
    worker = start_worker(address)
    until(lambda: len(probe.effects()) == 1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(LIMIT_S) == 0
    assert state(job_id).state == "waiting"
    assert len(probe.effects()) in (1, 2)  # told between two steps, or within the second
    assert bound.rows("SELECT id FROM job_worker") == []
    gate.touch()
    start_worker(address)
    until(all_ended)
    assert probe.effects() == [(job_id, line) for line in range(5)]


def test_worker_whose_step_hangs_ends_and_others_go_on(start_worker, until, address):
    hangs, fine = put("probe.hangs"), put("probe.lines", {"count": 3})
    worker = start_worker(address)
    assert worker.wait(LIMIT_S) == 70
    bound.run("UPDATE job SET state = 'stopped' WHERE id = ?", [hangs])
    bound.close()
    start_worker(address)
    until(all_ended)
    assert probe.effects() == [(fine, line) for line in range(3)]


def test_worker_follows_the_plugins(start_worker, until, address):
    start_worker(address)
    until(lambda: bound.row("SELECT 1 FROM job_worker") is not None)
    bound.run("INSERT INTO probe_effect (job, line) VALUES ('off', 0)")
    parked = []

    def is_parked() -> bool:
        """Put a job; what the worker takes before it has followed is no matter."""
        job_id = put("probe.once")
        until(lambda: state(job_id).state in ("parked", "done"))
        parked[:] = [job_id]
        return state(job_id).state == "parked"

    until(is_parked)
    bound.run("DELETE FROM probe_effect WHERE job = 'off'")
    until(lambda: state(parked[0]).state == "done")


def test_nothing_is_lost_while_the_broker_is_away(start_worker, until, broker):
    if not broker.own:
        pytest.skip("the broker is not ours to kill")
    start_worker(broker.url)
    until(lambda: bound.row("SELECT 1 FROM job_worker") is not None)
    broker.kill()
    expected = put_many()
    time.sleep(1)
    assert not all_ended()
    broker.start()
    until(all_ended)
    assert probe.effects() == expected


OTHERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def test_worker_goes_on_when_its_database_connections_are_cut(start_worker, until):
    if bound.is_sqlite():
        pytest.skip("there are no connections to cut")
    expected = put_many()
    ours = {pid for (pid,) in bound.rows(OTHERS)}
    worker = start_worker()
    for _ in range(8):
        before = len(probe.effects())
        until(lambda before=before: len(probe.effects()) > before or all_ended())
        for (pid,) in bound.rows(OTHERS):
            if pid not in ours:
                bound.row("SELECT pg_terminate_backend(?)", [pid])
    until(all_ended)
    assert probe.effects() == expected
    assert worker.poll() is None
