"""Many rows at once: the fastest way of each database to take them, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from guanxi.data.database import SQLITE_PRAGMAS, database, is_sqlite, row, rows, run

SELDOM, OFTEN = 8000, 1000
"""After how many pages in its log SQLite copies them into the file, in the midst of many writes and else."""
LARGE_KB = 32_000
"""What SQLite keeps of the file in the midst of many writes: the pages of a dozen indexes that rows after rows come into."""


def insert_many(table: str, names: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """Put rows of database values into `table`: one prepared statement on SQLite, one COPY on PostgreSQL."""
    columns = ", ".join(f'"{name}"' for name in names)
    if is_sqlite():
        marks = ", ".join("?" * len(names))
        database.cursor().executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', values)
        return
    with database.cursor().copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
        for each in values:
            copy.write_row(each)


def new_ids(table: str, count: int) -> Sequence[int]:
    """`count` ids of `table` that nobody else gets, ascending; on SQLite they are taken by the rows that follow."""
    if is_sqlite():
        found = row("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", (table,))
        last = int(found[0] or 0) if found else 0
        return range(last + 1, last + 1 + count)
    sql = "SELECT nextval(pg_get_serial_sequence(?, 'id')) FROM generate_series(1, ?)"
    return sorted(int(each[0]) for each in rows(sql, (table, count)))


@contextmanager
def many_writes() -> Iterator[None]:
    """Within the block SQLite copies its log into the file each 32 MB instead of each 4, and keeps more of the file at hand: pages that
    many transactions touch are then read and written once. It concerns this thread's connection only, and not what a power cut may cost.
    """
    if not is_sqlite():
        yield
        return
    run(f"PRAGMA wal_autocheckpoint = {SELDOM}")
    run(f"PRAGMA cache_size = -{LARGE_KB}")
    try:
        yield
    finally:
        run(f"PRAGMA cache_size = {SQLITE_PRAGMAS['cache_size']}")
        run(f"PRAGMA wal_autocheckpoint = {OFTEN}")


def run_many(sql: str, values: Sequence[Sequence[Any]]) -> None:
    """Run constant SQL with ``?`` marks once for each of `values`."""
    if values:
        text = sql if is_sqlite() else sql.replace("%", "%%").replace("?", "%s")
        database.cursor().executemany(text, values)
