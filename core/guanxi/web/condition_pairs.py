"""Conditions of a list as parameters of its address, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

EMPTY = {"empty": True, "not_empty": False}
SEVERAL = {
    "in": "in",
    "not_in": "ne",
    "all": "all",
    "contains_any": "contains",
    "starts_any": "starts",
    "has_any": "has",
}
"""The operators of several values, as the builder and the compiler call them."""
_SEVERAL_OF = {"eq": "in", "in": "in", "ne": "not_in", "all": "all"}
_SIGNS = {"in": "", "not_in": "!", "all": "*", "contains_any": "~", "starts_any": "^"}


def conditions_of(rows: Iterable[Sequence[str]]) -> list[dict[str, Any]]:
    """The conditions of the builder's rows of field, operator and value; a row without a value asks nothing."""
    return [
        {"field": f, "op": "empty", "value": EMPTY[o]}
        if o in EMPTY
        else {"field": f, "op": SEVERAL[o], "value": values_of(v)}
        if o in SEVERAL
        else {"field": f, "op": o, "value": v}
        for f, o, v in rows
        if f and (v or o in EMPTY)
    ]


def address_of(conditions: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The parameters of a list's address that ask for these conditions beside any others that stand there."""
    return [pair for condition in conditions for pair in _long(condition)]


def pairs_of(condition: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The parameters of the address that ask for this condition; one with several values has the short form where there is one."""
    sign, value = _SIGNS.get(operator_of(condition)), condition.get("value", "")
    if isinstance(value, list) and sign is not None:
        return [(f"{condition['field']}{sign}", str(each)) for each in value]
    return _long(condition)


def operator_of(condition: Mapping[str, Any]) -> str:
    """The operator of a condition as the builder names it: the compiler's say several things each."""
    op, value = condition["op"], condition.get("value")
    if op == "empty":
        return "not_empty" if value is False else "empty"
    if isinstance(value, list):
        return _SEVERAL_OF.get(op) or (f"{op}_any" if f"{op}_any" in SEVERAL else str(op))
    return str(op)


def several(values: Iterable[Any]) -> str:
    """Several values as one parameter of the filter builder."""
    return ",".join(quote(str(value), safe="") for value in values)


def values_of(text: str) -> list[str]:
    """The values that `several` wrote."""
    return [unquote(part) for part in text.split(",")]


def _long(condition: Mapping[str, Any]) -> list[tuple[str, str]]:
    op, value = operator_of(condition), condition.get("value", "")
    text = several(value) if isinstance(value, list) else str(value)
    return [("f", condition["field"]), ("o", op), ("v", "" if op in EMPTY else text)]
