"""Filters as short query parameters: ``kind=company``, ``name~=part``, ``staff>=5``."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import Any

from guanxi.data.filters import NO_FIELD, PARTS, BadFilter

_SIGNS = {"": "eq", "!": "ne", "~": "contains", "^": "starts", ">": "gte", "<": "lte", "*": "all"}
_WITH_EQUAL_SIGN = re.compile(r"(?P<name>[^!~^<>*]+)(?P<sign>[!~^<>*]?)")
_WITHOUT_EQUAL_SIGN = re.compile(r"(?P<name>[^!~^<>*]+)(?P<sign>[<>])(?P<value>.+)", re.DOTALL)


def parse_query(pairs: Iterable[tuple[str, str]], reserved: Container[str] = ()) -> list[Any]:
    """A filter from query parameters, those in `reserved` left out.

    ``kind=a`` equal (repeated: one of), ``kind!=a`` not, ``tags*=3`` (repeated: has all of), ``name~=part``,
    ``name^=start`` (both repeated: one of), ``staff>=5``, ``staff<9``, ``phone=*`` filled, ``phone!=*`` empty.
    A parameter without a value asks nothing.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for key, value in pairs:
        if key in reserved:
            continue
        name, op, asked = _short(key, value)
        if asked:
            found.setdefault((name, op), []).append(asked)
    return [condition for (name, op), values in found.items() for condition in _conditions(name, op, values)]


def _short(key: str, value: str) -> tuple[str, str, str]:
    if found := _WITHOUT_EQUAL_SIGN.fullmatch(key):
        return found["name"], "gt" if found["sign"] == ">" else "lt", found["value"]
    if found := _WITH_EQUAL_SIGN.fullmatch(key):
        return found["name"], _SIGNS[found["sign"]], value
    raise BadFilter(NO_FIELD, key[:60])


def _conditions(name: str, op: str, values: list[str]) -> list[dict[str, Any]]:
    if "*" in values and op in ("eq", "ne"):
        return [{"field": name, "op": "empty", "value": op == "ne"}]
    if op == "all" or (op in PARTS and len(values) > 1):
        return [{"field": name, "op": op, "value": values}]
    if op in ("eq", "ne") and len(values) > 1:
        return [{"field": name, "op": "in" if op == "eq" else "ne", "value": values}]
    return [{"field": name, "op": op, "value": value} for value in values]
