"""Checked filters as conditions in SQL; values are parameters, and names come from the fields alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from guanxi.data.clause import Clause
from guanxi.data.database import as_set, in_set, is_sqlite
from guanxi.data.filters import ID, Node, OfRecord, Test, Whose

COMPARISONS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
AROUND = {"contains": ("%", "%"), "starts": ("", "%")}
Place = Callable[[str], tuple[str, ...]]


def filter_sql(node: Node, place: Place) -> Clause:
    """The checked filter as a condition; `place` gives the SQL names of a field's columns."""
    if isinstance(node, Test):
        return _test_sql(node, place(node.field))
    if isinstance(node, OfRecord):
        return Clause(node.text.replace("{id}", place(ID)[0]), node.params)
    if isinstance(node, Whose):
        raise TypeError(f"{node.back} is to be resolved before it is asked")
    parts = [filter_sql(part, place) for part in node.parts]
    none = node.word == "NOR"
    text = f" {'OR' if none else node.word} ".join(f"({part.sql})" if none else part.sql for part in parts)
    told = f"(({text}) IS NOT TRUE)" if none else f"({text})" if len(parts) > 1 else text
    return Clause(told, tuple(p for part in parts for p in part.params))


def _test_sql(test: Test, columns: tuple[str, ...]) -> Clause:
    return _SQL[test.op](test, columns)


def _equal(test: Test, columns: tuple[str, ...]) -> Clause:
    (found,) = test.values
    pairs = [(c, v) for c, v in zip(columns, found, strict=True) if v is not None]
    return Clause(" AND ".join(f"{c} = ?" for c, _v in pairs), tuple(v for _c, v in pairs))


def _among(test: Test, columns: tuple[str, ...]) -> Clause:
    if (
        len(columns) == 1
        and len({type(value) for (value,) in test.values}) == 1
        and type(test.values[0][0]) in (int, str)
    ):
        return Clause(in_set(columns[0]), (as_set(value for (value,) in test.values),))
    parts = [_equal(Test(test.field, "eq", (value,)), columns) for value in test.values]
    return Clause(f"({' OR '.join(f'({p.sql})' for p in parts)})", tuple(v for p in parts for v in p.params))


def _but(test: Test, columns: tuple[str, ...]) -> Clause:
    """Not equal holds for an empty value too, as people expect."""
    found = _among(test, columns)
    return Clause(f"({columns[0]} IS NULL OR NOT ({found.sql}))", found.params)


def _compare(test: Test, columns: tuple[str, ...]) -> Clause:
    return _order(COMPARISONS[test.op], test.values[0], columns)


def _between(test: Test, columns: tuple[str, ...]) -> Clause:
    """Both ends belong to it."""
    least, most = test.values
    return _order(">=", least, columns) & _order("<=", most, columns)


def _order(sign: str, value: tuple[Any, ...], columns: tuple[str, ...]) -> Clause:
    """Order of the first column, the others (a currency) being equal; text by code points on both databases."""
    first, *others = value
    collate = ' COLLATE "C"' if isinstance(first, str) and not is_sqlite() else ""
    rest = [(c, v) for c, v in zip(columns[1:], others, strict=True) if v is not None]
    same = Clause(" AND ".join(f"{c} = ?" for c, _v in rest), tuple(v for _c, v in rest))
    return Clause(f"{columns[0]}{collate} {sign} ?", (first,)) & same


def _like(test: Test, columns: tuple[str, ...]) -> Clause:
    """LIKE without case for ASCII letters, alike on both databases; further values are those it means in other words."""
    before, after = AROUND[test.op]
    text = "".join(c.lower() if c.isascii() else c for c in _escaped(test.values[0][0]))
    column = columns[0] if is_sqlite() else f'lower({columns[0]} COLLATE "C")'
    found = Clause(f"{column} LIKE ? ESCAPE '!'", (f"{before}{text}{after}",))
    if not test.values[1:]:
        return found
    meant = _among(Test(test.field, "in", test.values[1:]), columns)
    return Clause(f"({found.sql} OR {meant.sql})", (*found.params, *meant.params))


def _has(test: Test, columns: tuple[str, ...]) -> Clause:
    """One code in a JSON list of codes, as it is written there."""
    code = json.dumps(test.values[0][0], ensure_ascii=False)
    return Clause(f"{columns[0]} LIKE ? ESCAPE '!'", (f"%{_escaped(code)}%",))


def _escaped(text: str) -> str:
    return "".join(f"!{c}" if c in "!%_" else c for c in text)


def _empty(test: Test, columns: tuple[str, ...]) -> Clause:
    return Clause(f"{columns[0]} IS {'' if test.values[0][0] else 'NOT '}NULL")


def _tagged(test: Test, columns: tuple[str, ...]) -> Clause:
    """The record (its id is the column) has one of some tags; the first value is its kind.

    The tags stand in the text one by one: a set as one parameter would be read anew for every record.
    """
    ids = [key for (key,) in test.values[1:]]
    marks = ", ".join("?" * len(ids))
    found = (
        f"SELECT 1 FROM tagged g WHERE g.kind = ? AND g.record_id = {columns[0]} AND g.tag_id IN ({marks})"
    )
    return Clause(f"EXISTS ({found})", (*test.values[0], *ids))


def _borne(test: Test, columns: tuple[str, ...]) -> Clause:
    """The record bears any tag that is not in the bin; the value is its kind."""
    living = "t.id = COALESCE(a.merged_into_id, a.id) AND t.deleted_at IS NULL"
    named = f"JOIN work_tag a ON a.id = g.tag_id JOIN work_tag t ON {living}"
    found = f"SELECT 1 FROM tagged g {named} WHERE g.kind = ? AND g.record_id = {columns[0]}"
    return Clause(f"EXISTS ({found})", test.values[0])


def _bare(test: Test, columns: tuple[str, ...]) -> Clause:
    found = _borne(test, columns)
    return Clause(f"NOT {found.sql}", found.params)


def _untagged(test: Test, columns: tuple[str, ...]) -> Clause:
    found = _tagged(test, columns)
    return Clause(f"NOT {found.sql}", found.params)


def _linked(test: Test, columns: tuple[str, ...]) -> Clause:
    """A condition on the record that a Link leads to, whose text has ``{link}`` where its id stands."""
    (text,), params = test.values
    return Clause(text.replace("{link}", columns[0]), params)


_SQL: dict[str, Callable[[Test, tuple[str, ...]], Clause]] = {
    "eq": _equal,
    "ne": _but,
    "in": _among,
    "between": _between,
    "has": _has,
    "empty": _empty,
    "tagged": _tagged,
    "untagged": _untagged,
    "borne": _borne,
    "bare": _bare,
    "linked": _linked,
    **dict.fromkeys(COMPARISONS, _compare),
    **dict.fromkeys(AROUND, _like),
}
