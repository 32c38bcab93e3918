"""Columns of several tables in one statement: each value stands in a slot of its type, which is empty in the rows of the others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from guanxi.records.resource import Resource

_TYPES = {
    "TEXT": "TEXT",
    "BIGINT": "BIGINT",
    "INT": "BIGINT",
    "SMALLINT": "BIGINT",
    "BOOL": "BOOLEAN",
}


class Aligned(NamedTuple):
    """For each table the beginning of its SELECT (its number, the id, the slots), and in which slot each of its columns stands."""

    selects: tuple[str, ...]
    places: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=512)
def aligned(wanted: tuple[tuple[Resource, tuple[str, ...]], ...]) -> Aligned | None:
    """The slots for columns of some resources; None where a column is of a type that has none."""
    slots: list[str] = []
    places = list[tuple[int, ...]]()
    for resource, columns in wanted:
        found = _placed([_type(resource, column) for column in columns], slots)
        if found is None:
            return None
        places.append(found)
    selects = []
    for number, ((resource, columns), taken) in enumerate(zip(wanted, places, strict=True)):
        filled = dict(zip(taken, columns, strict=True))
        values = [
            f'r."{filled[at]}"' if at in filled else f"CAST(NULL AS {slot})" for at, slot in enumerate(slots)
        ]
        chosen = ", ".join([str(number), "r.id", *values])
        selects.append(f'SELECT {chosen} FROM "{resource.model._meta.table_name}" r')
    return Aligned(tuple(selects), tuple(places))


def _type(resource: Resource, column: str) -> str | None:
    return _TYPES.get(resource.model._meta.columns[column].field_type)


def _placed(types: Sequence[str | None], slots: list[str]) -> tuple[int, ...] | None:
    """A slot for each of these types; further slots are added where there are too few."""
    taken = list[int]()
    for kind in types:
        if kind is None:
            return None
        free = next((at for at, slot in enumerate(slots) if slot == kind and at not in taken), None)
        if free is None:
            free = len(slots)
            slots.append(kind)
        taken.append(free)
    return tuple(taken)
