"""Incidents are written by a thread of their own, the same one counted; nothing that a transaction does loses them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import PeeweeException

import guanxi
from guanxi.data import database
from guanxi.plugins import incidents
from guanxi.plugins.guard import PluginFailed, call
from guanxi.plugins.incidents import Incident, Recorder

NOW = datetime(2026, 3, 5, 10, tzinfo=UTC)


def rows() -> list[tuple[Any, ...]]:
    return database.rows(
        "SELECT plugin, stage, hook, kind, message, times, first_at < last_at FROM incident ORDER BY id"
    )


class Later(Recorder):
    """A recorder without its thread."""

    def _start(self) -> None:
        return None


def test_the_same_failure_is_counted(db: Any) -> None:
    recorder = Later()
    for minutes in range(5):
        recorder.record(Incident("ta", "ask", "x", "raised", "no", "trace", NOW + timedelta(minutes=minutes)))
        if minutes % 2:
            recorder.flush()
    recorder.record(Incident("tb", "ask", "x", "raised", "no", "trace", NOW))
    recorder.flush()
    found = [(r[0], r[5], bool(r[6])) for r in rows()]
    assert found == [("ta", 5, True), ("tb", 1, False)]


def test_an_incident_survives_the_rollback_of_its_transaction(db: Any) -> None:
    with pytest.raises(PluginFailed), database.write_transaction():
        call("ta", "check", lambda: 1 / 0, hook="check_it")
    database.close()
    while not rows():
        database.close()
        incidents.flush()
    assert rows()[0][:5] == ("ta", "check", "check_it", "raised", "ZeroDivisionError: division by zero")


def test_what_could_not_be_written_is_kept(db: Any) -> None:
    recorder = Later()
    recorder.record(Incident("ta", "ask", "", "raised", "no", at=NOW))
    database.run("ALTER TABLE incident RENAME TO away")
    with pytest.raises(PeeweeException):
        recorder.flush()
    database.run("ALTER TABLE away RENAME TO incident")
    recorder.flush()
    assert len(rows()) == 1


def test_an_incident_of_any_characters_is_written_and_holds_up_no_other(db: Any) -> None:
    recorder = Later()
    recorder.record(Incident("ta", "ask", "\0", "raised", "half \ud800, none \0", "\udc80" * 100_000, NOW))
    recorder.record(Incident("tb", "ask", "", "raised", "no", at=NOW))
    recorder.flush()
    assert [(row[0], row[2], row[4]) for row in rows()] == [
        ("ta", r"\0", r"half \ud800, none \0"),
        ("tb", "", "no"),
    ]
    assert len(incidents.newest(2)[1].incident.traceback) == incidents.LONGEST_TRACEBACK


def test_a_flood_of_different_failures_stays_small(db: Any) -> None:
    recorder = Later()
    for number in range(1000):
        recorder.record(Incident("ta", "ask", str(number), "raised", "no", at=NOW))
    recorder.flush()
    assert len(rows()) == incidents.KEPT_KINDS_OF_FAILURE


def test_incidents_can_be_forgotten(db: Any) -> None:
    recorder = Later()
    recorder.record(Incident("ta", "ask", "", "raised", "no", at=NOW))
    recorder.record(Incident("tb", "ask", "", "raised", "no", at=NOW - timedelta(days=40)))
    recorder.flush()
    assert incidents.forget_older(timedelta(days=30), NOW) == 1
    assert incidents.forget("ta") == 1
    assert rows() == []


def test_one_failure_of_a_plugin_is_one_whichever_way_the_house_came_there(db: Any) -> None:
    """The same line of the plugin, called through different lines of the house."""
    house = Path(guanxi.__file__).parent / "plugins" / "guard.py"
    trace = (
        'Traceback (most recent call last):\n  File "{}", line {}, in {}\n    value = call()\n'
        '  File "/site/tea.py", line {}, in mount\n    1 / 0\n'
    )
    recorder = Later()
    for line, name, own in ((60, "call", 7), (84, "_watched", 7), (84, "_watched", 8)):
        text = trace.format(house, line, name, own)
        recorder.record(Incident("tea", "import", "", "raised", "no", text, NOW))
    recorder.flush()
    assert [r[5] for r in rows()] == [2, 1]
