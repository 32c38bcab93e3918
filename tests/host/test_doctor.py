"""The doctor names what is wrong, each in one line with how to mend it, and calls nothing wrong that is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guanxi.config import load
from guanxi.data import database as bound
from guanxi.data.columns import to_ms
from guanxi.doctor import examine
from guanxi.jobs.queue import put

MINUTE_MS = 60_000


@pytest.fixture
def now():
    """The doctor compares clocks, so it is asked with the real one."""
    return datetime.now(UTC)


@pytest.fixture
def config(db, tmp_path):
    return load({"GUANXI_DATABASE": db.url}, folder=tmp_path)


def wrong(config, now) -> dict[str, str]:
    found = [finding for finding in examine(config, now) if not finding.well]
    assert all(len(str(finding).splitlines()) == 1 and finding.mend for finding in found)
    return {finding.check: str(finding) for finding in found}


def alive(now) -> None:
    bound.run(
        "INSERT INTO job_worker (id, machine, pid, threads, broker, started_at, seen_at) VALUES ('w', 'm', 1, 4, 0, ?, ?)",
        [to_ms(now), to_ms(now)],
    )


def test_missing_worker_and_waiting_migrations_are_named(config, now):
    found = wrong(config, now)
    assert "guanxi serve" in found["worker"]
    assert found.keys() <= {"worker", "migrations"}


def test_worker_that_was_seen_is_no_finding(config, now):
    alive(now)
    assert "worker" not in wrong(config, now)


def test_late_and_failed_jobs_are_named(config, now):
    for _ in range(2):
        put("probe.once")
    bound.run("UPDATE job SET run_at = ?", [to_ms(now) - 10 * MINUTE_MS])
    assert "2 jobs wait since" in wrong(config, now)["jobs"]
    bound.run("UPDATE job SET state = 'failed', done_at = ?", [to_ms(now)])
    assert "2 failed in the last day, for example probe.once" in wrong(config, now)["jobs"]


def test_paused_plugin_and_incidents_are_named(config, now):
    bound.run(
        "INSERT INTO plugin (name, state, version, reason, changed_at) VALUES ('probe', 'paused', '1', 'hung', 1)"
    )
    assert "guanxi plugin resume probe" in wrong(config, now)["plugins"]


def test_broken_reference_is_named_on_sqlite(config, now):
    if not bound.is_sqlite():
        pytest.skip("PostgreSQL does not let one in")
    bound.run("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
    bound.run("CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id))")
    bound.run("PRAGMA foreign_keys = 0")
    bound.run("INSERT INTO child VALUES (1, 7)")
    assert "1 broken references child" in wrong(config, now)["references"]


def test_clock_that_is_wrong_is_named(config, now):
    from datetime import timedelta

    assert "from the clock of the" in wrong(config, now + timedelta(hours=1))["clock"]


def test_unencrypted_address_is_named(db, tmp_path, now):
    config = load({"GUANXI_DATABASE": db.url, "GUANXI_HOST": "0.0.0.0"}, folder=tmp_path)
    assert "HTTPS" in wrong(config, now)["configuration"]
