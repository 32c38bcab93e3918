"""The SQLite part of a backup: a consistent copy of the file by VACUUM INTO, put back through SQLite's own backup."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

NAME = "SQLite"
MEMBER = "database.sqlite"
BUSY_S = 60
Tables = dict[str, tuple[int, str]]


def write(place: str, archive: zipfile.ZipFile) -> tuple[Tables, dict[str, list[str]], dict[str, Any]]:
    """Put the database at `place` into the archive as it is at one moment; return its tables and applied migrations."""
    if not Path(place).is_file():
        raise ValueError(f"there is no database at {place}")
    with tempfile.TemporaryDirectory(dir=Path(place).parent) as scratch:
        copy = Path(scratch, MEMBER)
        with contextlib.closing(sqlite3.connect(place, timeout=BUSY_S)) as live:
            live.execute("VACUUM INTO ?", [str(copy)])
        with contextlib.closing(sqlite3.connect(copy)) as opened:
            tables, schema = table_digests(opened), _schema(opened)
        archive.write(copy, MEMBER)
    return tables, schema, {}


def read(
    place: str,
    archive: zipfile.ZipFile,
    tables: Mapping[str, tuple[int, str]],
    details: Mapping[str, Any],
    scratch: Path,
    before: Callable[[], object],
) -> None:
    """Check the copy in the archive and put it in the place of the live database in one transaction; raises ValueError."""
    copy = scratch / MEMBER
    with archive.open(MEMBER) as source, copy.open("wb") as out:
        shutil.copyfileobj(source, out)
    with contextlib.closing(sqlite3.connect(copy)) as opened:
        _check(opened, tables)
        before()
        with contextlib.closing(sqlite3.connect(place, timeout=BUSY_S)) as live:
            live.execute("PRAGMA journal_mode = wal")
            _copy(opened, live)
            live.execute("PRAGMA journal_mode = wal")


def _copy(source: sqlite3.Connection, live: sqlite3.Connection) -> None:
    limit = time.monotonic() + BUSY_S

    def watch(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > limit:
            raise ValueError("the database is in use; stop Guanxi first")

    source.backup(live, progress=watch)


def _check(opened: sqlite3.Connection, tables: Mapping[str, tuple[int, str]]) -> None:
    try:
        found = opened.execute("PRAGMA integrity_check(1)").fetchone()
        broken = opened.execute("PRAGMA foreign_key_check").fetchone()
        digests = table_digests(opened)
    except sqlite3.DatabaseError as wrong:
        raise ValueError(f"the database in it cannot be read: {wrong}") from wrong
    if found != ("ok",):
        raise ValueError(f"the database in it is damaged: {found[0]}")
    if broken:
        raise ValueError(f"a row of table {broken[0]} refers to a row of {broken[2]} that is missing")
    if digests != dict(tables):
        wrong_ones = sorted(
            name for name in digests.keys() | tables.keys() if digests.get(name) != tables.get(name)
        )
        raise ValueError(f"the rows of {', '.join(wrong_ones)} are not those that were kept")


def table_digests(opened: sqlite3.Connection) -> Tables:
    """How many rows each table has and the checksum of them all."""
    names = opened.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    ).fetchall()
    return {name: _table_digest(opened, name) for (name,) in names}


def _table_digest(opened: sqlite3.Connection, name: str) -> tuple[int, str]:
    found, rows = hashlib.sha256(), 0
    quoted = '"' + name.replace('"', '""') + '"'
    for row in opened.execute(f"SELECT * FROM {quoted} ORDER BY 1"):
        found.update(json.dumps(row, default=bytes.hex).encode())
        rows += 1
    return rows, found.hexdigest()


def _schema(opened: sqlite3.Connection) -> dict[str, list[str]]:
    """The applied migrations of each owner."""
    found = opened.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'migration\\_%' ESCAPE '\\'"
    )
    names = sorted(name for (name,) in found)
    return {
        name: [row[0] for row in opened.execute(f'SELECT name FROM "{name}" ORDER BY name')] for name in names
    }
