"""The least that an import can cost: the same rows into the same indexed tables by raw driver, a thousand a transaction, with
executemany on SQLite and COPY on PostgreSQL; nothing of guanxi is imported here.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from typing import Any

import psycopg

AT_ONCE = 1000
PRAGMAS = ("PRAGMA journal_mode = wal", "PRAGMA synchronous = normal", "PRAGMA foreign_keys = 1")


def insert_rows(url: str, table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> float:
    """Insert `rows` into a table of the twin at `url`; the seconds it took."""
    columns = ", ".join(f'"{name}"' for name in names)
    parts = [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)]
    if url.startswith("sqlite:"):
        return _sqlite(url, f"{table} ({columns})", len(names), parts)
    return _postgresql(url, f"{table} ({columns})", parts)


def _sqlite(url: str, place: str, width: int, parts: Sequence[Sequence[Sequence[Any]]]) -> float:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    sql = f"INSERT INTO {place} VALUES ({', '.join('?' * width)})"
    begun = time.perf_counter()
    for part in parts:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(sql, part)
        connection.execute("COMMIT")
    took = time.perf_counter() - begun
    connection.close()
    return took


def _postgresql(url: str, place: str, parts: Sequence[Sequence[Sequence[Any]]]) -> float:
    with psycopg.connect(url, autocommit=True) as connection:
        begun = time.perf_counter()
        for part in parts:
            with (
                connection.transaction(),
                connection.cursor().copy(f"COPY {place} FROM STDIN") as copy,
            ):
                for row in part:
                    copy.write_row(row)
        return time.perf_counter() - begun
