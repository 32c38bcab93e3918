"""The WSGI entry: holds one finished app for the current set of plugins and swaps it whole when a generation moves.

A request ends on the app with which it began. The next app is built in the background while the old one serves; when
building fails, the old one stays and the failure is reported. Until there is a first app, every address answers 503 with
the reason, and building is tried again.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from guanxi import logs
from guanxi.data import database as db
from guanxi.plugins import generation, incidents
from guanxi.plugins.hanging import MAKING, pause_plugin_of
from guanxi.plugins.watchdog import LIMIT_S, Hang, Watchdog
from guanxi.starting import answer_starting

log = logging.getLogger("guanxi.live")

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Build = Callable[[frozenset[str], Watchdog], App]

POLL_S = 0.2
LONGEST_DELAY_S = 5.0
GRACE_S = 10.0
QUIET_LOOKS, LOOK_S = 20, 0.05
THREAD = "guanxi-live"
FOLLOWED = (generation.PLUGINS, generation.SETTINGS)


class NotReady(Exception):
    """There can be no app yet, for a reason that an administrator should read (migrations wait, no database)."""


@dataclass(eq=False)
class _Running:
    """An app in use: for which position it was built, and the threads of its requests by request."""

    app: App
    at: tuple[Any, ...]
    requests: dict[object, int] = field(default_factory=dict)
    retired: bool = False


class Live:
    """The app of this process, always the one for the newest generation.

    `build(without, watchdog)` makes a finished app that leaves out the plugins `without` (those that hang in this process)
    and has its hooks looked after by `watchdog`; it may raise NotReady. `ready()` returns why the process should get no
    requests, or None. `retire(app)` is called when the last request of an app that was swapped out has ended, and `tidy()`
    soon after an app has come or gone. When a thread hangs for longer than `grace` seconds and all other requests have
    ended, `close()` is called once, after which no more requests should come in, and `replace()` as soon as those that
    came in meanwhile have ended too.
    """

    def __init__(
        self,
        build: Build,
        *,
        ready: Callable[[], str | None] = lambda: None,
        retire: Callable[[App], None] = lambda app: None,
        tidy: Callable[[], None] = lambda: None,
        close: Callable[[], None] = lambda: None,
        replace: Callable[[], None] = lambda: None,
        numbers: Callable[[], Mapping[str, int]] = generation.numbers,
        poll: float = POLL_S,
        limit: float = LIMIT_S,
        grace: float = GRACE_S,
    ):
        self._build, self._ready, self._retire = build, ready, retire
        self._close, self._replace, self._tidy = close, replace, tidy
        self._numbers, self._poll, self._grace = numbers, poll, grace
        self.watchdog = Watchdog(self.hung, limit=limit)
        self._current: _Running | None = None
        self._old: list[_Running] = []
        self._why = "it has just been started"
        self._hangs: dict[Hang, float] = {}
        self._unpaused: list[Hang] = []
        self._replaced = False
        self._failed: tuple[tuple[Any, ...], float, float] | None = None
        self._lock, self._building, self._leaving = threading.Lock(), threading.Lock(), threading.Lock()
        self._wake, self._stopped = threading.Event(), False
        self._swapped = threading.Condition()
        self._swaps = 0
        self._untidy = False
        self._pid = 0
        self._thread: threading.Thread | None = None
        self._listener = generation.Listener(self._wake.set)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer ``/live`` and ``/ready`` itself, everything else with the current app."""
        path = environ.get("PATH_INFO", "")
        if path == "/live":
            return _text(start_response, "200 OK", "live\n")
        self.start()
        if path == "/ready":
            why = self.why_not_ready()
            return _text(
                start_response, "503 Service Unavailable" if why else "200 OK", f"{why or 'ready'}\n"
            )
        running, request = self._enter()
        if running is None:
            number = uuid4().hex
            with logs.use_request_id(number):
                log.warning("answered with 503: %s", self._why)
            return answer_starting(environ, start_response, number)
        try:
            answer = running.app(environ, start_response)
        except BaseException:
            self._leave(running, request)
            raise
        return _Answer(answer, lambda: self._leave(running, request))

    def start(self) -> None:
        """Build the first app and begin to follow the generations; once in a process, also after a fork."""
        if self._pid == os.getpid():
            return
        with self._building:
            if self._pid == os.getpid():
                return
            self._build_next()
            self._pid = os.getpid()
            self._thread = threading.Thread(
                target=_follow, args=[weakref.ref(self)], name=THREAD, daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """Stop following, and wait until what is just being built is in use; the current app still answers."""
        self._stopped = True
        self._wake.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def look(self) -> bool:
        """Build and swap now if a generation has moved; tell whether there is a new app."""
        with self._building:
            return self._build_next()

    def why_not_ready(self) -> str | None:
        """Why this process should get no requests: no app, a hanging thread, or what `ready` says."""
        if self._current is None:
            return f"Guanxi is not ready: {self._why}."
        if self._stuck():
            return "Guanxi is not ready: a thread of this process hangs, so the process will be replaced."
        try:
            return self._ready()
        finally:
            db.close()

    @property
    def app(self) -> App | None:
        """The current app."""
        return self._current.app if self._current else None

    @property
    def swaps(self) -> int:
        """How many apps this process has taken into use."""
        return self._swaps

    def wait(self, swaps: int, timeout: float) -> bool:
        """Wait until this process has taken `swaps` apps into use, at most `timeout` seconds."""
        with self._swapped:
            return self._swapped.wait_for(lambda: self._swaps >= swaps, timeout)

    def hung(self, hang: Hang) -> None:
        """Take the plugin of a hanging call out of this process at once, pause it everywhere, and note the thread."""
        incidents.record(hang.incident)
        with self._lock:
            self._hangs[hang] = time.monotonic()
            self._unpaused.append(hang)
        hang.cut()
        self._wake.set()
        if hang.incident.stage in MAKING:
            # the thread that follows hangs itself, or has not been started yet
            threading.Thread(target=self._see_to_builder, args=[hang], name=THREAD, daemon=True).start()

    def tick(self) -> None:
        """What the following thread does a few times a second."""
        with self._building:
            self._pause_hung()
            self._build_next()
        if self._untidy:
            self._untidy = False
            self._tidy()
        self._leave_if_stuck()

    def _see_to_builder(self, hang: Hang) -> None:
        while not (hang.returned() or self._replaced):
            self._pause_hung()
            self._leave_if_stuck()
            time.sleep(self._poll)

    def _leave_if_stuck(self) -> None:
        with self._leaving:
            leave = self._should_be_replaced()
            self._replaced |= leave
        if leave:
            log.error(
                "A thread hangs in plugin code and all other requests have ended; this process asks to be replaced."
            )
            self._close()
            self._wait_for_the_last()
            self._replace()

    def _build_next(self) -> bool:
        started = time.monotonic()
        try:
            at = self._position()
            if (self._current is not None and self._current.at == at) or self._too_early(at, started):
                return False
            app = self._build(frozenset(at[-1]), self.watchdog)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever is wrong, the old app goes on serving
            self._note_failure(error, started)
            return False
        finally:
            _close_connection()
        self._failed = None
        self._swap(_Running(app, at))
        log.info("A new app is in use after %.0f ms.", (time.monotonic() - started) * 1000)
        return True

    def _position(self) -> tuple[Any, ...]:
        numbers = self._numbers()
        stuck = tuple(sorted({hang.incident.plugin for hang in self._stuck()}))
        self._at = (*(numbers.get(name, 0) for name in FOLLOWED), stuck)
        return self._at

    def _too_early(self, at: tuple[Any, ...], now: float) -> bool:
        return self._failed is not None and self._failed[0] == at and now < self._failed[1]

    def _note_failure(self, error: BaseException, started: float) -> None:
        at = getattr(self, "_at", ())
        delay = (
            min(self._failed[2] * 2, LONGEST_DELAY_S)
            if self._failed and self._failed[0] == at
            else self._poll
        )
        self._failed = (at, started + delay, delay)
        if isinstance(error, NotReady):
            self._why = str(error).rstrip(".")
            return
        self._why = f"its app could not be built ({type(error).__name__}: {error})"
        log.error("No new app could be built; the one before it stays in use.", exc_info=error)

    def _swap(self, new: _Running) -> None:
        with self._lock:
            old, self._current = self._current, new
            if old is not None:
                old.retired = True
                self._old.append(old)
        self._retire_idle()
        self._untidy = True
        with self._swapped:
            self._swaps += 1
            self._swapped.notify_all()

    def _enter(self) -> tuple[_Running | None, object]:
        request = object()
        with self._lock:
            if self._current is not None:
                self._current.requests[request] = threading.get_ident()
            return self._current, request

    def _leave(self, running: _Running, request: object) -> None:
        with self._lock:
            running.requests.pop(request, None)
        if running.retired:
            self._retire_idle()

    def _retire_idle(self) -> None:
        with self._lock:
            idle = [old for old in self._old if not old.requests]
            self._old = [old for old in self._old if old.requests]
        for old in idle:
            self._retire(old.app)
        self._untidy |= bool(idle)

    def _stuck(self) -> dict[Hang, float]:
        with self._lock:
            self._hangs = {hang: since for hang, since in self._hangs.items() if not hang.returned()}
            return dict(self._hangs)

    def _pause_hung(self) -> None:
        for hang in list(self._unpaused):
            if pause_plugin_of(hang):
                with self._lock:
                    self._unpaused = [each for each in self._unpaused if each is not hang]

    def _should_be_replaced(self) -> bool:
        waited = any(time.monotonic() - since > self._grace for since in self._stuck().values())
        return waited and not self._others() and not self._replaced and not self._unpaused

    def _others(self) -> list[int]:
        """The threads of the requests that do not hang."""
        threads = {hang.thread for hang in self._stuck()}
        with self._lock:
            running = [*self._old, *([self._current] if self._current else [])]
            return [ident for r in running for ident in r.requests.values() if ident not in threads]

    def _wait_for_the_last(self) -> None:
        """Wait until no request was there at so many looks in turn, `grace` seconds at most.

        Looks are counted and not seconds: on a busy machine a request that was taken comes here as late as a look does.
        """
        quiet, limit = 0, time.monotonic() + self._grace
        while quiet < QUIET_LOOKS and time.monotonic() < limit:
            time.sleep(LOOK_S)
            quiet = 0 if self._others() else quiet + 1


class _Answer:
    """The body of an answer; tells when the server has finished with it."""

    def __init__(self, answer: Iterable[bytes], done: Callable[[], None]):
        self._answer, self._done = answer, done

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        """End the request, also when the answer was not read to its end."""
        try:
            close = getattr(self._answer, "close", None)
            if close is not None:
                close()
        finally:
            self._done()


def _follow(live: weakref.ref[Live]) -> None:
    while (owner := live()) is not None and not owner._stopped:
        wake, poll = owner._wake, owner._poll
        del owner
        wake.wait(poll)
        wake.clear()
        if (owner := live()) is not None and not owner._stopped:
            _tick(owner)
        del owner


def _tick(live: Live) -> None:
    try:
        live.tick()
    except Exception:
        log.exception("Following the generations failed; it is tried again.")


def _close_connection() -> None:
    if not db.in_transaction():
        db.close()


def _text(start_response: Callable[..., Any], status: str, text: str) -> Iterable[bytes]:
    body, kind = text.encode(), "text/plain; charset=utf-8"
    headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    headers += [("Content-Security-Policy", "default-src 'none'"), ("X-Content-Type-Options", "nosniff")]
    start_response(status, [*headers, ("Retry-After", "2")] if status[0] == "5" else headers)
    return [body]
