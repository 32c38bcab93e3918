"""A worker process: a dispatcher that claims due jobs and rings for them, threads that run them, a heartbeat for both."""

from __future__ import annotations

import itertools
import logging
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import timedelta

import psycopg
from peewee import InterfaceError, OperationalError

from guanxi.data import database as db
from guanxi.data.columns import to_ms
from guanxi.jobs import lease
from guanxi.jobs.bell import EMBEDDED, Bell, BrokerDown
from guanxi.jobs.execution import Execution, Turnstile
from guanxi.jobs.runtime import House, Runtime, Timing
from guanxi.jobs.schedule import put_due
from guanxi.plugins.hanging import HUNG

log = logging.getLogger("guanxi.jobs")
UNAVAILABLE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
"""What is raised where the database is away; peewee translates only some of what psycopg raises."""
AHEAD = 4
"""How many jobs a dispatcher rings for before the first of them is taken, for each thread."""
BUSY = 5
"""How much sooner a dispatcher looks again that has just found something."""


class Worker:
    """The parts of one worker process and what they share; `run` serves until the process is told to stop."""

    def __init__(
        self,
        house: House,
        *,
        threads: int = 4,
        broker: str = "",
        timing: Timing | None = None,
        parent: int = 0,
    ):
        self.house, self.threads, self.timing, self.parent = (
            house,
            threads,
            timing or Timing(),
            parent,
        )
        self.embedded = not broker
        self.generation = house.generation()
        self.runtime: Runtime = house.load()
        self.id = self.runtime.new_id()[:12] + f"-{os.getpid()}"
        self.machine = socket.gethostname()
        self.stopping = threading.Event()
        self.turnstile = Turnstile()
        self.running: dict[str, Execution] = {}
        self.rung: set[str] = set()
        self.bell = Bell(broker or EMBEDDED, self.answer, threads, f"{self.id}@{self.machine}")
        self._numbers = itertools.count(1)
        self._started = to_ms(self.runtime.clock())
        self._next: dict[str, float] = {}

    def run(self) -> int:
        """Serve; returns the exit code. Must be called in the main thread, which gets the signals."""
        code = self.bell.serve(self._stop, self._start)
        self._stop()
        self._leave()
        return code

    def _start(self) -> None:
        for turn, pause in (
            (self._dispatch, self.timing.poll),
            (self._heartbeat, self.timing.heartbeat),
        ):
            name = turn.__name__.strip("_")
            threading.Thread(target=self._loop, args=(turn, pause), name=name, daemon=True).start()

    def answer(self, job_id: str) -> str:
        """Run a job that somebody has rung for; nothing happens where it is over or another has it."""
        token = f"{self.id}:{next(self._numbers)}"
        self.rung.discard(job_id)
        try:
            if self.stopping.is_set():
                lease.give_back(job_id)
                return "stopping"
            now, until = self._now_and_lease()
            taken = lease.take(job_id, token, now, until)
            if taken is None:
                return "nothing to do"
            execution = Execution(
                taken, token, lambda: self.runtime, self.timing, self.stopping, self.turnstile
            )
            self.running[token] = execution
            return execution.run()
        except UNAVAILABLE as error:
            self._database_trouble(error)
            return "database"
        finally:
            self.running.pop(token, None)
            db.close()

    def _stop(self) -> None:
        self.stopping.set()

    def _loop(self, turn: Callable[[], bool], pause: float) -> None:
        """Take turns until the worker stops; a database that is away is waited for."""
        while not self.stopping.is_set():
            wait = pause
            try:
                wait = pause / BUSY if turn() else pause
            except UNAVAILABLE as error:
                self._database_trouble(error)
                wait = max(pause, 1)
            except Exception:
                log.exception("the worker's %s had a problem", threading.current_thread().name)
                wait = max(pause, 1)
            finally:
                db.close()
            self.stopping.wait(wait)

    def _dispatch(self) -> bool:
        """Ring for what is due; True where there may be more at once."""
        if self._due("generation", self.timing.generation):
            self._follow()
        if self._due("sweep", self.timing.sweep):
            self._sweep()
        now, until = self._now_and_lease()
        ids = lease.claim(self.runtime.jobs, self.runtime.plugins, self.id, now, until, AHEAD * self.threads)
        for number, job_id in enumerate(ids):
            try:
                if self.embedded:
                    self.rung.add(job_id)
                self.bell.ring(job_id)
            except BrokerDown as down:
                lease.unclaim(ids[number:], self.id)
                log.error("the broker cannot be reached, jobs wait in their table: %s", down)
                self.stopping.wait(1)
                return False
        return bool(ids)

    def _follow(self) -> None:
        """Take over another set of plugins."""
        found = self.house.generation()
        if found != self.generation:
            self.runtime, self.generation = self.house.load(), found
            self._next["sweep"] = 0

    def _sweep(self) -> None:
        now, _ = self._now_and_lease()
        for job_id in lease.sweep(now, int(self.timing.lease * 1000), self.timing.max_deaths):
            log.error(
                "job %s is given up: its worker ended %s times",
                job_id,
                self.timing.max_deaths,
            )
        lease.park(self.runtime.jobs, self.runtime.plugins)
        put_due(self.runtime.schedules, self.runtime.clock(), self.runtime.new_id)
        self._sign(now)

    def _heartbeat(self) -> bool:
        """Keep what this worker holds."""
        if self.parent and os.getppid() != self.parent:
            log.error("the supervisor is gone, the worker stops")
            self.parent = 0
            os.kill(os.getpid(), signal.SIGTERM)
        now, until = self._now_and_lease()
        held = list(self.running)
        if hung := [each for each in list(self.running.values()) if _hangs(each)]:
            self._give_up(hung)
        rung = list(self.rung)
        if held or rung:
            lease.extend(held, rung, now, until)
        return False

    def _give_up(self, hung: list[Execution]) -> None:
        """A step that hangs cannot be cut in Python, and it may hold the database: the process ends, another takes over."""
        for each in hung:
            frame = sys._current_frames().get(each.thread)
            stack = "".join(traceback.format_stack(frame)) if frame else ""
            log.error(
                "job %s ran longer than %s s in one step: %s",
                each.taken.name,
                each.step_limit_s,
                stack,
            )
        self.stopping.set()
        limit = time.monotonic() + 5
        while time.monotonic() < limit and any(each not in hung for each in self.running.values()):
            time.sleep(0.05)
        os._exit(HUNG)

    def _sign(self, now: int) -> None:
        """Say that this worker is alive."""
        db.run(
            "INSERT INTO job_worker (id, machine, pid, threads, broker, started_at, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at",
            [
                self.id,
                self.machine,
                os.getpid(),
                self.threads,
                int(not self.embedded),
                self._started,
                now,
            ],
        )
        db.run("DELETE FROM job_worker WHERE seen_at < ?", [now - 86_400_000])

    def _leave(self) -> None:
        try:
            db.run("DELETE FROM job_worker WHERE id = ?", [self.id])
            waiting = db.rows("SELECT id FROM job WHERE lease_by = ? AND state = 'sent'", [self.id])
            lease.unclaim([each[0] for each in waiting], self.id)
        except UNAVAILABLE as error:
            self._database_trouble(error)
        finally:
            db.close()

    def _due(self, what: str, every: float) -> bool:
        now = time.monotonic()
        if now < self._next.get(what, 0):
            return False
        self._next[what] = now + every
        return True

    def _now_and_lease(self) -> tuple[int, int]:
        now = self.runtime.clock()
        return to_ms(now), to_ms(now + timedelta(seconds=self.timing.lease))

    def _database_trouble(self, error: Exception) -> None:
        """Forget connections that are of no use any more."""
        log.error("the database cannot be used: %s", " ".join(str(error).split()))
        db.database.manual_close()
        db.database.close_idle()


def _hangs(execution: Execution) -> bool:
    began = execution.step_began
    return began is not None and time.monotonic() - began > execution.step_limit_s
