"""Records out of rows of the database: instances of their model that hold these values and no change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any


def instance(model: Any, columns: Iterable[str], found: tuple[Any, ...]) -> Any:
    """The record whose `columns` have these database values."""
    known = _known(model, tuple(columns))
    return with_values(model, {name: read(value) for (name, read), value in zip(known, found, strict=True)})


def with_values(model: Any, values: Mapping[str, Any]) -> Any:
    """An instance that holds these values and no change."""
    record = model()
    record.__data__.update(values)
    record._dirty.clear()
    return record


@lru_cache(maxsize=512)
def _known(model: Any, columns: tuple[str, ...]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """The name of each column's field, and what reads a value of it."""
    fields = [model._meta.columns[column] for column in columns]
    return tuple((field.name, field.python_value) for field in fields)
