"""A plugin switched off and on while several web processes serve: what failed elsewhere, and when each process followed."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

from guanxi.testing.served import Connection, Served

PAUSE_S = 0.005
LONGEST_S = 180.0
WARM = 5


@dataclass
class Outcome:
    """What was seen: requests elsewhere, those of them that failed, odd answers of the plugin, seconds until all agreed."""

    asked: int = 0
    failed: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    agreed_s: list[float] = field(default_factory=list)


class _Load(Thread):
    """Asks one process for pages elsewhere and for the plugin's own, again and again."""

    def __init__(self, connection: Connection, elsewhere: Sequence[str], own: str, pause_s: float) -> None:
        super().__init__(daemon=True)
        self.connection, self.elsewhere, self.own, self.pause_s = connection, elsewhere, own, pause_s
        self.over, self.outcome = Event(), Outcome()

    def run(self) -> None:
        while not self.over.wait(self.pause_s):
            for path in self.elsewhere:
                self.outcome.asked += 1
                self._note(path, (200,), self.outcome.failed)
            self._note(self.own, (200, 404), self.outcome.odd)

    def _note(self, path: str, good: tuple[int, ...], bad: list[str]) -> None:
        try:
            answer = self.connection.get(path)
        except (OSError, http.client.HTTPException) as error:
            bad.append(f"{path}: {error!r}")
            return
        if answer.status not in good:
            bad.append(f"{path}: {answer.status}")


def switch_under_load(
    server: Served,
    processes: int,
    cookie: str,
    elsewhere: Sequence[str],
    own: str,
    switches: Sequence[tuple[Callable[[], object], int]],
    requests: int = 0,
    pause_s: float = PAUSE_S,
) -> Outcome:
    """Do the `switches`, each with the status that `own` has after it, while every process is asked all the time.

    The first comes when each process has answered its pages a few times. At least so many `requests` are made elsewhere, evenly
    between the switches; each switch is given three minutes at most. Who asks waits `pause_s` seconds between rounds.
    """
    with ExitStack() as stack:
        connections = _connected(stack, server, processes, cookie)
        loads = [_Load(each, elsewhere, own, pause_s) for each in connections]
        probes = _connected(stack, server, processes, cookie)
        for load in loads:
            load.start()
        try:
            _wait_for(loads, WARM * processes * len(elsewhere))
            agreed = []
            for number, switch in enumerate(switches, 1):
                agreed.append(_agreed(probes, own, *switch))
                _wait_for(loads, requests * number // len(switches))
        finally:
            for load in loads:
                load.over.set()
                load.join(LONGEST_S)
    return Outcome(
        sum(load.outcome.asked for load in loads),
        [text for load in loads for text in load.outcome.failed],
        [text for load in loads for text in load.outcome.odd],
        agreed,
    )


def _connected(stack: ExitStack, server: Served, processes: int, cookie: str) -> list[Connection]:
    found = server.connections(processes, cookie)
    for each in found:
        stack.callback(each.close)
    return found


def _wait_for(loads: list[_Load], requests: int) -> None:
    limit = time.monotonic() + LONGEST_S
    while sum(load.outcome.asked for load in loads) < requests and time.monotonic() < limit:
        time.sleep(PAUSE_S)


def _agreed(probes: list[Connection], own: str, switch: Callable[[], object], status: int) -> float:
    """Seconds from a switch until each process has answered as it should."""
    switch()
    start, waiting = time.monotonic(), list(probes)
    while waiting and time.monotonic() - start < LONGEST_S:
        with suppress(http.client.HTTPException):
            waiting = [probe for probe in waiting if probe.get(own).status != status]
        time.sleep(PAUSE_S)
    if waiting:
        raise TimeoutError(f"{len(waiting)} processes did not follow")
    return time.monotonic() - start
