"""Emptying the bin: records that were deleted long ago go for good, a few at a time; their journal stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from guanxi.data.columns import to_ms
from guanxi.data.database import as_set, in_set, rows, run, write_transaction
from guanxi.data.fields.tags import TAG
from guanxi.records import about, shares
from guanxi.records.resource import Resource
from guanxi.records.search.index import forget
from guanxi.records.tagging import following as tagging
from guanxi.records.tagging.purging import release

KEPT = timedelta(days=30)
AT_ONCE = 500


def purge(
    resource: Resource,
    now: datetime,
    *,
    at_once: int = AT_ONCE,
    resources: Mapping[str, Resource] | None = None,
) -> int:
    """Drop up to `at_once` records that lie in the bin for more than thirty days, with their side rows and shares; return how many.

    Entries of `resources` (by name) that were about nothing else go with them. Tags are first taken off the records that
    bear them, `at_once` of these a call, and go when none is left.
    """
    table = f'"{resource.model._meta.table_name}"'
    old = f"SELECT id FROM {table} WHERE deleted_at IS NOT NULL AND deleted_at < ? ORDER BY deleted_at, id LIMIT {at_once}"
    limit = to_ms(now - KEPT)
    with write_transaction():
        if resource.name == TAG and release(limit, at_once):
            return at_once
        # The condition is asked twice, lest what somebody restores meanwhile goes too.
        sql = f"DELETE FROM {table} WHERE id IN ({old}) AND deleted_at < ? RETURNING id"
        gone = [key for (key,) in rows(sql, (limit, limit))]
        _forget(resource, gone, resources or {})
    return len(gone)


def _forget(resource: Resource, gone: list[int], resources: Mapping[str, Resource]) -> None:
    """Drop what hangs on records that are gone; entries about nothing any more are gone too."""
    if not gone:
        return
    for extension in resource.extensions:
        sql = f"DELETE FROM {extension.table} WHERE {in_set('record_id')}{extension.mine()}"
        run(sql, (as_set(gone),))
    shares.forget_records(resource, gone)
    tagging.forget_records(resource, gone)
    for kind, ids in about.forget_records(resource, gone).items():
        if kind in resources:
            _drop(resources[kind], ids)
            _forget(resources[kind], ids, resources)


def _drop(entries: Resource, ids: Iterable[int]) -> None:
    run(f'DELETE FROM "{entries.model._meta.table_name}" WHERE {in_set("id")}', (as_set(ids),))
    forget(entries, ids)
