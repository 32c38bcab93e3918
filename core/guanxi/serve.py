"""The supervisor of `guanxi serve`: starts web server and job worker as children, starts anew what dies, ends them in peace."""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from types import FrameType

from guanxi.config import Config

log = logging.getLogger("guanxi.serve")
TARGET = "guanxi.wsgi:application"
GRACE_S = 30
LOOK_S = 0.1
LONGEST_PAUSE_S = 30
STEADY_S = 60
_PR_SET_PDEATHSIG = 1


class PortBusy(Exception):
    """Something else listens on the port; the text says what to type."""


@dataclass
class Child:
    """One child process and what is known of its deaths."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    deaths: int = 0
    not_before: float = field(default=0)

    def start(self) -> None:
        """Start it as leader of its own group, so that what it leaves behind can be ended with it."""
        self.started = time.monotonic()
        first = _end_with_parent if sys.platform == "linux" else None
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=first)

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

    `announce` is called again and again until it returns True.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        grace: float = GRACE_S,
        announce: Callable[[], bool] = lambda: True,
    ):
        self.children, self.grace, self._announce = children, grace, announce
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


def children(config: Config) -> list[Child]:
    """The web server and the worker as `config` wants them."""
    return [
        Child("web", web_command(config)),
        Child("worker", [sys.executable, "-m", "guanxi.cli.worker", "--parent", str(os.getpid())]),
    ]


def web_command(config: Config, target: str = TARGET) -> list[str]:
    """The command of the web server: granian, or waitress where there is no granian."""
    if find_spec("granian") is None:
        listen = f"{_bracketed(config.host)}:{config.port}"
        return [sys.executable, "-m", "waitress", f"--listen={listen}", f"--threads={config.threads}", target]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    command += ["--host", config.host, "--port", str(config.port), "--workers", str(config.workers)]
    command += [
        "--blocking-threads",
        str(config.threads),
        "--backpressure",
        str(max(64, config.threads * 16)),
    ]
    command += [
        "--respawn-failed-workers",
        "--respawn-interval",
        "0.5",
        "--workers-kill-timeout",
        str(GRACE_S - 5),
    ]
    return [*command, target]


def check_port(host: str, port: int) -> None:
    """Raise PortBusy where nobody can listen on the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as opened:
        if os.name == "posix":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((host, port))
        except OSError as wrong:
            raise PortBusy(_why_not(wrong, host, port)) from wrong


def _why_not(wrong: OSError, host: str, port: int) -> str:
    other = f"guanxi serve --port {port + 1 if port < 65535 else 8000}"
    if wrong.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program. Type: {other}"
    if wrong.errno == errno.EACCES:
        return f"Port {port} may only be opened by the administrator of this machine. Type: guanxi serve --port 8000"
    return (
        f"Guanxi cannot listen on {host}, port {port}: {wrong.strerror}. Check GUANXI_HOST, or type: {other}"
    )


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _hang_up() -> tuple[int, ...]:
    return (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()


def _how(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"


def _end_with_parent() -> None:
    """Linux tells the child to end when the supervisor is gone, however that happened."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
