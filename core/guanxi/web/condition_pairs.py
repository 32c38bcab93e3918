"""Conditions of a list as parameters of its address, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from guanxi.data.filters import DEEPEST, HAS, HAS_NO, NO_CONDITION, TOO_DEEP, WORDS, BadFilter

OPEN, CLOSE = "(", ")"
WHOSE = (HAS, HAS_NO)
"""The words of a group of conditions on records that lead here; the value of its first row says which."""
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
_Open = tuple[str, str, list[dict[str, Any]]]
_SIGNS = {"in": "", "not_in": "!", "all": "*", "contains_any": "~", "starts_any": "^"}


def conditions_of(rows: Iterable[Sequence[str]]) -> list[dict[str, Any]]:
    """The conditions of the builder's rows of field, operator and value; a row without a value asks nothing.

    A row whose field is ``(`` opens a group, whose operator says whether all of it must hold, any, or none, or that a record of
    another kind leads here that meets it (`has`, `has_no`; the value is its Link); ``)`` closes it. What is left open ends with
    the address. Raises BadFilter.
    """
    groups: list[_Open] = [("and", "", [])]
    for field, op, value in rows:
        if field == OPEN:
            groups.append((op, value, []))
            if len(groups) > DEEPEST + 1:
                raise BadFilter(TOO_DEEP)
        elif field == CLOSE:
            _close(groups)
        elif field and (value or op in EMPTY):
            groups[-1][2].append(_condition(field, op, value))
    while len(groups) > 1:
        _close(groups)
    return groups[0][2]


def _close(groups: list[_Open]) -> None:
    """End the innermost group; one that says nothing of its own becomes a part of the one around it."""
    if len(groups) < 2:
        return
    word, back, parts = groups.pop()
    around, _back, beside = groups[-1]
    if word in WHOSE:
        beside.append({word: back, "where": parts})
    elif word == "not":
        beside.extend([{word: parts}] if parts else [])
    else:
        alone = len(parts) < 2 or word == ("and" if around in WHOSE else around)
        if not alone and word not in WORDS:
            raise BadFilter(NO_CONDITION)
        beside.extend(parts if alone else [{word: parts}])


def _condition(field: str, op: str, value: str) -> dict[str, Any]:
    if op in EMPTY:
        return {"field": field, "op": "empty", "value": EMPTY[op]}
    if op in SEVERAL:
        return {"field": field, "op": SEVERAL[op], "value": values_of(value)}
    return {"field": field, "op": op, "value": value}


def group_in(condition: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]] | None:
    """The word and the parts of a group; None for a condition."""
    if "field" in condition:
        return None
    word, parts = next(iter(condition.items()))
    return word, condition.get("where", []) if word in WHOSE else parts


def back_in(condition: Mapping[str, Any]) -> str:
    """The Link by which what a group asks for leads here; empty for other groups and for conditions."""
    word = next(iter(condition), "")
    return str(condition[word]) if word in WHOSE else ""


def address_of(conditions: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The parameters of a list's address that ask for these conditions beside any others that stand there."""
    return [pair for condition in conditions for pair in _long(condition)]


def pairs_of(condition: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The parameters of the address that ask for this condition; one with several values has the short form where there is one."""
    if group_in(condition):
        return _long(condition)
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
    if group := group_in(condition):
        word, parts = group
        inner = [pair for part in parts for pair in _long(part)]
        return [*_row(OPEN, word, back_in(condition)), *inner, *_row(CLOSE)]
    op, value = operator_of(condition), condition.get("value", "")
    text = several(value) if isinstance(value, list) else str(value)
    return _row(condition["field"], op, "" if op in EMPTY else text)


def _row(field: str, op: str = "", value: str = "") -> list[tuple[str, str]]:
    return [("f", field), ("o", op), ("v", value)]
