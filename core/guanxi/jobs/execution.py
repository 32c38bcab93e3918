"""Running one job: step after step, each in one transaction with the check that the lease is still ours."""

from __future__ import annotations

import json
import logging
import threading
import time
import traceback
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

from guanxi import logs
from guanxi.data.columns import from_ms, to_ms
from guanxi.data.database import database, is_sqlite, write_transaction
from guanxi.data.errors import Conflict, Problem
from guanxi.data.messages import use_language
from guanxi.data.writers import others_write
from guanxi.jobs import lease
from guanxi.jobs.declaration import Again, Failed, Job, Outside, Retry, Step, as_json
from guanxi.jobs.lease import LeaseLost, Taken
from guanxi.jobs.runtime import Runtime, Timing
from guanxi.jobs.tables import FAILED, STOPPED

log = logging.getLogger("guanxi.jobs")
LONGEST_ERROR = 8000


class Turnstile:
    """Leaves room for other writers: SQLite has one writer at a time, and those who wait look only now and then.

    Between two steps of one worker whoever waits is let through, for at most `MOST_S`; nobody is waited for where nobody
    waits. Where that cannot be seen, each step is followed by a pause of a `SHARE` of its time. What a step does
    outside its transaction falls into either. On PostgreSQL it lets everybody through.
    """

    SHARE = 0.25
    LEAST_S, MOST_S, LOOK_S = 0.004, 0.2, 0.002

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._took, self._ended = 0.0, 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn and for those who waited during the last one."""
        if not is_sqlite():
            yield
            return
        with self._lock:
            self._let_through()
            began = time.monotonic()
            try:
                yield
            finally:
                self._ended = time.monotonic()
                self._took = self._ended - began

    def _let_through(self) -> None:
        while (others := others_write(database)) and time.monotonic() < self._ended + self.MOST_S:
            time.sleep(self.LOOK_S)
        if others is None:
            left = (
                self._ended + min(max(self._took * self.SHARE, self.LEAST_S), self.MOST_S) - time.monotonic()
            )
            if left > 0:
                time.sleep(left)


@dataclass
class Execution:
    """One executor's turn with one job. `runtime` is asked for anew before each step, so a plugin switched off ends the turn."""

    taken: Taken
    token: str
    runtime: Callable[[], Runtime]
    timing: Timing
    stopping: threading.Event
    turnstile: Turnstile
    thread: int = field(default_factory=threading.get_ident)
    step_began: float | None = None
    step_limit_s: float = 60
    _generator: Generator[Any, Any, None] | None = None
    _step_of_generator: Any = None
    _answer: Any = None

    def run(self) -> str:
        """Run steps until the job ends, pauses, or the turn is over; the answer is one word for the log."""
        with logs.use_request_id(self.taken.id):
            return self._turn(time.monotonic() + self.timing.slice)

    def _turn(self, ends: float) -> str:
        try:
            while True:
                runtime = self.runtime()
                kind = self._kind(runtime)
                if kind is None or self.stopping.is_set() or time.monotonic() > ends:
                    lease.release(self.taken.id, self.token)
                    return "released"
                if ended := self._guarded(kind, runtime):
                    return ended
        except LeaseLost:
            log.warning(
                "job %s %s was taken over by another worker; its step is undone",
                self.taken.name,
                self.taken.id,
            )
            return "lost"
        finally:
            if self._generator is not None:
                self._generator.close()

    def _kind(self, runtime: Runtime) -> Job | None:
        if self.taken.plugin is not None and self.taken.plugin not in runtime.plugins:
            return None
        return runtime.jobs.get(self.taken.name)

    def _guarded(self, kind: Job, runtime: Runtime) -> str | None:
        """One step; whatever its code raises becomes a state of the job."""
        self.step_limit_s = kind.step_limit_s
        try:
            ended, outside = self._in_turn(kind, runtime)
            if outside is not None:
                self.step_began = time.monotonic()
                self._answer = outside()
            return ended
        except (LeaseLost, KeyboardInterrupt):
            raise
        except BaseException as error:  # noqa: BLE001 - a job's own code must not end the worker
            self._close()
            return self._failed(kind, runtime, error)
        finally:
            self.step_began = None

    def _in_turn(self, kind: Job, runtime: Runtime) -> tuple[str | None, Callable[[], Any] | None]:
        with self.turnstile.turn():
            self.step_began = time.monotonic()
            return self._step(kind, runtime)

    def _step(self, kind: Job, runtime: Runtime) -> tuple[str | None, Callable[[], Any] | None]:
        """One transaction; how the job ended, if it did, and what to call outside."""
        now = runtime.clock()
        with write_transaction():
            if lease.check(self.taken.id, self.token):
                lease.end(self.taken.id, self.token, STOPPED, None, to_ms(now))
                return "stopped", None
            step = self._make_step(kind, runtime)
            language = getattr(step.actor, "locale", "en")
            with use_language(language):
                value = self._advance(kind, step)
            ended = self._finish(kind, runtime, step, value)
        return ended, partial(_in_language, language, value.function) if isinstance(value, Outside) else None

    def _make_step(self, kind: Job, runtime: Runtime) -> Step:
        actor = runtime.actor(self.taken.actor_id)
        if actor is None:
            raise Failed("Whoever started this may not act any more.")
        if kind.needs is not None and not actor.may(kind.needs):
            raise Failed(f"Whoever started this does not have the permission {kind.needs} any more.")
        if self._generator is not None:
            return self._renew(self._step_of_generator, actor, runtime)
        taken = self.taken
        slot = from_ms(taken.slot) if taken.slot is not None else None
        made = Step(
            taken.id,
            taken.name,
            actor,
            runtime.clock(),
            runtime.new_id,
            taken.position,
            taken.step,
            slot,
        )
        made.done, made.total = taken.done, taken.total
        return made

    def _renew(self, step: Step, actor: Any, runtime: Runtime) -> Step:
        step.actor, step.now, step.number, step.position = (
            actor,
            runtime.clock(),
            self.taken.step,
            self.taken.position,
        )
        return step

    def _advance(self, kind: Job, step: Step) -> Any:
        """What the next piece of the function returns or yields; None when the job is done."""
        if not kind.steps_by_yield:
            return kind.function(step, **self.taken.args)
        if self._generator is None:
            self._generator, self._step_of_generator = (
                kind.function(step, **self.taken.args),
                step,
            )
        answer, self._answer = self._answer, None
        try:
            value = self._generator.send(answer)
        except StopIteration:
            return None
        if value is None:
            raise TypeError(f"job {kind.name} yielded nothing; yield the position to resume from")
        return value if isinstance(value, Again | Outside) else Again(value)

    def _finish(self, kind: Job, runtime: Runtime, step: Step, value: Any) -> str | None:
        """The last statement of the step's transaction; raises LeaseLost where the job is not ours any more."""
        now = runtime.clock()
        if value is None:
            lease.finish(self.taken.id, self.token, step.done, step.total, to_ms(now))
            return "done"
        if not isinstance(value, (Again | Outside) if kind.steps_by_yield else Again):
            raise TypeError(
                f"job {kind.name} returned {type(value).__name__}; return None or step.again(position)"
            )
        position = as_json(value.position, f"the position of job {kind.name}")
        if isinstance(value, Again) and value.after is not None:
            lease.finish_step_and_pause(
                self.taken.id,
                self.token,
                position,
                step.done,
                step.total,
                to_ms(now + value.after),
            )
            return "paused"
        until = to_ms(now + timedelta(seconds=self.timing.lease))
        forget = isinstance(value, Again)
        lease.finish_step(
            self.taken.id,
            self.token,
            position,
            step.done,
            step.total,
            to_ms(now),
            until,
            forget=forget,
        )
        self._moved(json.loads(position), step, 0 if forget else self.taken.attempts)
        return None

    def _moved(self, position: Any, step: Step, attempts: int) -> None:
        self.taken = replace(
            self.taken,
            position=position,
            step=self.taken.step + 1,
            attempts=attempts,
            done=step.done,
            total=step.total,
        )

    def _close(self) -> None:
        """End a generator whose step was undone; what it does while it ends cannot be kept either."""
        generator, self._generator, self._answer = self._generator, None, None
        if generator is not None:
            try:
                generator.close()
            except Exception as error:  # noqa: BLE001 - plugin code that runs while it is ended
                log.warning("job %s did not end well: %s", self.taken.name, error)

    def _failed(self, kind: Job, runtime: Runtime, error: BaseException) -> str:
        now, attempts, taken = runtime.clock(), self.taken.attempts + 1, self.taken
        if isinstance(error, Retry):
            lease.try_later(
                taken.id,
                self.token,
                to_ms(now + error.after),
                taken.attempts,
                str(error),
            )
            return "later"
        final = isinstance(error, Failed | Problem) and not isinstance(error, Conflict)
        text = str(error) if final else "".join(traceback.format_exception(error))[-LONGEST_ERROR:]
        if final or attempts >= kind.max_attempts:
            lease.end(taken.id, self.token, FAILED, text, to_ms(now))
            runtime.report(kind.name, error)
            return "failed"
        pause = timedelta(seconds=_pause(taken.id, attempts, self.timing))
        lease.try_later(taken.id, self.token, to_ms(now + pause), attempts, text)
        log.warning(
            "job %s failed, attempt %s of %s: %s",
            kind.name,
            attempts,
            kind.max_attempts,
            error,
        )
        return "retry"


def _in_language(language: str, function: Callable[[], Any]) -> Any:
    with use_language(language):
        return function()


def _pause(job_id: str, attempts: int, timing: Timing) -> float:
    """Twice as long after each failure, spread by up to a quarter so that what failed together does not return together."""
    spread = 1 + zlib.crc32(f"{job_id}{attempts}".encode()) % 256 / 1024
    doubled = timing.first_pause * float(2 ** min(attempts - 1, 30))
    return min(doubled, timing.longest_pause) * spread
