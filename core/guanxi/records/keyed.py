"""Records by the values of a field: those that an actor sees, for a set of values, in one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from guanxi.data.clause import Clause
from guanxi.data.database import as_set, in_set, is_sqlite, rows
from guanxi.data.fields import Field, Text
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing_columns import places, side_joins
from guanxi.records.resource import Resource
from guanxi.records.rule_sql import condition

ALWAYS = Clause()


def keyed(
    actor: Actor,
    resource: Resource,
    by: Field,
    values: Collection[str],
    *,
    key: str = "id",
    where: Clause = ALWAYS,
    action: str = "view",
) -> list[tuple[int, str]]:
    """Id (or the column `key`) and value of the living records in which `by` is one of `values`, as they are stored.

    `by` is a text field of one column; where it has a sort column, the index of that finds them. `where` narrows further,
    records being ``r``, those on which the actor may do `action`. That he sees the field is the caller's care.
    """
    reached = gate.row_set(actor, resource, action)
    if reached.nothing or not values:
        return []
    asked = _among(resource, by, values) & where & condition(resource, reached, "r")
    table, column = resource.model._meta.table_name, places(resource, by)[0]
    sql = (
        f'SELECT r."{key}", {column} FROM "{table}" r{side_joins(resource, [by.name])} '
        f"WHERE r.deleted_at IS NULL AND r.id > 0 AND {asked.sql}"
    )
    wanted = set(values)
    return [(found, value) for found, value in rows(sql, asked.params) if value in wanted]


def listed(values: Iterable[str]) -> tuple[str, str, Any]:
    """A set as a table ``w``: what stands in FROM before the alias, the SQL of its value, and the parameter."""
    head = "json_each(?)" if is_sqlite() else "unnest(?::text[])"
    return (
        (head, "w.value", as_set(values))
        if is_sqlite()
        else (f"(SELECT {head} AS value)", "w.value", as_set(values))
    )


def _among(resource: Resource, by: Field, values: Collection[str]) -> Clause:
    """The condition that an index serves; a sort key may stand for more than one value."""
    if isinstance(by, Text) and isinstance(by.sort, str):
        place: str = f'r."{by.sort}"' + ("" if is_sqlite() else ' COLLATE "C"')
        found: Any = {by.sort_key(value) for value in values}
        return Clause(in_set(place), (as_set(found),))
    column = places(resource, by)[0]
    return Clause(f"{column} IS NOT NULL AND {in_set(column)}", (as_set(values),))
