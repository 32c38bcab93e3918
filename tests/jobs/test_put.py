"""A job is a row of the caller's transaction, with plain arguments and at most once for a key."""

from __future__ import annotations

import sys
from datetime import timedelta
from subprocess import run as run_process

import pytest

from guanxi.data import database as bound
from guanxi.jobs.queue import forget_ended, put, retry, state, stop


def count() -> int:
    found = bound.row("SELECT count(*) FROM job")
    return int(found[0]) if found else 0


def test_job_is_there_only_if_the_transaction_is(queue, host):
    def fails_after_put() -> None:
        with bound.write_transaction():
            put("probe.once", host=host)
            raise KeyError

    with pytest.raises(KeyError):
        fails_after_put()
    assert count() == 0
    with bound.write_transaction():
        put("probe.once", host=host)
    assert count() == 1


def test_clock_and_ids_are_the_hosts(queue, host, clock):
    job_id = put("probe.once", at=clock() + timedelta(hours=1), host=host)
    assert job_id == f"{1:032x}"
    assert bound.row("SELECT created_at, run_at FROM job") == (1772704800000, 1772708400000)


def test_one_key_is_one_job(queue, host):
    first = put("probe.once", key="k", host=host)
    assert put("probe.once", key="k", host=host) == first
    assert put("probe.once", host=host) != first
    assert count() == 2


@pytest.mark.parametrize("args", [{"at": object()}, {"x": float("nan")}, {"x": "y" * 70_000}])
def test_arguments_are_small_plain_json(queue, host, args):
    with pytest.raises(ValueError, match=r"arguments of job probe\.once"):
        put("probe.once", args, host=host)
    assert count() == 0


def test_waiting_job_is_stopped_at_once_and_can_run_again(queue, host):
    job_id = put("probe.once", host=host)
    assert stop(job_id, host=host)
    assert not stop(job_id, host=host)
    assert state(job_id).state == "stopped"
    assert retry(job_id, host=host)
    assert not retry(job_id, host=host)
    assert state(job_id).state == "waiting"


def test_whoever_puts_jobs_does_not_load_celery():
    code = "import sys, guanxi.jobs.queue, guanxi.jobs.tables, guanxi.jobs.runtime; sys.exit('celery' in sys.modules)"
    assert run_process([sys.executable, "-c", code], check=False).returncode == 0


def test_ended_jobs_are_forgotten_after_a_while_and_waiting_ones_never(queue, host, clock):
    old, waiting = put("probe.once", host=host), put("probe.once", host=host)
    stop(old, host=host)
    clock.move(days=20)
    new = put("probe.once", host=host)
    stop(new, host=host)
    assert forget_ended(clock() - timedelta(days=14)) == 1
    assert [state(each) is None for each in (old, waiting, new)] == [True, False, False]
