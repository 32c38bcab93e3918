"""Indexes records that were there before: a few at a time, by a job that goes on where it stopped."""

from __future__ import annotations

from typing import Any

from guanxi.data.database import as_set, in_set, is_sqlite, row, rows, run
from guanxi.records.host import Host
from guanxi.records.listing_columns import places, side_joins
from guanxi.records.resource import Resource
from guanxi.records.search import storage
from guanxi.records.search.index import entry_of
from guanxi.records.search.kinds import numbered
from guanxi.records.search.texts import searched

AT_ONCE = 500


def build(resource: Resource, after: int, at_once: int = AT_ONCE, owner: int | None = None) -> int | None:
    """Index the next records beyond the id `after` (those of `owner`, if given); return the last id, None at the end.

    What is in the index and is no living record any more is taken out. Called inside a write transaction.
    """
    known = numbered(resource)
    found = _records(resource, after, at_once, owner)
    last = found[-1]["id"] if len(found) == at_once else None
    entries = [entry_of(resource, known, record["id"], record) for record in found]
    low = storage.entry_id(known.kind, after)
    high = storage.entry_id(known.kind, last if last is not None else storage.RANGE - 1)
    storage.write(entries)
    if owner is None:
        there = rows("SELECT id FROM search_entry WHERE id > ? AND id <= ?", (low, high))
        storage.write([storage.Entry(key) for (key,) in there if key not in {entry.id for entry in entries}])
    return last


def finish(resource: Resource, build_number: int) -> None:
    """Say that the index of a resource is complete, unless it was wanted anew meanwhile."""
    run(
        "UPDATE search_kind SET complete = TRUE WHERE kind = ? AND build = ?",
        (resource.name, build_number),
    )


def is_wanted(resource: Resource, build_number: int) -> bool:
    """Tell whether the job with this number is the one that was wanted last."""
    found = row("SELECT build FROM search_kind WHERE kind = ?", (resource.name,))
    return found is not None and int(found[0]) == build_number


def count(resource: Resource) -> int:
    """How many records there are, for the progress."""
    found = row(f'SELECT count(*) FROM "{resource.model._meta.table_name}" WHERE deleted_at IS NULL')
    return int(found[0]) if found else 0


def differing(resource: Resource, at_once: int) -> int:
    """How many of the newest records are not in the index as they are."""
    known = numbered(resource)
    table = resource.model._meta.table_name
    top = rows(f'SELECT id FROM "{table}" ORDER BY id DESC LIMIT 1 OFFSET {at_once}')
    found = _records(resource, top[0][0] if top else 0, at_once, None)
    entries = {e.id: e for e in (entry_of(resource, known, each["id"], each) for each in found) if e.texts}
    return sum(storage.read(entries).get(key) != entry for key, entry in entries.items())


def _records(resource: Resource, after: int, at_once: int, owner: int | None) -> list[dict[str, Any]]:
    """Living records by id with what their entries are made of; on PostgreSQL nobody changes them until the commit."""
    fields = searched(resource)
    names = ["id", "owner_id", "team_id", *(field.columns[0] for field in fields)]
    chosen = ["r.id", "r.owner_id", "r.team_id", *(places(resource, field)[0] for field in fields)]
    joins = side_joins(resource, [field.name for field in fields])
    mine = " AND r.owner_id = ?" if owner is not None else ""
    lock = "" if is_sqlite() else " FOR SHARE OF r"
    found = rows(
        f'SELECT {", ".join(chosen)} FROM "{resource.model._meta.table_name}" r{joins} '
        f"WHERE r.id > ?{mine} AND r.deleted_at IS NULL ORDER BY r.id LIMIT {at_once}{lock}",
        (after, *([] if owner is None else [owner])),
    )
    return [dict(zip(names, values, strict=True)) for values in found]


def entries_of(host: Host) -> dict[str, tuple[int, int]]:
    """For each searched kind how many entries and how many living records there are; reads all ids."""
    found = {}
    for resource in host.resources.values():
        if searched(resource) and (known := row("SELECT number FROM search_kind WHERE kind = ?", (resource.name,))):
            low, high = storage.entry_id(known[0], 0), storage.entry_id(known[0] + 1, 0)
            counted = row("SELECT count(*) FROM search_entry WHERE id > ? AND id < ?", (low, high))
            found[resource.name] = (int(counted[0]) if counted else 0, count(resource))
    return found


__all__ = ["AT_ONCE", "as_set", "build", "count", "differing", "entries_of", "finish", "in_set", "is_wanted"]
