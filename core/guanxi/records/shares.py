"""What a share carries of its record: sort keys, quick filters, bin; so that the records shared with somebody are streams.

Whoever has thousands of shares then gets a page of them from an index of `collaborator` alone. The indexes are made after
the rows are filled, and lists use no index that is not there: so what is kept is complete wherever it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from guanxi.data.columns import from_ms, to_ms
from guanxi.data.database import as_set, in_set, is_sqlite, row, run
from guanxi.records import derived_streams
from guanxi.records.carrying import carried_keys
from guanxi.records.extension import literal
from guanxi.records.indexes import LIVING, known, quick, short_name
from guanxi.records.listing_sort import Kind, Place, SortKey, default_key, kind_of, own_place
from guanxi.records.resource import Resource

PLACE = Place('"collaborator"', "record_id")
QUICK_CASTS: Mapping[Kind, str] = {"text": "", "integer": "::bigint"}


@dataclass(frozen=True, slots=True)
class Stream:
    """An index of the shares of one resource by `key`: one stream a user, or one a user and value of a quick filter's column."""

    resource: str
    key: SortKey
    column: str
    quick: str = ""
    quick_kind: Kind = "integer"

    @property
    def name(self) -> str:
        """The index's name; another default sort has another index, before which all is filled anew."""
        return short_name(f"{_prefix(self.resource)}{self.column}{'__' if self.quick else ''}{self.quick}")

    @property
    def expression(self) -> str:
        """The quick filter's value on the alias ``y``."""
        return self._value("y.")

    @property
    def mark(self) -> str:
        """The condition by which a query asks for the shares of this resource, and with it for the index."""
        return f"kind = '{literal(self.resource)}'"

    def sql(self) -> str:
        """The statement that makes the index; what shares are asked beside is in it, so that no row need be read."""
        collation = ' COLLATE "C"' if self.key.kind == "text" and not is_sqlite() else ""
        sort = "" if self.key.is_id else f'"{self.key.column}"{collation}, '
        head = f"{self._value('')}, " if self.quick else ""
        columns = f"user_id, {head}{sort}record_id, level, until"
        return f'CREATE INDEX IF NOT EXISTS "{self.name}" ON {PLACE.table} ({columns}) WHERE {LIVING} AND {self.mark}'

    def _value(self, alias: str) -> str:
        if is_sqlite():
            return f"json_extract({alias}quick, '$.{self.quick}')"
        return f"((({alias}quick)::jsonb ->> '{self.quick}'){QUICK_CASTS[self.quick_kind]})"


def stream(resource: Resource, column: str, quick_column: str = "") -> Stream | None:
    """The stream of shares by a sort column, also by a quick filter's; None where there is none (yet)."""
    found = streams(resource).get((column, quick_column))
    return found if found and found.name in known(PLACE) else None


@lru_cache(maxsize=512)
def streams(resource: Resource) -> Mapping[tuple[str, str], Stream]:
    """The streams that a resource's shares have, by the columns of sort key and quick filter ("" for none).

    Quick filters have theirs under the default sort, as they have them by team and owner.
    """
    found = {(column, ""): Stream(resource.name, key, column) for column, key in _kept_keys(resource).items()}
    first = default_key(resource).column
    if (first, "") in found:
        key = found[first, ""].key
        quicks = _quick(resource).items()
        found |= {(first, name): Stream(resource.name, key, first, name, kind) for name, kind in quicks}
    return found


def create(resource: Resource) -> list[str]:
    """Fill what the shares of a resource keep and make the missing indexes; drop those of another sort; return the names made."""
    wanted = {each.name: each.sql() for each in streams(resource).values()}
    return derived_streams.make(
        PLACE, _prefix(resource.name), wanted, lambda: fill(resource), kept=bool(resource.rows.shared)
    )


def drop(resource: Resource) -> None:
    """Drop the indexes over a resource's shares; lists then look the records up."""
    derived_streams.drop(each.name for each in streams(resource).values())


def share(
    resource: Resource,
    record_id: int,
    user: int,
    level: int,
    now: datetime,
    *,
    until: datetime | None = None,
    by: int | None = None,
) -> None:
    """Let `user` into one record at `level` until a moment (aware; None: without end), or change the share he has."""
    end = None if until is None else to_ms(until)
    run(
        "INSERT INTO collaborator (kind, record_id, user_id, level, until, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (user_id, kind, record_id) DO UPDATE SET level = excluded.level, until = excluded.until",
        (resource.name, record_id, user, level, end, to_ms(now), by),
    )
    _keep(resource, "AND record_id = ?", (record_id,))


def shared_with(resource: Resource, record_id: int, user: int) -> tuple[int, int | None] | None:
    """Level and end (ms) of the share that `user` has in a record, ended ones too; None where there is none."""
    found = row(
        "SELECT level, until FROM collaborator WHERE user_id = ? AND kind = ? AND record_id = ?",
        (user, resource.name, record_id),
    )
    return (found[0], found[1]) if found else None


def put(
    resource: Resource, record_id: int, user: int, level: int | None, end: int | None, now: datetime, by: int
) -> tuple[tuple[int, int | None] | None, tuple[int, int | None] | None]:
    """Let `user` in at `level` until `end` (ms), or with no level no more; return his share before and after."""
    before = shared_with(resource, record_id, user)
    after = None if level is None else (level, end)
    if level is None and before is not None:
        unshare(resource, record_id, user)
    elif level is not None and before != after:
        share(resource, record_id, user, level, now, until=None if end is None else from_ms(end), by=by)
    return before, after


def unshare(resource: Resource, record_id: int, user: int) -> None:
    """Take the share of `user` in a record away."""
    run(
        "DELETE FROM collaborator WHERE user_id = ? AND kind = ? AND record_id = ?",
        (user, resource.name, record_id),
    )


def follow(resource: Resource, record_id: int, written: Iterable[str]) -> None:
    """Keep in a record's shares what they carry of the columns `written`; called by the change that wrote them."""
    if resource.rows.shared and not _carried(resource).isdisjoint(written):
        _keep(resource, "AND record_id = ?", (record_id,))


def follow_many(resource: Resource, ids: Iterable[int], written: Iterable[str]) -> None:
    """The same for many records, in one statement."""
    if resource.rows.shared and not _carried(resource).isdisjoint(written):
        _keep(resource, f"AND {in_set('record_id')}", (as_set(ids),))


def fill(resource: Resource) -> None:
    """Keep in all shares of a resource what they carry; set-based.

    Called before the indexes are made, and after a bulk write past the change.
    """
    if resource.rows.shared:
        differs = "IS NOT" if is_sqlite() else "IS DISTINCT FROM"
        kept = _values(resource).items()
        _keep(
            resource,
            f"AND ({' OR '.join(f'{PLACE.table}.{name} {differs} {value}' for name, value in kept)})",
        )


def forget_records(resource: Resource, gone: Iterable[int]) -> None:
    """Drop the shares of records that go for good."""
    if resource.rows.shared:
        run(
            f"DELETE FROM collaborator WHERE kind = ? AND {in_set('record_id')}",
            (resource.name, as_set(gone)),
        )


def _keep(resource: Resource, which: str, params: tuple[Any, ...] = ()) -> None:
    run(f"{_keep_sql(resource, sqlite=is_sqlite())} {which}", (resource.name, *params))


@lru_cache(maxsize=512)
def _keep_sql(resource: Resource, *, sqlite: bool) -> str:
    sets = ", ".join(f"{name} = {value}" for name, value in _values(resource).items())
    record = own_place(resource).table
    return f"UPDATE collaborator SET {sets} FROM {record} r WHERE r.id = collaborator.record_id AND collaborator.kind = ?"


def _values(resource: Resource) -> dict[str, str]:
    """What is kept, by the column of `collaborator`: SQL over the record ``r``."""
    found = {"deleted_at": "r.deleted_at"}
    names = _quick(resource)
    kept = _kept_keys(resource).items()
    found |= {key.column: f'r."{column}"' for column, key in kept if not key.is_id}
    if names:
        pairs = ", ".join(f"'{name}', r.\"{name}\"" for name in names)
        found["quick"] = f"json_object({pairs})" if is_sqlite() else f"json_build_object({pairs})::text"
    return found


@lru_cache(maxsize=512)
def _carried(resource: Resource) -> frozenset[str]:
    return frozenset(("deleted_at", *_kept_keys(resource), *_quick(resource)))


@lru_cache(maxsize=512)
def _kept_keys(resource: Resource) -> Mapping[str, SortKey]:
    """The sort keys that shares carry, by the record's column."""
    return carried_keys(resource, PLACE) if resource.rows.shared else {}


@lru_cache(maxsize=512)
def _quick(resource: Resource) -> Mapping[str, Kind]:
    """The columns of quick filters that are kept."""
    columns = resource.model._meta.columns
    found = {f.columns[0]: kind_of(columns[f.columns[0]]) for f in resource.fields if quick(resource, f)}
    return {name: kind for name, kind in found.items() if kind in QUICK_CASTS}


def _prefix(resource: str) -> str:
    return f"list_shares_{resource.replace('.', '_')}__"
