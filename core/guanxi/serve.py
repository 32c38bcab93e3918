"""The supervisor of `guanxi serve`: starts web server and job worker as children, starts anew what dies, ends them in peace."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from guanxi.config import Config

log = logging.getLogger("guanxi.serve")
TARGET = "guanxi.wsgi:application"
GRACE_S = 30
LOOK_S = 0.1
LONGEST_PAUSE_S = 30
STEADY_S = 60
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One child process, the open files it inherits, and what is known of its deaths."""

    name: str
    command: Sequence[str]
    keeps: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    deaths: int = 0
    not_before: float = field(default=0)

    def start(self) -> None:
        """Start it as leader of its own group, so that what it leaves behind can be ended with it."""
        self.started = time.monotonic()
        first = _end_with_parent if sys.platform == "linux" else None
        self.process = subprocess.Popen(
            self.command, start_new_session=True, preexec_fn=first, pass_fds=self.keeps
        )

    @property
    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def tell(self, number: int) -> None:
        """Send a signal to the process."""
        if self.process is not None and self.alive:
            self.process.send_signal(number)

    def end_group(self) -> None:
        """End at once what is left of the process and its own children."""
        if self.process is None:
            return
        try:
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        except ProcessLookupError:
            pass
        self.process.wait()


class Supervisor:
    """Keeps the children running until told to stop (SIGTERM, SIGINT); SIGHUP replaces their processes.

    `announce` is called again and again until it returns True. `listening` is the socket that the web server inherits: kept
    open here, it lets connections wait while that is started anew.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        grace: float = GRACE_S,
        announce: Callable[[], bool] = lambda: True,
        listening: socket.socket | None = None,
    ):
        self.children, self.grace, self._announce, self._listening = children, grace, announce, listening
        self._signals: list[int] = []

    def run(self) -> int:
        """Serve until a signal; returns the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, *_hang_up()):
            signal.signal(number, self._note)
        for child in self.children:
            child.start()
        announced = False
        while not self._asked_to_stop():
            announced = announced or self._announce()
            for child in self.children:
                self._look_after(child)
            time.sleep(LOOK_S)
        return self.stop()

    def stop(self) -> int:
        """End all children: first politely, after the grace period at once; 1 where that was needed."""
        if self._listening is not None:
            self._listening.close()
        for child in self.children:
            child.tell(signal.SIGTERM)
        limit, asked = time.monotonic() + self.grace, len(self._signals)
        while (
            any(child.alive for child in self.children)
            and time.monotonic() < limit
            and len(self._signals) == asked
        ):
            time.sleep(0.02)
        late = [child.name for child in self.children if child.alive]
        for child in self.children:
            child.end_group()
        if late:
            log.error("%s did not end in time and was ended", " and ".join(late))
        return 1 if late else 0

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._signals.append(number)

    def _asked_to_stop(self) -> bool:
        hang_up = _hang_up()
        if any(number not in hang_up for number in self._signals):
            return True
        if self._signals:
            self._signals.clear()
            self._replace()
        return False

    def _replace(self) -> None:
        """Let the web server replace its processes while its socket stays open, and let the worker end and start again."""
        for child in self.children:
            child.tell(signal.SIGHUP if child.name == "web" else signal.SIGTERM)

    def _look_after(self, child: Child) -> None:
        """Start a child anew that has died: at once after a long life, later and later where it dies early."""
        now = time.monotonic()
        if child.alive:
            return
        if child.process is not None:
            code = child.process.returncode
            child.end_group()
            child.process = None
            child.deaths = 0 if now - child.started > STEADY_S or code == 0 else child.deaths + 1
            pause = min(2 ** (child.deaths - 1), LONGEST_PAUSE_S) if child.deaths > 1 else 0
            child.not_before = now + pause
            log.error("%s ended (%s) and is started again in %s s", child.name, _how(code), pause)
        if now >= child.not_before:
            child.start()


def children(config: Config, listening: int | None = None) -> list[Child]:
    """The web server and the worker as `config` wants them; `listening` is the open socket of the web server."""
    keeps = () if listening is None else (listening,)
    worker = [sys.executable, "-m", "guanxi.cli.worker", "--parent", str(os.getpid())]
    return [Child("web", web_command(config, listening=listening), keeps=keeps), Child("worker", worker)]


def web_command(config: Config, target: str = TARGET, listening: int | None = None) -> list[str]:
    """The command of the web server, which takes the inherited socket `listening` or opens one itself."""
    where = ["--socket", str(listening)]
    if listening is None:
        where = ["--host", config.host, "--port", str(config.port)]
    size = ["--workers", str(config.workers), "--threads", str(config.threads)]
    return [sys.executable, "-m", "guanxi.web_server", *where, *size, target]


def _hang_up() -> tuple[int, ...]:
    return (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()


def _how(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"


def _end_with_parent() -> None:
    """Linux tells the child to end when the supervisor is gone, however that happened."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
