"""Seeded databases for the figures, in a temporary folder, made once a size and thrown away at the end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from bench.seed import seed
from guanxi.data.database import close, connect, database, row
from guanxi.testing import postgres

SETTINGS = "options=-c%20jit%3Doff%20-c%20max_parallel_workers_per_gather%3D0"


@dataclass(frozen=True)
class Store:
    """A seeded database: its `engine`, `url` and `size`."""

    engine: str
    url: str
    size: int

    @contextmanager
    def bound(self) -> Iterator[None]:
        """Bind the process to it within the block."""
        connect(self.url)
        database.connect(reuse_if_open=True)
        try:
            yield
        finally:
            database.close_all()

    @property
    def backend(self) -> int | None:
        """The process of this thread's connection, whose work counts too; None on SQLite."""
        found = None if self.engine == "sqlite" else row("SELECT pg_backend_pid()")
        return found[0] if found else None


class Stores:
    """All databases of a run."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="guanxi-bench-"))
        self._made: dict[tuple[str, int], Store] = {}
        self._server: postgres.PostgresServer | None = None

    def of(self, engine: str, size: int) -> Store:
        """The seeded database of this size, made at first use."""
        if (engine, size) not in self._made:
            url = f"sqlite:///{self._home}/{size}.db" if engine == "sqlite" else self._database(size)
            store = self._made[engine, size] = Store(engine, url, size)
            with store.bound():
                seed(size)
                close()
        return self._made[engine, size]

    def empty(self, engine: str, name: str) -> str:
        """The address of a new, empty database."""
        return f"sqlite:///{self.folder(name)}/guanxi.db" if engine == "sqlite" else self._database(name)

    def copy(self, url: str, name: str) -> str:
        """The address of a copy of the database at `url`, to which nobody is connected."""
        if url.startswith("sqlite:"):
            copied = f"sqlite:///{self.folder(name)}/guanxi.db"
            shutil.copyfile(url.removeprefix("sqlite:///"), copied.removeprefix("sqlite:///"))
            return copied
        return self._database(name, template=urlsplit(url).path.lstrip("/"))

    def folder(self, name: str) -> Path:
        """A folder of this run."""
        found = self._home / name
        found.mkdir(exist_ok=True)
        return found

    def stop(self) -> None:
        """End our server and remove everything."""
        if self._server is not None:
            self._server.stop()
        shutil.rmtree(self._home, ignore_errors=True)

    def _database(self, title: int | str, template: str = "template1") -> str:
        if self._server is None:
            self._server = postgres.start()
        name = f"guanxi_bench_{title}"
        with psycopg.connect(self._server.url, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name}")
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        before, mark, after = self._server.url.partition("?")
        path = before.rpartition("/")[0]
        return f"{path}/{name}?{after}{'&' if mark else ''}{SETTINGS}"
