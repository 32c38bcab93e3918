"""Looks after calls of plugin code that do not come back.

Python cannot cut a hanging call. So a thread looks a few times a second at the innermost plugin call of every thread; one
that runs longer than its limit is reported with the stack of its thread, its database transaction is cut, and whoever owns
the watchdog is told, to pause the plugin and to replace the process. Time is counted in looks, so that a process that was
suspended or starved convicts nobody.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from guanxi.data.cutting import cut, open_connection
from guanxi.plugins.incidents import Incident

log = logging.getLogger("guanxi.plugins")

LIMIT_S = 2.0
LOOK_EVERY_S = 0.25


@dataclass(eq=False)
class _Call:
    plugin: str
    stage: str
    hook: str
    limit: float
    connection: object | None = None
    seen: float = 0.0
    reported: bool = False


@dataclass(frozen=True, eq=False)
class Hang:
    """A call that did not come back: its incident, the ident of the thread that it holds, whether it has come back since.

    `cut()` ends the database transaction inside which the call began: locks are freed, and what it was to decide can never
    be committed.
    """

    incident: Incident
    thread: int
    returned: Callable[[], bool] = field(repr=False, compare=False)
    cut: Callable[[], None] = field(default=lambda: None, repr=False, compare=False)


class Watchdog:
    """Calls `hung(hang)` from its own thread, once for each call that runs longer than `limit` seconds."""

    def __init__(self, hung: Callable[[Hang], None], *, limit: float = LIMIT_S, every: float | None = None):
        self.hung, self.limit = hung, limit
        self.every = every or min(LOOK_EVERY_S, limit / 4)
        self._calls: dict[int, list[_Call]] = {}
        self._hanging: list[str] = []
        self._busy = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def watching(self, plugin: str, stage: str, hook: str, patience: float = 1.0) -> Iterator[None]:
        """Look after the block; it may take `patience` times the limit."""
        ident = threading.get_ident()
        stack = self._calls.setdefault(ident, [])
        stack.append(_Call(plugin, stage, hook, self.limit * patience, open_connection()))
        if not self._busy.is_set():
            self._wake()
        try:
            yield
        finally:
            with self._lock:
                if stack.pop().reported:
                    self._hanging.remove(plugin)
            if not stack:
                self._calls.pop(ident, None)

    def hanging(self, plugin: str) -> bool:
        """Tell whether a call of this plugin was reported and has not come back yet."""
        return plugin in self._hanging

    def _wake(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look_around, name="guanxi-watchdog", daemon=True)
                self._thread.start()
        self._busy.set()

    def _look_around(self) -> None:
        looked = time.monotonic()
        while True:
            if not self._calls:
                self._busy.clear()
                if not self._calls:
                    self._busy.wait()
                looked = time.monotonic()
            time.sleep(self.every)
            now = time.monotonic()
            self._look(min(now - looked, 2 * self.every))
            looked = now

    def _look(self, passed: float) -> None:
        for ident, stack in list(self._calls.items()):
            call = stack[-1] if stack else None
            if call is None or call.reported:
                continue
            call.seen += passed
            if call.seen >= call.limit and self._convict(stack, call):
                self._report(ident, stack, call)

    def _convict(self, stack: list[_Call], call: _Call) -> bool:
        """Note that the call hangs, unless it has come back at this moment."""
        with self._lock:
            if call in stack:
                self._hanging.append(call.plugin)
                call.reported = True
            return call.reported

    def _report(self, ident: int, stack: list[_Call], call: _Call) -> None:
        frame = sys._current_frames().get(ident)
        where = "".join(traceback.format_stack(frame)) if frame else ""
        message = f"it did not come back within {call.limit:g} s"
        incident = Incident(call.plugin, call.stage, call.hook, "hung", message, where)
        try:
            self.hung(
                Hang(
                    incident,
                    ident,
                    lambda: call not in stack,
                    lambda: cut(call.connection) if call in stack else None,
                )
            )
        except Exception:
            log.exception("%s; handling it failed", incident)
