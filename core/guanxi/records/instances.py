"""Records out of rows of the database: instances of their model that hold these values and no change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from peewee import Field, IntegerField, _StringField


def instance(model: Any, columns: Iterable[str], found: tuple[Any, ...]) -> Any:
    """The record whose `columns` have these database values."""
    known = _known(model, tuple(columns))
    values = dict(zip(known.names, found, strict=True))
    for name, read in known.read:
        values[name] = read(values[name])
    return _holding(model, values if known.whole else {**model._meta.get_default_dict(), **values})


def with_values(model: Any, values: Mapping[str, Any]) -> Any:
    """An instance that holds these values and no change."""
    return _holding(model, {**model._meta.get_default_dict(), **values})


def _holding(model: Any, values: dict[str, Any]) -> Any:
    """What the constructor would make, without a default for each value that is known: pages hold hundreds of them."""
    record = model.__new__(model)
    record.__data__, record.__rel__, record._dirty = values, {}, set()
    return record


class _Known(NamedTuple):
    """The names of the columns' fields, what reads the values of some of them, and whether these are all columns."""

    names: tuple[str, ...]
    read: tuple[tuple[str, Callable[[Any], Any]], ...]
    whole: bool


@lru_cache(maxsize=512)
def _known(model: Any, columns: tuple[str, ...]) -> _Known:
    fields = [model._meta.columns[column] for column in columns]
    read = tuple((field.name, field.python_value) for field in fields if not _is_as_kept(field))
    return _Known(tuple(field.name for field in fields), read, len(fields) == len(model._meta.columns))


def _is_as_kept(field: Any) -> bool:
    """Tell whether a value of the field is what the database gives: figures and texts are."""
    if type(field).python_value is not Field.python_value:
        return False
    return type(field).adapt in (Field.adapt, IntegerField.adapt, _StringField.adapt)
