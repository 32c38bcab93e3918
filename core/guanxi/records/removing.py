"""Many records into the bin inside one change: a statement for their table and one for each side table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guanxi.data.database import as_set, in_set, run
from guanxi.records.resource import Resource


def update_records(resource: Resource, ids: Sequence[int], written: Mapping[str, Any], version: int) -> int:
    """Write the same columns of records that are all at `version`, side rows too; return how many records were."""
    chosen = as_set(ids)
    found = run(
        f'UPDATE "{resource.model._meta.table_name}" SET {_sets(written)} WHERE {in_set("id")} AND version = ? AND deleted_at IS NULL',
        (*written.values(), chosen, version),
    )
    for extension in resource.extensions:
        kept = {name: value for name, value in written.items() if name in extension.kept_columns}
        if kept:
            run(
                f"UPDATE {extension.table} SET {_sets(kept)} WHERE {in_set('record_id')}{extension.mine()}",
                (*kept.values(), chosen),
            )
    return found


def _sets(written: Mapping[str, Any]) -> str:
    return ", ".join(f'"{name}" = ?' for name in written)
