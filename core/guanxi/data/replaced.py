"""What a restore would replace, in words: which database, and of when its last change is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg

from guanxi.data.backup import FAILURES
from guanxi.data.columns import from_ms

SHOWN = "%Y-%m-%d %H:%M UTC"
_OURS = "schemaname = current_schema()"


def what_is_there(url: str) -> str:
    """The database at `url` and the day of its last change, for people; empty where there is none yet."""
    name = _name(url)
    if url.startswith("sqlite:") and not Path(name).exists():
        return ""
    try:
        empty, last = _look(url, name)
    except FAILURES:
        return f"the database {name}, which cannot be read,"
    if empty:
        return ""
    changed = f"last changed on {from_ms(last):{SHOWN}}" if last else "without any change yet"
    return f"the database {name} ({changed})"


def _look(url: str, name: str) -> tuple[bool, int | None]:
    """Whether there are no tables at all, and the moment of the last change in milliseconds, if there is one."""
    at_sqlite = url.startswith("sqlite:")
    catalogue = (
        "SELECT name FROM sqlite_master" if at_sqlite else "SELECT tablename FROM pg_tables WHERE " + _OURS
    )
    opened: Any = sqlite3.connect(name) if at_sqlite else psycopg.connect(url)
    with closing(opened):
        tables = {each[0] for each in opened.execute(catalogue)}
        found = opened.execute('SELECT max(at) FROM "change"').fetchone() if "change" in tables else (None,)
    return not tables, found[0]


def moment(written: str) -> str:
    """A moment as a backup names it (ISO 8601), for people."""
    return f"{datetime.fromisoformat(written).astimezone(UTC):{SHOWN}}"


def _name(url: str) -> str:
    """The path of an SQLite file; name and host of a database on PostgreSQL, without user and password."""
    if url.startswith("sqlite:"):
        return unquote(url.removeprefix("sqlite:///"))
    parts = urlsplit(url)
    return f"{parts.path.lstrip('/')} at {parts.hostname or 'localhost'}"
