"""Indexes records that were there before: a few at a time, by a job that goes on where it stopped."""

from __future__ import annotations

from typing import Any

from guanxi.data.database import is_sqlite, row, rows, run
from guanxi.records.listing_columns import places, side_joins
from guanxi.records.resource import Resource
from guanxi.records.search import storage
from guanxi.records.search.index import entry_of
from guanxi.records.search.kinds import numbered, numbers
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
        known_ids = {entry.id for entry in entries}
        storage.write([storage.Entry(key) for key in storage.beyond(low, high + 1) if key not in known_ids])
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


def count(resource: Resource, owner: int | None = None) -> int:
    """How many living records there are, for the progress; of `owner` alone, if given."""
    mine = " AND owner_id = ?" if owner is not None else ""
    sql = f'SELECT count(*) FROM "{resource.model._meta.table_name}" WHERE deleted_at IS NULL{mine}'
    found = row(sql, () if owner is None else (owner,))
    return int(found[0]) if found else 0


def differing(resource: Resource, at_once: int = AT_ONCE) -> int:
    """How many of the newest records are not in the index as they are, or are there no more."""
    known = numbers(resource)
    if known is None:
        return 0
    found = _newest(resource, at_once)
    made = [entry_of(resource, known, each["id"], each) for each in found]
    wanted = {entry.id: entry for entry in made if entry.texts}
    low = storage.entry_id(known.kind, found[-1]["id"] if len(found) == at_once else 0)
    there = storage.beyond(low - 1, storage.entry_id(known.kind + 1, 0))
    return sum(there.get(key) != wanted.get(key) for key in there.keys() | wanted.keys())


def _newest(resource: Resource, at_once: int) -> list[dict[str, Any]]:
    return _read(resource, "r.deleted_at IS NULL ORDER BY r.id DESC", (), at_once)


def _records(resource: Resource, after: int, at_once: int, owner: int | None) -> list[dict[str, Any]]:
    """Living records by id with what their entries are made of; on PostgreSQL nobody changes them until the commit."""
    mine = " AND r.owner_id = ?" if owner is not None else ""
    where = f"r.id > ?{mine} AND r.deleted_at IS NULL ORDER BY r.id"
    return _read(resource, where, (after, *([] if owner is None else [owner])), at_once, lock=not is_sqlite())


def _read(
    resource: Resource, where: str, params: tuple[Any, ...], at_once: int, *, lock: bool = False
) -> list[dict[str, Any]]:
    fields = searched(resource)
    names = ["id", "owner_id", "team_id", *(field.columns[0] for field in fields)]
    chosen = ["r.id", "r.owner_id", "r.team_id", *(places(resource, field)[0] for field in fields)]
    joins = side_joins(resource, [field.name for field in fields])
    table, locked = resource.model._meta.table_name, " FOR SHARE OF r" if lock else ""
    sql = f'SELECT {", ".join(chosen)} FROM "{table}" r{joins} WHERE {where} LIMIT {at_once}{locked}'
    return [dict(zip(names, values, strict=True)) for values in rows(sql, params)]
