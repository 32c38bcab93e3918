"""Records by the values of a field: those that an actor sees, for a set of values, in one statement."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from guanxi.data.clause import Clause
from guanxi.data.database import as_set, in_set, is_sqlite, rows
from guanxi.data.fields import Field, Text
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing_columns import places, side_joins
from guanxi.records.resource import Resource
from guanxi.records.rule_sql import condition


def keyed(actor: Actor, resource: Resource, by: Field, values: Collection[str]) -> list[tuple[int, str]]:
    """Id and value of the living records in which `by`, a text field of one column, is one of `values` (as they are stored).

    Where the field has a sort column, the index of that finds them. That the actor sees the field is the caller's care.
    """
    reached = gate.row_set(actor, resource, "view")
    if reached.nothing or not values:
        return []
    asked = _among(resource, by, values) & condition(resource, reached, "r")
    table, column = resource.model._meta.table_name, places(resource, by)[0]
    sql = (
        f'SELECT r.id, {column} FROM "{table}" r{side_joins(resource, [by.name])} '
        f"WHERE r.deleted_at IS NULL AND r.id > 0 AND {asked.sql}"
    )
    wanted = set(values)
    return [(key, value) for key, value in rows(sql, asked.params) if value in wanted]


def _among(resource: Resource, by: Field, values: Collection[str]) -> Clause:
    """The condition that an index serves; a sort key may stand for more than one value."""
    if isinstance(by, Text) and isinstance(by.sort, str):
        place: str = f'r."{by.sort}"' + ("" if is_sqlite() else ' COLLATE "C"')
        found: Any = {by.sort_key(value) for value in values}
        return Clause(in_set(place), (as_set(found),))
    return Clause(in_set(places(resource, by)[0]), (as_set(values),))
