"""Merging two people's work on one record: other fields merge, the same field is a conflict that shows both values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.data.columns import RecordTable
from guanxi.data.errors import Conflict, FieldConflict
from guanxi.data.fields import Tags
from guanxi.records.encoding import field_of_column
from guanxi.records.journal import Line, lines_of_record
from guanxi.records.resource import Resource


def merge(
    resource: Resource,
    record: RecordTable,
    columns: Mapping[str, Any],
    current: Mapping[str, Any],
    expected: int,
) -> dict[str, Any]:
    """The columns to write when `columns` are based on version `expected` and the record has moved on.

    A column whose value is still what it was at `expected` was not touched by this actor: theirs stays. One that both
    changed, to different values, raises Conflict with every such field.
    """
    since = lines_of_record(resource.name, record.id, after_version=expected, limit=None)
    first, last = _touched(since)
    kept: dict[str, Any] = {}
    conflicts: dict[str, FieldConflict] = {}
    for column, mine in columns.items():
        if column not in first:
            kept[column] = mine
        elif mine not in (first[column], current.get(column)):
            name = field_of_column(resource, column) or column
            field = resource.by_name.get(name)
            if isinstance(field, Tags):
                kept[column] = field.united(first[column], current.get(column), mine)
                continue
            conflicts[name] = _conflict(resource, name, columns, current, first, last[column])
    if conflicts:
        theirs = {field_of_column(resource, column) or column for column in first.keys() - kept.keys()}
        raise Conflict(list(conflicts.values()), record.version, theirs - conflicts.keys())
    return kept


def _touched(since: list[Line]) -> tuple[dict[str, Any], dict[str, Line]]:
    first: dict[str, Any] = {}
    last: dict[str, Line] = {}
    for line in since:
        for column, (old, _new) in line.fields.items():
            first.setdefault(column, old)
            last[column] = line
    return first, last


def _conflict(
    resource: Resource,
    name: str,
    columns: Mapping[str, Any],
    current: Mapping[str, Any],
    first: Mapping[str, Any],
    line: Line,
) -> FieldConflict:
    field = resource.by_name.get(name)
    names = field.columns if field else (name,)
    return FieldConflict(
        name=name,
        base={column: first.get(column, current.get(column)) for column in names},
        theirs={column: current.get(column) for column in names},
        mine={column: columns.get(column) for column in names},
        by=line.actor_id,
        at=line.at,
    )
