"""Keeps the index inside each change: what was written is noted, and indexed once, before the journal closes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import starmap
from typing import Any

from guanxi.records.resource import Resource
from guanxi.records.search.grams import field_tokens
from guanxi.records.search.kinds import Numbers, numbered
from guanxi.records.search.storage import Entry, entry_id, write
from guanxi.records.search.texts import of_field, searched, texts_of

RULE = frozenset({"owner_id", "team_id", "deleted_at"})


class Noted:
    """The records of one change whose index entries must follow, with their columns as they are now."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], tuple[Resource, Mapping[str, Any], bool]] = {}
        self._numbers: dict[str, Numbers] = {}

    def copy(self) -> Noted:
        """The same at this moment, to return to."""
        found = Noted()
        found._found, found._numbers = dict(self._found), dict(self._numbers)
        return found

    def note(
        self, resource: Resource, record_id: int, columns: Mapping[str, Any], *, new: bool = False
    ) -> None:
        """Remember a record that was written; `columns` are its database values, those of side tables too."""
        if not searched(resource):
            return
        if resource.name not in self._numbers:
            self._numbers[resource.name] = numbered(resource)
        key = (resource.name, record_id)
        self._found[key] = (resource, columns, new or (key in self._found and self._found[key][2]))

    def index(self) -> None:
        """Write the entries of everything noted."""
        for fresh in (True, False):
            found = [(key[1], *each[:2]) for key, each in self._found.items() if each[2] is fresh]
            if found:
                write(starmap(self._entry, found), new=fresh)
        self._found.clear()

    def _entry(self, record_id: int, resource: Resource, columns: Mapping[str, Any]) -> Entry:
        return entry_of(resource, self._numbers[resource.name], record_id, columns)


@lru_cache(maxsize=1024)
def columns_of(resource: Resource) -> frozenset[str]:
    """The columns on which the entry of a record depends."""
    return RULE | {column for field in searched(resource) for column in field.columns}


def concerns(resource: Resource, changed: Iterable[str]) -> bool:
    """Tell whether a change of these columns changes the entry."""
    return bool(searched(resource)) and not columns_of(resource).isdisjoint(changed)


def entry_of(resource: Resource, known: Numbers, record_id: int, columns: Mapping[str, Any]) -> Entry:
    """The entry of a record with these database values; of one in the bin it is empty."""
    key = entry_id(known.kind, record_id)
    if columns.get("deleted_at") is not None:
        return Entry(key)
    texts = texts_of(searched(resource), known.fields, columns)
    if not texts:
        return Entry(key)
    return Entry(key, columns.get("owner_id"), columns.get("team_id"), texts)


def foresee(resource: Resource, known: Numbers | None, rows: Iterable[Mapping[str, Any]]) -> None:
    """Make what search will keep of new records with these values by field, so that the change finds it done.

    Reads no database; `known` are the numbers of the resource, without which nothing is made.
    """
    fields = searched(resource)
    for values in rows if known else ():
        for field in fields:
            value = values.get(field.name)
            if known and value and isinstance(value, str):
                field_tokens(str(known.fields[field.name]), of_field(field, value))


def forget_foreseen() -> None:
    """Give back the memory of what was foreseen."""
    of_field.cache_clear()
    field_tokens.cache_clear()


def forget(resource: Resource, ids: Iterable[int]) -> None:
    """Drop the entries of records that go for good without having been in the bin."""
    if searched(resource):
        known = numbered(resource)
        write(Entry(entry_id(known.kind, record_id)) for record_id in ids)
