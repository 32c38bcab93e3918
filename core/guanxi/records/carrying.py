"""Which of a record's sort keys other tables carry of it: shares and tags, whose rows are streams in the record's own order."""

from __future__ import annotations

from collections.abc import Mapping

from guanxi.records.listing_sort import Kind, Place, SortKey, offered
from guanxi.records.resource import Resource

KEY_COLUMNS: Mapping[Kind, str] = {"text": "key_text", "integer": "key_integer"}


def carried_keys(resource: Resource, place: Place) -> Mapping[str, SortKey]:
    """The sort keys as `place` has them, by the record's column: the first of texts, the first of numbers, and the id.

    Their order is the declared one, so the default sort is among them.
    """
    found: dict[str, SortKey] = {}
    taken: set[str] = set()
    for key in offered(resource).values():
        column = place.id if key.is_id else KEY_COLUMNS.get(key.kind)
        if column is None or column in taken or key.place.extension:
            continue
        taken.add(column)
        nullable = key.nullable and not key.is_id
        found[key.column] = SortKey(key.name, place, column, key.kind, nullable)
    return found
