"""A real web server of our own on the loopback address, and connections that are known to lead to one of its processes each."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from guanxi.config import load
from guanxi.serve import web_command

LIMIT_S = 120
LOOPBACK = "127.0.0.1"
MOST_CONNECTIONS = 200
COMMAND = (sys.executable, "-c", "import sys; from guanxi.cli.main import main; sys.exit(main())")


@dataclass(frozen=True)
class Answer:
    """What a process answered: status, headers and text."""

    status: int
    text: str
    headers: Mapping[str, str]


class Connection:
    """A kept connection; `pid` is the process at its other end."""

    def __init__(self, port: int, server: int, cookie: str = "") -> None:
        self._http = http.client.HTTPConnection(LOOPBACK, port, timeout=LIMIT_S)
        self.cookie = cookie
        try:
            self._http.connect()
            self.get("/live")  # now somebody has accepted it
            self.pid = _owner(port, self._http.sock.getsockname()[1], server)
        except BaseException:
            self.close()
            raise

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        self._http.request("GET", path, headers={"Cookie": self.cookie} if self.cookie else {})
        answer = self._http.getresponse()
        text = answer.read().decode(errors="replace")
        return Answer(answer.status, text, dict(answer.getheaders()))

    def close(self) -> None:
        """Hang up."""
        self._http.close()


class Served:
    """The server within a block: started with `env` beside the environment, ended with everything it started."""

    def __init__(self, command: Sequence[str], port: int, env: Mapping[str, str]) -> None:
        self.command, self.port, self._env = command, port, env
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Served:
        own = {name: value for name, value in os.environ.items() if not name.startswith("GUANXI_")}
        self.started = time.perf_counter()
        self.process = subprocess.Popen(self.command, env={**own, **self._env}, start_new_session=True)
        return self

    def __exit__(self, *error: object) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(LIMIT_S)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # its own session: nobody but what it started
        self.process.wait()

    def until(self, path: str, status: int = 200) -> float:
        """Seconds from the start to the first answer with `status`."""
        limit = time.perf_counter() + LIMIT_S
        while time.perf_counter() < limit:
            with (
                suppress(OSError, http.client.HTTPException),
                closing(http.client.HTTPConnection(LOOPBACK, self.port, timeout=LIMIT_S)) as found,
            ):
                found.request("GET", path)
                answer = found.getresponse()
                answer.read()
                if answer.status == status:
                    return time.perf_counter() - self.started
            time.sleep(0.01)
        raise TimeoutError(f"{path} was not answered with {status}")

    def connections(self, processes: int, cookie: str = "") -> list[Connection]:
        """One kept connection to each of so many processes."""
        assert self.process is not None
        found: dict[int, Connection] = {}
        for _try in range(MOST_CONNECTIONS):
            opened = Connection(self.port, self.process.pid, cookie)
            if found.setdefault(opened.pid, opened) is not opened:
                opened.close()
            if len(found) == processes:
                return list(found.values())
            time.sleep(0.05)
        raise TimeoutError(f"only {len(found)} of {processes} processes answer")


def web_server(folder: Path, database: str, port: int, **settings: object) -> Served:
    """Our web server, without a worker, over the installation in `folder`."""
    env = _settings(folder, database, port, **settings)
    return Served(web_command(load(env, folder=folder)), port, env)


def whole_server(folder: Path, database: str, port: int, **settings: object) -> Served:
    """Web server and worker below their supervisor, as ``guanxi serve`` starts them, over the installation in `folder`."""
    return Served([*COMMAND, "serve"], port, _settings(folder, database, port, **settings))


def _settings(folder: Path, database: str, port: int, **settings: object) -> dict[str, str]:
    values = {"data": folder, "database": database, "port": port, "host": LOOPBACK, **settings}
    return {f"GUANXI_{name.upper()}": str(value) for name, value in values.items()}


def rss_mb(pid: int) -> float:
    """Megabytes of memory of a process that are in RAM."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def descendants(pid: int) -> list[int]:
    """A process and all that it started; what ends meanwhile is left out."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [pid, *(found for child in children for found in descendants(int(child)))]


def _owner(port: int, client_port: int, server: int) -> int:
    """The process below `server` that holds the accepted end of a connection."""
    if sys.platform != "linux":
        raise RuntimeError("reads /proc")
    inode = _inode(port, client_port)
    for pid in reversed(descendants(server)):
        with suppress(OSError):
            for each in os.listdir(f"/proc/{pid}/fd"):
                with suppress(FileNotFoundError):
                    if os.readlink(f"/proc/{pid}/fd/{each}") == f"socket:[{inode}]":
                        return pid
    raise LookupError("nobody holds this connection")


def _inode(local: int, remote: int) -> str:
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        parts = line.split()
        ports = tuple(int(parts[place].rpartition(":")[2], 16) for place in (1, 2))
        if ports == (local, remote):
            return parts[9]
    raise LookupError("there is no such connection")
