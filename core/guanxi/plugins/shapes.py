"""Tells whether a value that a plugin returned has the type that the hook's specification promises."""

from __future__ import annotations

import types
from collections.abc import Collection, Mapping
from typing import Any, Union, get_args, get_origin


def conforms(value: object, shape: Any) -> bool:
    """Tell whether `value` is of the annotation `shape`; what an annotation of this house never uses counts as fitting."""
    if shape is Any or shape is object:
        return True
    if shape is None or shape is type(None):
        return value is None
    origin, inner = get_origin(shape), get_args(shape)
    if origin in (Union, types.UnionType):
        return any(conforms(value, one) for one in inner)
    if origin is None:
        return isinstance(value, shape) if isinstance(shape, type) else True
    return isinstance(value, origin) and _members_conform(value, inner)


def describe(shape: Any) -> str:
    """The annotation as an author would write it."""
    return shape.__name__ if isinstance(shape, type) and get_origin(shape) is None else str(shape)


def _members_conform(value: Any, inner: tuple[Any, ...]) -> bool:
    if isinstance(value, type) or not inner:
        return True
    if isinstance(value, tuple) and not (len(inner) == 2 and inner[1] is Ellipsis):
        return len(value) == len(inner) and all(map(conforms, value, inner))
    if isinstance(value, Mapping):
        return all(conforms(k, inner[0]) and conforms(v, inner[1]) for k, v in value.items())
    if isinstance(value, Collection):
        return all(conforms(one, inner[0]) for one in value)
    return True
