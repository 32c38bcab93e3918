"""Keeps the index of tags in step with the records: every change writes it in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from guanxi.data.database import as_set, in_set, is_sqlite, run
from guanxi.data.fields.about import refs_in
from guanxi.data.many import insert_many
from guanxi.records.carrying import carried_keys
from guanxi.records.listing_sort import Place, own_place
from guanxi.records.resource import Resource
from guanxi.records.tagging.side import FIELD

PLACE = Place('"tagged"', "record_id")
_MARKS = """replace(replace(replace(replace(s.tags, '"work.tag/', ''), '"', ''), '[', ','), ']', ',')"""


def marks_of(ids: Iterable[int]) -> str:
    """All tags of a record as one text, each between commas."""
    return f",{','.join(str(key) for key in ids)},"


def follow(
    resource: Resource,
    record_id: int,
    columns: Mapping[str, Any],
    written: Iterable[str],
    *,
    new: bool = False,
) -> None:
    """Keep the rows of one record; `columns` are its database values now, `written` those that a change just wrote."""
    if not resource.tags:
        return
    written = frozenset(written)
    if FIELD in written:
        if not new:
            run("DELETE FROM tagged WHERE kind = ? AND record_id = ?", (resource.name, record_id))
        _add(resource, record_id, columns)
    elif not (new or _carried(resource).isdisjoint(written)):
        _keep(resource, "AND record_id = ?", (record_id,))


def follow_many(resource: Resource, ids: Iterable[int], written: Iterable[str]) -> None:
    """The same for many records whose tags stay what they were, in one statement."""
    if resource.tags and not _carried(resource).isdisjoint(written):
        _keep(resource, f"AND {in_set('record_id')}", (as_set(ids),))


def follow_owner(resource: Resource, owner: int) -> None:
    """The same for all records of an owner, after their team was written past the change."""
    if resource.tags:
        mine = f"SELECT id FROM {own_place(resource).table} WHERE owner_id = ?"
        _keep(resource, f"AND record_id IN ({mine})", (owner,))


def fill(resource: Resource) -> None:
    """Make the rows of all records of a resource anew from what each bears; set-based, after a bulk write past the change."""
    if not resource.tags:
        return
    split = "json_each(s.tags) e" if is_sqlite() else "jsonb_array_elements_text(s.tags::jsonb) AS e(value)"
    number = "CAST(substr(e.value, instr(e.value, '/') + 1) AS INTEGER)"
    if not is_sqlite():
        number = "split_part(e.value, '/', 2)::bigint"
    values = _values(resource) | {"tags": _MARKS}
    run("DELETE FROM tagged WHERE kind = ?", (resource.name,))
    run(
        f"INSERT INTO tagged (kind, record_id, tag_id, {', '.join(values)}) "
        f"SELECT s.kind, s.record_id, {number}, {', '.join(values.values())} FROM record_tags s "
        f"JOIN {own_place(resource).table} r ON r.id = s.record_id CROSS JOIN {split} "
        "WHERE s.kind = ? AND s.tags IS NOT NULL",
        (resource.name,),
    )


def forget_records(resource: Resource, gone: Iterable[int]) -> None:
    """Drop the rows of records that go for good."""
    if resource.tags:
        run(f"DELETE FROM tagged WHERE kind = ? AND {in_set('record_id')}", (resource.name, as_set(gone)))


def _add(resource: Resource, record_id: int, columns: Mapping[str, Any]) -> None:
    refs = refs_in(columns.get(FIELD)) or ()
    kept = {name: columns.get(column) for name, column in _sources(resource).items()}
    kept["tags"] = marks_of(ref.id for ref in refs)
    found = [(resource.name, record_id, ref.id, *kept.values()) for ref in refs]
    if found:
        insert_many("tagged", ("kind", "record_id", "tag_id", *kept), found)


def _keep(resource: Resource, which: str, params: tuple[Any, ...]) -> None:
    run(f"{_keep_sql(resource)} {which}", (resource.name, *params))


@lru_cache(maxsize=512)
def _keep_sql(resource: Resource) -> str:
    sets = ", ".join(f"{name} = {value}" for name, value in _values(resource).items())
    record = own_place(resource).table
    return f"UPDATE tagged SET {sets} FROM {record} r WHERE r.id = tagged.record_id AND tagged.kind = ?"


def _values(resource: Resource) -> dict[str, str]:
    """What is kept, by the column of `tagged`: SQL over the record ``r``."""
    return {name: f'r."{column}"' for name, column in _sources(resource).items()}


@lru_cache(maxsize=512)
def _sources(resource: Resource) -> Mapping[str, str]:
    """The record's column behind each column of `tagged`."""
    keys = carried_keys(resource, PLACE).items()
    found = {key.column: column for column, key in keys if not key.is_id}
    return {"owner_id": "owner_id", "team_id": "team_id", "deleted_at": "deleted_at"} | found


@lru_cache(maxsize=512)
def _carried(resource: Resource) -> frozenset[str]:
    return frozenset(_sources(resource).values())
