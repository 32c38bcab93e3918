"""Failures of plugins: kept in memory for a moment, written to the database by a thread of its own, the same one only once.

A failure often happens inside a transaction that will be rolled back, or while the database is locked; so whoever
reports one never waits for the database.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from peewee import PeeweeException

import guanxi
from guanxi.data import database as db
from guanxi.data.columns import from_ms, storable, to_ms
from guanxi.plugins.discovery import HOST

log = logging.getLogger("guanxi.plugins")

KINDS = ("raised", "exited", "returned", "hung", "problem")
KEPT_KINDS_OF_FAILURE = 200
LONGEST_TRACEBACK = 20_000
RETRY_AFTER_S = 1.0
_HOUSE = re.compile(
    rf'^[ |]*File "{re.escape(str(Path(guanxi.__file__).parent) + os.sep)}[^"]*", line \d+, in .*\n(?: {{4}}.*\n)*',
    re.MULTILINE,
)
"""The lines of a traceback that tell of the house's own code."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Incident:
    """A failure: whose (`plugin`), where (`stage`, `hook`), how (`kind`), in one line (`message`) and whole (`traceback`)."""

    plugin: str
    stage: str
    hook: str
    kind: str
    message: str
    traceback: str = field(default="", repr=False)
    at: datetime = field(default_factory=_now, compare=False)

    @property
    def fingerprint(self) -> str:
        """The same for the same failure at the same place, whichever way the house came there."""
        trace = self.traceback if self.plugin == HOST else _HOUSE.sub("", self.traceback)
        text = "\0".join([self.plugin, self.stage, self.hook, self.kind, trace or self.message])
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

    def __str__(self) -> str:
        return f"Plugin {self.plugin!r} failed in {self.place}: {self.message}"

    @property
    def place(self) -> str:
        """Stage and hook in one or two words."""
        return self.stage if self.hook in ("", self.stage) else f"{self.stage} {self.hook}"


class Recorder:
    """Takes incidents from any thread and writes them, counting repetitions, from one thread."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[Incident, int]] = {}
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._work = threading.Event()
        self._pid = 0

    def record(self, incident: Incident) -> None:
        """Log the incident and have it written soon."""
        log.error("%s", incident, extra={"traceback": incident.traceback})
        self.keep(incident)

    def keep(self, incident: Incident) -> None:
        """Have the incident written soon."""
        with self._lock:
            earlier = self._waiting.get(incident.fingerprint, (incident, 0))[1]
            if earlier or len(self._waiting) < KEPT_KINDS_OF_FAILURE:
                self._waiting[incident.fingerprint] = (incident, earlier + 1)
            self._start()
        self._work.set()

    def flush(self) -> None:
        """Write what waits, now and in this thread; raises what the database raises."""
        with self._writing:
            self._flush()

    def discard(self) -> None:
        """Forget what waits, after what is just being written; for tests whose database goes."""
        with self._writing, self._lock:
            self._waiting.clear()

    def _flush(self) -> None:
        with self._lock:
            taken, self._waiting = self._waiting, {}
        try:
            for incident, times in taken.values():
                _write(incident, times)
        except BaseException:
            with self._lock:
                self._waiting = taken | self._waiting
            raise

    def _start(self) -> None:
        if self._pid != os.getpid():
            self._pid = os.getpid()
            threading.Thread(target=self._run, name="guanxi-incidents", daemon=True).start()

    def _run(self) -> None:
        while True:
            self._work.wait()
            self._work.clear()
            try:
                self._flush_and_close()
            except (PeeweeException, AttributeError, ValueError) as error:
                log.warning("Incidents wait for the database: %s", error)
                threading.Event().wait(RETRY_AFTER_S)
                self._work.set()

    def _flush_and_close(self) -> None:
        with self._writing:
            try:
                self._flush()
            finally:
                _close_quietly()


recorder = Recorder()


def record(incident: Incident) -> None:
    """Report a failure to the log and the table `incident`."""
    recorder.record(incident)


def keep(incident: Incident) -> None:
    """Report a failure to the table `incident` alone, where it is told otherwise than by the log."""
    recorder.keep(incident)


def flush() -> None:
    """Write all reported incidents now."""
    recorder.flush()


@dataclass(frozen=True)
class Noted:
    """A kind of failure as it is kept: the incident at its last occurrence, and how often it occurred."""

    incident: Incident
    times: int


def newest(most: int) -> list[Noted]:
    """The kinds of failure that occurred last, newest first."""
    found = db.rows(
        "SELECT plugin, stage, hook, kind, message, traceback, last_at, times FROM incident ORDER BY last_at DESC, id DESC LIMIT ?",
        [most],
    )
    return [
        Noted(Incident(row[0], row[1], row[2], row[3], row[4], row[5], from_ms(row[6])), row[7])
        for row in found
    ]


def forget(plugin: str) -> int:
    """Delete the incidents of a plugin, as when somebody has looked at them; return how many."""
    return db.run("DELETE FROM incident WHERE plugin = ?", [plugin])


def forget_older(than: timedelta, now: datetime) -> int:
    """Delete incidents that did not happen again for so long; return how many."""
    return db.run("DELETE FROM incident WHERE last_at < ?", [to_ms(now - than)])


def _write(incident: Incident, times: int) -> None:
    at = to_ms(incident.at)
    hook, message, trace = map(storable, (incident.hook[:200], incident.message, incident.traceback))
    with db.write_transaction():
        db.run(
            "INSERT INTO incident (fingerprint, plugin, stage, hook, kind, message, traceback, times, first_at, last_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint) DO UPDATE SET"
            " times = incident.times + excluded.times, last_at = excluded.last_at, message = excluded.message",
            [incident.fingerprint, incident.plugin, incident.stage, hook, incident.kind]
            + [message, trace[-LONGEST_TRACEBACK:], times, at, at],
        )


def _close_quietly() -> None:
    try:
        db.close()
    except (PeeweeException, AttributeError) as error:
        log.debug("closing failed: %s", error)
