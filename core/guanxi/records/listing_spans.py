"""Ranges of the field by which a list is sorted: its streams begin and end there, rather than be read from their first row on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from guanxi.data.clause import Clause
from guanxi.data.database import is_sqlite
from guanxi.data.fields import Date
from guanxi.data.filters import Node, Test, tests
from guanxi.records.about import columns_of, midnight
from guanxi.records.entries import Entries
from guanxi.records.listing_entries import Within
from guanxi.records.listing_sort import SortKey, own_place
from guanxi.records.listing_streams import SMALLEST, Kept, Source, collated
from guanxi.records.resource import Resource

SPAN = "span"
"""The slot of the values at which a walk begins and ends."""
SIGNS = {
    "eq": (">=", "<="),
    "between": (">=", "<="),
    "gt": (">",),
    "gte": (">=",),
    "lt": ("<",),
    "lte": ("<=",),
}


def span_tests(resource: Resource, key: SortKey, node: Node) -> tuple[Test, ...]:
    """The conditions that must all hold and ask for a range of the sort key itself: of days, moments and numbers."""
    return tuple(test for test in tests(node) if test.op in SIGNS and _is_key(resource, key, test.field))


def entries_within(resource: Resource, declared: Entries | None, node: Node) -> Within | None:
    """When entries were, where the filter asks for a span of it; None where it does not."""
    columns = columns_of(resource, declared)
    if declared is None or columns is None or not columns.at or declared.at not in resource.by_name:
        return None
    found = [test for test in tests(node) if test.op in SIGNS and test.field == declared.at]
    signs = [sign for test in found for sign in SIGNS[test.op]]
    if not signs:
        return None
    values = span_values(found)
    moments = tuple(midnight(str(value)) if columns.day else value for value in values)
    own = f'"{columns.at}"' + (' COLLATE "C"' if columns.day and not is_sqlite() else "")
    return Within(Clause(_signed("a.at", signs), moments), Clause(_signed(own, signs), values))


def _signed(column: str, signs: Iterable[str]) -> str:
    return " AND ".join(f"{column} {sign} ?" for sign in signs)


def _is_key(resource: Resource, key: SortKey, name: str) -> bool:
    field = resource.by_name[name]
    extension, own = key.place.extension, resource.fields
    here = field in extension.fields if extension else key.place == own_place(resource) and field in own
    kind = key.kind != "text" or isinstance(field, Date)
    return here and kind and field.columns == (key.column,) and not key.is_id


def span_values(found: Iterable[Test]) -> tuple[object, ...]:
    """The values of the slot."""
    return tuple(
        value for test in found for (value,) in (test.values * 2 if test.op == "eq" else test.values)
    )


def spanned(
    key: SortKey, sources: Iterable[Source], found: Iterable[Test], slot: str = SPAN
) -> tuple[Source, ...]:
    """The sources within the range, and so are the streams of other tables in their order."""
    signs = tuple(sign for test in found for sign in SIGNS[test.op])
    return tuple(_within(key, source, signs, slot) for source in sources)


def _within(key: SortKey, source: Source, signs: tuple[str, ...], slot: str) -> Source:
    kept = tuple(_kept_within(each, signs, slot) for each in source.kept)
    return replace(source, where=_range(key, signs, slot) & source.where, kept=kept)


def _kept_within(kept: Kept, signs: tuple[str, ...], slot: str) -> Kept:
    return replace(kept, source=replace(kept.source, where=_range(kept.key, signs, slot) & kept.source.where))


def _range(key: SortKey, signs: tuple[str, ...], slot: str) -> Clause:
    """Never empty, and on SQLite with a least value, so that the walk begins at one.

    Only indexes of the sort key hold text by code points; days, which are the text of other ranges, lie alike under every locale.
    """
    bare = f'y."{key.column}"'
    column = collated(key, bare) if slot == SPAN else bare
    asked = Clause(_signed(column, signs), (slot,))
    if is_sqlite() and not any(sign.startswith(">") for sign in signs):
        asked &= Clause(f"{column} >= {SMALLEST[key.kind]}")
    return asked
