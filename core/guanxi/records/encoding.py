"""Between a resource's field values and the columns of its table and side tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from guanxi.data.errors import InvalidValues
from guanxi.data.fields import Field, Invalid, Text
from guanxi.data.messages import Message, translator
from guanxi.records.resource import Extension, Resource

_ = translator("guanxi")


def checked(resource: Resource, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values after their fields checked them once more; raises InvalidValues with every refusal at once."""
    kept: dict[str, Any] = {}
    errors: dict[str, Message] = {}
    for name, value in values.items():
        field = resource.by_name.get(name)
        if field is None:
            errors[name] = _("There is no field {name}.").format(name=name)
            continue
        try:
            kept[name] = field.parse(value)
        except Invalid as refused:
            errors[name] = refused.message
    if errors:
        raise InvalidValues(errors)
    return kept


def columns_of(resource: Resource, values: Mapping[str, Any]) -> dict[str, Any]:
    """Database values by column for field values; a field with a sort column of its own fills that too."""
    found: dict[str, Any] = {}
    kept = _kept(resource)
    for name, value in values.items():
        columns, field, sort = kept[name]
        if len(columns) == 1:
            found[columns[0]] = field.to_row(value)[0]
        else:
            found |= zip(columns, field.to_row(value), strict=True)
        if sort and isinstance(field, Text):
            found[sort] = field.sort_key(value)
    return found


@lru_cache(maxsize=1024)
def _kept(resource: Resource) -> dict[str, tuple[tuple[str, ...], Field, str]]:
    """By field its columns, itself, and the column of its sort key, if it has one."""
    return {
        name: (field.columns, field, field.sort if isinstance(field.sort, str) else "")
        for name, field in resource.by_name.items()
    }


def field_of_column(resource: Resource, column: str) -> str | None:
    """The name of the field that a column belongs to; None for the host's own columns."""
    for field in resource.by_name.values():
        if column in field.columns:
            return field.name
    return None


def split_by_table(
    resource: Resource, columns: Mapping[str, Any]
) -> tuple[dict[str, Any], list[tuple[Extension, dict[str, Any]]]]:
    """The columns of the record's own table, and those of each side table that is touched."""
    own, sides = dict(columns), []
    for extension in resource.extensions:
        names = _columns_beside(extension)
        touched = {column: own.pop(column) for column in list(own) if column in names}
        if touched:
            sides.append((extension, touched))
    return own, sides


@lru_cache(maxsize=1024)
def _columns_beside(extension: Extension) -> frozenset[str]:
    return frozenset(column for field in extension.fields for column in field.columns)


def stored(record: Any, column: str) -> Any:
    """The database value of one column of a loaded record."""
    field = record._meta.columns[column]
    return field.db_value(record.__data__.get(field.name))
