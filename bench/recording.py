"""Records the statements that the app sends, as its database driver gets them, transactions included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from guanxi.data.database import database

Statement = tuple[str, Any]


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """The statements of everything that runs within the block; whoever reads them takes them out."""
    found: list[Statement] = []
    opened, plain = (
        database.obj,
        {name: getattr(database.obj, name) for name in ("execute_sql", "begin", "commit")},
    )

    def execute_sql(sql: str, params: Any = None) -> Any:
        found.append((sql, params))
        return plain["execute_sql"](sql, params)

    def begin(*options: Any) -> None:
        found.append((opening, None))
        plain["begin"](*options)

    def commit() -> None:
        found.append(("COMMIT", None))
        plain["commit"]()

    opening = "BEGIN IMMEDIATE" if type(opened).__name__ == "PooledSqliteDatabase" else "BEGIN"
    opened.execute_sql, opened.begin, opened.commit = execute_sql, begin, commit
    try:
        yield found
    finally:
        for name in plain:
            delattr(opened, name)
