"""Many rows at once: the fastest way of each database to take them, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from guanxi.data.database import database, is_sqlite, row, rows


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


def run_many(sql: str, values: Sequence[Sequence[Any]]) -> None:
    """Run constant SQL with ``?`` marks once for each of `values`."""
    if values:
        text = sql if is_sqlite() else sql.replace("%", "%%").replace("?", "%s")
        database.cursor().executemany(text, values)
