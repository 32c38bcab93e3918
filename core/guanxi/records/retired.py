"""Choices that are no longer offered: a record keeps one that it has, and takes none anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from guanxi.data.errors import InvalidValues
from guanxi.data.fields import Choice
from guanxi.data.messages import Message
from guanxi.records.resource import Resource


def retired_in(
    resource: Resource, values: Mapping[str, Any], held: Callable[[], Mapping[str, Any]] = dict
) -> dict[str, Message]:
    """What is wrong with checked `values` that choose anew what is retired, by field; `held` answers what the record has."""
    fields = [field for field in _with_retired(resource) if values.get(field.name) is not None]
    if not any(field.refused(values[field.name]) for field in fields):
        return {}
    has = held()
    found = {field.name: field.refused(values[field.name], has.get(field.name)) for field in fields}
    return {name: refused for name, refused in found.items() if refused}


def refuse_retired(
    resource: Resource, values: Mapping[str, Any], held: Callable[[], Mapping[str, Any]] = dict
) -> None:
    """Raise InvalidValues with what `retired_in` finds."""
    if wrong := retired_in(resource, values, held):
        raise InvalidValues(wrong)


@lru_cache(maxsize=1024)
def _with_retired(resource: Resource) -> tuple[Choice, ...]:
    """The fields of which some choices are no longer offered."""
    return tuple(field for field in resource.every_field if isinstance(field, Choice) and field.retired)
