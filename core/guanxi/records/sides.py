"""Side tables: the 1:1 rows in which plugins keep their fields of another plugin's record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from guanxi.data.database import row, run
from guanxi.records.presence import absent, beside
from guanxi.records.resource import Extension, Resource


def read_side(extension: Extension, record_id: int) -> dict[str, Any]:
    """The stored values of the extension's columns for one record; None each where there is no side row yet."""
    names = extension.columns
    if absent(beside(extension, record_id)):
        return dict.fromkeys(names)
    found = row(
        f"SELECT {', '.join(_quoted(names))} FROM {extension.table} WHERE record_id = ?{extension.mine()}",
        (record_id,),
    )
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
    sets = ", ".join(f"{name} = ?" for name in _quoted(written))
    if only_existing:
        sql = f"UPDATE {extension.table} SET {sets} WHERE record_id = ?{extension.mine()}"
        run(sql, (*written.values(), record_id))
        return
    key = keyed(extension, record_id)
    names = [*key, *written]
    run(
        f"INSERT INTO {extension.table} ({', '.join(_quoted(names))}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}",
        (*key.values(), *written.values(), *written.values()),
    )


def keyed(extension: Extension, record_id: int) -> dict[str, Any]:
    """The primary key of a record's row in a side table."""
    return dict(zip(extension.key, (extension.kind, record_id)[-len(extension.key) :], strict=True))


def complete(
    resource: Resource, touched: list[tuple[Extension, dict[str, Any]]]
) -> list[tuple[Extension, dict[str, Any]]]:
    """What to write beside a new record: side tables that lists walk have a row for every record, even an empty one."""
    names = {extension.table for extension, _columns in touched}
    kept = [
        extension
        for extension in resource.extensions
        if extension.kept_columns and extension.table not in names
    ]
    return [*touched, *((extension, {}) for extension in kept)]


def fill(resource: Resource) -> None:
    """Give every record its row in each side table that lists walk, and refresh what is kept there; set-based.

    Called when a side table joins a resource that has records already, and after a bulk write past the change. Rows of
    records that went for good while nobody knew of the side table go too.
    """
    table = f'"{resource.model._meta.table_name}"'
    for extension in resource.extensions:
        side = extension.table
        run(
            f"DELETE FROM {side} WHERE NOT EXISTS (SELECT 1 FROM {table} r WHERE r.id = {side}.record_id)"
            f"{extension.mine()}"
        )
        names = _quoted(sorted(extension.kept_columns))
        if not names:
            continue
        values = ", ".join(f"r.{name}" for name in names)
        sets = ", ".join(f"{name} = excluded.{name}" for name in names)
        run(
            f"INSERT INTO {extension.table} (record_id, {', '.join(names)}) "
            f"SELECT r.id, {values} FROM {table} r WHERE true "
            f"ON CONFLICT (record_id) DO UPDATE SET {sets}"
        )


def _quoted(names: Iterable[str]) -> list[str]:
    """Column names as SQL: one may be called as a word of SQL is, or hold capitals."""
    return [f'"{name}"' for name in names]
