"""Emptying the bin: records that were deleted long ago go for good, a few at a time; their journal stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from guanxi.data.columns import to_ms
from guanxi.data.database import as_set, in_set, rows, run, write_transaction
from guanxi.data.fields import Link
from guanxi.data.fields.tags import TAG
from guanxi.records import about, milestone_rows, shares
from guanxi.records.resource import Resource
from guanxi.records.search.index import forget
from guanxi.records.tagging import following as tagging
from guanxi.records.tagging.purging import release

KEPT = timedelta(days=30)
AT_ONCE = 500
MOST_HANGING = 5000
"""What hangs on the records of one call, so that no transaction grows without end; one record alone may have more."""
Way = tuple[Resource, str]
"""Records that hang on others, and the column of the link by which they do."""


def purge(
    resource: Resource,
    now: datetime,
    *,
    at_once: int = AT_ONCE,
    resources: Mapping[str, Resource] | None = None,
) -> int:
    """Drop up to `at_once` records that lie in the bin for more than thirty days, with their side rows and shares; return how many.

    What of `resources` (by name) hangs on them goes with them, wherever it is: parts and links, which nobody could see any
    more, and entries about nothing else. Where much hangs on them they are fewer, and `at_once` is returned: there is more
    to do. Tags are first taken off the records that bear them, `at_once` of these a call, and go when none is left.
    """
    table = f'"{resource.model._meta.table_name}"'
    old = f"SELECT id FROM {table} WHERE deleted_at IS NOT NULL AND deleted_at < ? ORDER BY deleted_at, id LIMIT {at_once}"
    limit, known = to_ms(now - KEPT), resources or {}
    with write_transaction():
        if resource.name == TAG and release(limit, at_once):
            return at_once
        found = [key for (key,) in rows(old, (limit,))]
        chosen = _few(found, _ways(resource, known))
        # The condition is asked twice, lest what somebody restores meanwhile goes too.
        sql = f"DELETE FROM {table} WHERE {in_set('id')} AND deleted_at < ? RETURNING id"
        gone = [key for (key,) in rows(sql, (as_set(chosen), limit))] if chosen else []
        _forget(resource, gone, known)
    return len(gone) if len(chosen) == len(found) else at_once


def _ways(resource: Resource, resources: Mapping[str, Resource]) -> list[Way]:
    """How other records hang on those of a resource: by the links without whose records nobody sees them."""
    links = [(other, other.by_name[name]) for other in resources.values() for name in other.rows.through]
    return [
        (other, link.columns[0])
        for other, link in links
        if isinstance(link, Link) and link.to == resource.name
    ]


def _few(ids: Sequence[int], ways: Sequence[Way]) -> Sequence[int]:
    """The first of the records, as long as not too much hangs on them; at least one."""
    hanging = Counter[int]()
    for other, column in ways if ids else ():
        table = f'"{other.model._meta.table_name}"'
        sql = f'SELECT "{column}", count(*) FROM {table} WHERE {in_set(column)} GROUP BY "{column}"'
        hanging.update(dict(rows(sql, (as_set(ids),))))
    left = MOST_HANGING
    for place, key in enumerate(ids):
        left -= hanging[key]
        if left < 0 and place:
            return ids[:place]
    return ids


def _forget(resource: Resource, gone: list[int], resources: Mapping[str, Resource]) -> None:
    """Drop what hangs on records that are gone, and what hangs on that; entries about nothing any more are gone too."""
    if not gone:
        return
    for extension in resource.extensions:
        sql = f"DELETE FROM {extension.table} WHERE {in_set('record_id')}{extension.mine()}"
        run(sql, (as_set(gone),))
    shares.forget_records(resource, gone)
    tagging.forget_records(resource, gone)
    milestone_rows.forget_records(resource, gone)
    for other, column in _ways(resource, resources):
        table = f'"{other.model._meta.table_name}"'
        sql = f"DELETE FROM {table} WHERE {in_set(column)} RETURNING id"
        hung = [key for (key,) in rows(sql, (as_set(gone),))]
        forget(other, hung)
        _forget(other, hung, resources)
    for kind, ids in about.forget_records(resource, gone).items():
        if kind in resources:
            _drop(resources[kind], ids)
            _forget(resources[kind], ids, resources)


def _drop(entries: Resource, ids: Iterable[int]) -> None:
    run(f'DELETE FROM "{entries.model._meta.table_name}" WHERE {in_set("id")}', (as_set(ids),))
    forget(entries, ids)
