"""Filters that users give, as JSON or as short query parameters, compiled to SQL through an allow-list of fields.

A filter is a condition ``{"field": "kind", "op": "eq", "value": "company"}``, ``{"and": […]}``, ``{"or": […]}``, or a
list, which means and. Only fields in the allow-list and the operators of each exist; names never reach SQL.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from guanxi.data.clause import Clause
from guanxi.data.database import as_set, in_set, is_sqlite
from guanxi.data.errors import Problem
from guanxi.data.fields import Field, Invalid, Years
from guanxi.data.formats import Format
from guanxi.data.messages import Message, translator

_ = translator("guanxi")
DEEPEST = 5
MOST_CONDITIONS = 30
LARGEST_SET = 200
LONGEST_VALUE = 200
LONGEST_TEXT = 10_000
LARGEST_NUMBER = 2**63 - 1
COMPARISONS = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
PARTS = {"contains": ("%", "%"), "starts": ("", "%")}
Spec = Mapping[str, Any] | list[Any]
Place = Callable[[str], tuple[str, ...]]


class BadFilter(Problem):
    """A filter that means nothing here; an unknown and a hidden field are refused in the same words."""

    status = 400

    def __init__(self, message: Message, field: str = ""):
        self.field = field
        super().__init__(message, field=field)


@dataclass(frozen=True, slots=True)
class Test:
    """One checked condition; `values` are database rows of the field's columns, or the text of a part to look for."""

    field: str
    op: str
    values: tuple[tuple[Any, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Checked conditions that must all hold ("AND") or of which one must ("OR")."""

    word: Literal["AND", "OR"]
    parts: tuple[Node, ...]


Node = Test | Group
NO_FIELD = _("There is no field {field} to filter by.")
NO_FILTER = Group("AND", ())


# guard: filter-compiler
def parse_filter(spec: Spec | None, fields: Mapping[str, Field], fmt: Format) -> Node:
    """Check a filter against the `fields` that may be filtered; raises BadFilter naming the field."""
    if not spec:
        return NO_FILTER
    return _Parser(fields, fmt).node(spec, 1)


def parse_text(text: str) -> Spec:
    """A filter from its JSON text; raises BadFilter."""
    if len(text) > LONGEST_TEXT:
        raise BadFilter(_("This filter is too long."))
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFilter(_("This filter is not valid JSON.")) from None
    if not isinstance(found, dict | list):
        raise BadFilter(_("A filter is a condition or a list of conditions."))
    return found


def parse_query(pairs: Iterable[tuple[str, str]], reserved: Container[str] = ()) -> list[Any]:
    """A filter from query parameters, those in `reserved` left out.

    ``kind=a`` equal (repeated: one of), ``kind!=a`` not, ``tags*=3`` (repeated: has all of), ``name~=part``,
    ``name^=start``, ``staff>=5``, ``staff<9``, ``phone=*`` filled, ``phone!=*`` empty. A parameter without a value asks nothing.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for key, value in pairs:
        if key in reserved:
            continue
        name, op, asked = _short(key, value)
        if asked:
            found.setdefault((name, op), []).append(asked)
    return [condition for (name, op), values in found.items() for condition in _conditions(name, op, values)]


def tests(node: Node) -> tuple[Test, ...]:
    """The conditions that must all hold, at the top of the filter."""
    if isinstance(node, Test):
        return (node,)
    return tuple(part for part in node.parts if isinstance(part, Test)) if node.word == "AND" else ()


def asked_by_days(node: Node, fields: Mapping[str, Field], today: date) -> Node:
    """The filter with years since a day asked as a range of days, which an index of these days serves."""
    if isinstance(node, Group):
        return Group(node.word, tuple(asked_by_days(part, fields, today) for part in node.parts))
    field = fields[node.field]
    if not isinstance(field, Years):
        return node
    if node.op == "empty":
        return Test(field.of, "empty", node.values)
    years = [int(row[0]) for row in node.values]
    if node.op in ("in", "ne"):
        each = tuple(Test(field.of, "between", _rows(field.days("eq", (n,), today)[1])) for n in years)
        return Group("OR", each) if node.op == "in" else _none_of(each)
    op, days = field.days(node.op, tuple(years), today)
    return Test(field.of, op, _rows(days))


def _none_of(ranges: tuple[Test, ...]) -> Group:
    """What lies in none of the ranges of days, or has no day."""
    parts = tuple(
        Group("OR", (Test(each.field, "lt", each.values[:1]), Test(each.field, "gt", each.values[1:])))
        for each in ranges
    )
    empty = Test(ranges[0].field, "empty", ((True,),))
    return Group("OR", (Group("AND", parts), empty))


def _rows(days: Iterable[str]) -> tuple[tuple[Any, ...], ...]:
    return tuple((day,) for day in days)


def field_names(node: Node) -> frozenset[str]:
    """The names of all fields in the filter."""
    if isinstance(node, Test):
        return frozenset((node.field,))
    return frozenset().union(*map(field_names, node.parts))


def without(node: Node, test: Test) -> Node:
    """The filter without one of its top conditions."""
    if isinstance(node, Test):
        return NO_FILTER if node == test else node
    return Group(node.word, tuple(part for part in node.parts if part != test))


def filter_sql(node: Node, place: Place) -> Clause:
    """The checked filter as a condition; `place` gives the SQL names of a field's columns."""
    if isinstance(node, Test):
        return _test_sql(node, place(node.field))
    parts = [filter_sql(part, place) for part in node.parts]
    text = f" {node.word} ".join(part.sql for part in parts)
    return Clause(f"({text})" if len(parts) > 1 else text, tuple(p for part in parts for p in part.params))


class _Parser:
    def __init__(self, fields: Mapping[str, Field], fmt: Format):
        self._fields, self._fmt, self._left = fields, fmt, MOST_CONDITIONS

    def node(self, spec: Any, depth: int) -> Node:
        if depth > DEEPEST:
            raise BadFilter(_("This filter is nested too deeply."))
        if isinstance(spec, list):
            return self._group("AND", spec, depth)
        if isinstance(spec, Mapping) and len(spec) == 1:
            word, parts = next(iter(spec.items()))
            if word in ("and", "or") and isinstance(parts, list):
                return self._group("AND" if word == "and" else "OR", parts, depth)
        if isinstance(spec, Mapping) and "field" in spec and spec.keys() <= {"field", "op", "value"}:
            return self._test(spec)
        raise BadFilter(_("A filter is a condition or a list of conditions."))

    def _group(self, word: Literal["AND", "OR"], parts: list[Any], depth: int) -> Group:
        if not 0 < len(parts) <= self._left:
            raise BadFilter(_("This filter has too many conditions, or none."))
        return Group(word, tuple(self.node(part, depth + 1) for part in parts))

    def _test(self, spec: Mapping[str, Any]) -> Test:
        self._left -= 1
        if self._left < 0:
            raise BadFilter(_("This filter has too many conditions, or none."))
        name, op, value = spec["field"], spec.get("op", "eq"), spec.get("value")
        field = self._fields.get(name) if isinstance(name, str) else None
        if field is None:
            raise BadFilter(NO_FIELD, str(name)[:60])
        if not isinstance(op, str) or op not in field.operators:
            raise BadFilter(_("The field {field} cannot be filtered like this."), field.name)
        return Test(field.name, op, self._values(field, op, value))

    def _values(self, field: Field, op: str, value: Any) -> tuple[tuple[Any, ...], ...]:
        if op == "empty":
            if value not in (None, True, False):
                raise _unfit(field)
            return ((value is not False,),)
        if op in ("between", "in", "all") or (op == "ne" and isinstance(value, list)):
            most = 2 if op == "between" else LARGEST_SET
            if (
                not isinstance(value, list)
                or not 0 < len(value) <= most
                or (op == "between" and len(value) < most)
            ):
                raise BadFilter(
                    _("The filter of {field} needs a list of values, at most {most}.", most=most), field.name
                )
            rows = [self._row(field, op, one) for one in value]
            return tuple(rows) if op == "between" else tuple(dict.fromkeys(rows))
        row = self._row(field, op, value)
        return (row, *((kept,) for kept in field.meant(row[0]))) if op in PARTS else (row,)

    def _row(self, field: Field, op: str, raw: Any) -> tuple[Any, ...]:
        if not _plain(raw):
            raise _unfit(field)
        try:
            found = (field.part(raw),) if op in PARTS else _stored(field, op, raw, self._fmt)
        except Invalid:
            raise _unfit(field) from None
        if found[0] in (None, "") or not all(value is None or _plain(value) for value in found):
            raise _unfit(field)
        return found


def _stored(field: Field, op: str, raw: Any, fmt: Format) -> tuple[Any, ...]:
    """The database values of an operand; `has` asks for one code of several."""
    value = field.parse([raw] if op == "has" else raw, fmt)
    if op == "has":
        return tuple(value or ())
    return tuple(v.isoformat() if isinstance(v, date) else v for v in field.to_row(value))


def _unfit(field: Field) -> BadFilter:
    return BadFilter(_("The filter of {field} has a value that does not fit."), field.name)


def _plain(value: Any) -> bool:
    """Tell whether both databases take the value as it is."""
    if isinstance(value, str):
        return (
            len(value) <= LONGEST_VALUE
            and "\0" not in value
            and not any("\ud800" <= c <= "\udfff" for c in value)
        )
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and abs(value) <= LARGEST_NUMBER


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
    before, after = PARTS[test.op]
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
    **dict.fromkeys(COMPARISONS, _compare),
    **dict.fromkeys(PARTS, _like),
}
_SIGNS = {"": "eq", "!": "ne", "~": "contains", "^": "starts", ">": "gte", "<": "lte", "*": "all"}
_WITH_EQUAL_SIGN = re.compile(r"(?P<name>[^!~^<>*]+)(?P<sign>[!~^<>*]?)")
_WITHOUT_EQUAL_SIGN = re.compile(r"(?P<name>[^!~^<>*]+)(?P<sign>[<>])(?P<value>.+)", re.DOTALL)


def _short(key: str, value: str) -> tuple[str, str, str]:
    if found := _WITHOUT_EQUAL_SIGN.fullmatch(key):
        return found["name"], "gt" if found["sign"] == ">" else "lt", found["value"]
    if found := _WITH_EQUAL_SIGN.fullmatch(key):
        return found["name"], _SIGNS[found["sign"]], value
    raise BadFilter(_("There is no field {field} to filter by."), key[:60])


def _conditions(name: str, op: str, values: list[str]) -> list[dict[str, Any]]:
    if "*" in values and op in ("eq", "ne"):
        return [{"field": name, "op": "empty", "value": op == "ne"}]
    if op == "all":
        return [{"field": name, "op": op, "value": values}]
    if op in ("eq", "ne") and len(values) > 1:
        return [{"field": name, "op": "in" if op == "eq" else "ne", "value": values}]
    return [{"field": name, "op": op, "value": value} for value in values]
