"""Side tables: the 1:1 rows in which plugins keep their fields of another plugin's record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.data.database import row, run
from guanxi.records.resource import Extension


def read_side(extension: Extension, record_id: int) -> dict[str, Any]:
    """The stored values of the extension's columns for one record; None each where there is no side row yet."""
    names = extension.columns
    found = row(f"SELECT {', '.join(names)} FROM {extension.table} WHERE record_id = ?", (record_id,))
    return dict(zip(names, found or (None,) * len(names), strict=True))


def write_side(
    extension: Extension,
    record_id: int,
    columns: Mapping[str, Any],
    record: Mapping[str, Any],
    *,
    only_existing: bool = False,
) -> None:
    """Write columns of a side row, with the record's owner, team and sort key beside them where the table carries those."""
    written = dict(columns) | {name: record.get(name) for name in extension.kept_columns}
    sets = ", ".join(f"{name} = ?" for name in written)
    if only_existing:
        run(f"UPDATE {extension.table} SET {sets} WHERE record_id = ?", (*written.values(), record_id))
        return
    names = ["record_id", *written]
    run(
        f"INSERT INTO {extension.table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT (record_id) DO UPDATE SET {sets}",
        (record_id, *written.values(), *written.values()),
    )
