"""Emptying the bin: records that were deleted long ago go for good, a few at a time; their journal stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from guanxi.data.columns import to_ms
from guanxi.data.database import as_set, in_set, rows, run, write_transaction
from guanxi.records import shares
from guanxi.records.resource import Resource

KEPT = timedelta(days=30)
AT_ONCE = 500


def purge(resource: Resource, now: datetime, *, at_once: int = AT_ONCE) -> int:
    """Drop up to `at_once` records that lie in the bin for more than thirty days, with their side rows and shares; return how many."""
    table = f'"{resource.model._meta.table_name}"'
    old = f"SELECT id FROM {table} WHERE deleted_at IS NOT NULL AND deleted_at < ? ORDER BY deleted_at, id LIMIT {at_once}"
    limit = to_ms(now - KEPT)
    with write_transaction():
        # The condition is asked twice, lest what somebody restores meanwhile goes too.
        sql = f"DELETE FROM {table} WHERE id IN ({old}) AND deleted_at < ? RETURNING id"
        gone = [key for (key,) in rows(sql, (limit, limit))]
        if gone:
            for extension in resource.extensions:
                run(f"DELETE FROM {extension.table} WHERE {in_set('record_id')}", (as_set(gone),))
            shares.forget_records(resource, gone)
    return len(gone)
