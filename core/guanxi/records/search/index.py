"""Keeps the index inside each change: what was written is noted, and indexed once, before the journal closes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import starmap
from typing import Any

from guanxi.data.foreseen import Foreseen
from guanxi.records.resource import Resource
from guanxi.records.search.grams import rule_tokens
from guanxi.records.search.kinds import Numbers, numbered
from guanxi.records.search.pieces import Piece, kept, made, piece
from guanxi.records.search.storage import Entry, New, entry_id, joined, write, write_new
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
        fresh = [(key[1], *each[:2]) for key, each in self._found.items() if each[2]]
        if fresh:
            write_new(new for each in fresh if (new := self._new(*each)))
        other = [(key[1], *each[:2]) for key, each in self._found.items() if not each[2]]
        if other:
            write(starmap(self._entry, other))
        self._found.clear()

    def _entry(self, record_id: int, resource: Resource, columns: Mapping[str, Any]) -> Entry:
        return entry_of(resource, self._numbers[resource.name], record_id, columns)

    def _new(self, record_id: int, resource: Resource, columns: Mapping[str, Any]) -> New | None:
        """What `_entry` gives for a record that has none yet, from pieces that may have been made before; None where nothing is found."""
        known = self._numbers[resource.name]
        found = [] if columns.get("deleted_at") is not None else _pieces(resource, known, columns)
        if not found:
            return None
        owner, team = columns.get("owner_id"), columns.get("team_id")
        grams = [*rule_tokens(owner, team), *[tokens for _texts, tokens in found if tokens]]
        texts = joined(texts for texts, _tokens in found)
        return entry_id(known.kind, record_id), owner, team, texts, " ".join(grams)


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


def _pieces(resource: Resource, known: Numbers, columns: Mapping[str, Any]) -> list[Piece]:
    found = []
    for field in searched(resource):
        value = columns.get(field.columns[0])
        if value and isinstance(value, str):
            found.append(piece(field, known.fields[field.name], value))
    return found


def foresee(resource: Resource, known: Numbers, values: Mapping[str, Any], found: Foreseen) -> None:
    """Make what search will keep of a new record with these values by field; reads no database.

    `known` are the numbers of the resource.
    """
    for field in searched(resource):
        value = values.get(field.name)
        if value and isinstance(value, str):
            number = known.fields[field.name]
            found.pieces[number, value] = made(field, number, value)


def forget_foreseen() -> None:
    """Give back the memory of what was foreseen."""
    for each in (kept, of_field):
        each.cache_clear()


def forget(resource: Resource, ids: Iterable[int]) -> None:
    """Drop the entries of records that go for good without having been in the bin."""
    if searched(resource):
        known = numbered(resource)
        write(Entry(entry_id(known.kind, record_id)) for record_id in ids)
