"""Filters that users give, checked through an allow-list of fields; guanxi.data.filter_sql compiles them to SQL.

A filter is a condition ``{"field": "kind", "op": "eq", "value": "company"}``, ``{"and": […]}``, ``{"or": […]}``,
``{"not": […]}`` (none of these), or a list, which means and. ``{"has": "sales.deal.company", "where": […]}`` asks for records
to which one of another kind leads that meets conditions, ``has_no`` for those to which none does. Only fields in the
allow-list and the operators of each exist; names never reach SQL.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

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
PARTS = ("contains", "starts")
ANY_OF = (*PARTS, "has")
"""Operators that, given a list, ask for one of its values."""
Spec = Mapping[str, Any] | list[Any]


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
    """Checked conditions that must all hold ("AND"), of which one must ("OR"), or of which none may ("NOR")."""

    word: Word
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Whose:
    """One record of another kind leads here by its Link `back` (``sales.deal.company``) and meets `part`; with `none`, none does."""

    back: str
    part: Node
    none: bool = False


@dataclass(frozen=True, slots=True)
class OfRecord:
    """A condition on the record itself, whose text has ``{id}`` where its id stands; `ids` are all that can meet it, if they are few."""

    text: str
    params: tuple[Any, ...]
    ids: tuple[int, ...] | None = None


Word = Literal["AND", "OR", "NOR"]
WORDS: Mapping[str, Word] = {"and": "AND", "or": "OR", "not": "NOR"}
HAS, HAS_NO = "has", "has_no"
ID = ""
"""The name by which the place of a record's own id is asked for."""
Node = Test | Group | Whose | OfRecord
Within = Callable[[str], Mapping[str, Field] | None]
"""The fields of the other kind by the name of a Link that leads here; None where there is no such one."""
NO_CONDITION = _("A filter is a condition or a list of conditions.")
TOO_DEEP = _("This filter is nested too deeply.")
NO_FIELD = _("There is no field {field} to filter by.")
NO_FILTER = Group("AND", ())


# guard: filter-compiler
def parse_filter(
    spec: Spec | None, fields: Mapping[str, Field], fmt: Format, within: Within | None = None
) -> Node:
    """Check a filter against the `fields` that may be filtered, and what leads here against `within`; raises BadFilter."""
    if not spec:
        return NO_FILTER
    return _Parser(fields, fmt, within).node(spec, 1)


def parse_text(text: str) -> Spec:
    """A filter from its JSON text; raises BadFilter."""
    if len(text) > LONGEST_TEXT:
        raise BadFilter(_("This filter is too long."))
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFilter(_("This filter is not valid JSON.")) from None
    if not isinstance(found, dict | list):
        raise BadFilter(NO_CONDITION)
    return found


def tests(node: Node) -> tuple[Test, ...]:
    """The conditions that must all hold, at the top of the filter."""
    if isinstance(node, Test):
        return (node,)
    if not isinstance(node, Group) or node.word != "AND":
        return ()
    return tuple(part for part in node.parts if isinstance(part, Test))


def asked_by_days(node: Node, fields: Mapping[str, Field], today: date) -> Node:
    """The filter with years since a day asked as a range of days, which an index of these days serves."""
    if isinstance(node, Group):
        return Group(node.word, tuple(asked_by_days(part, fields, today) for part in node.parts))
    if not isinstance(node, Test):
        return node
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
    if not isinstance(node, Group):
        return frozenset()
    return frozenset().union(*map(field_names, node.parts))


def without(node: Node, test: Test) -> Node:
    """The filter without one of its top conditions."""
    if isinstance(node, Test):
        return NO_FILTER if node == test else node
    if not isinstance(node, Group):
        return node
    return Group(node.word, tuple(part for part in node.parts if part != test))


class _Parser:
    def __init__(self, fields: Mapping[str, Field], fmt: Format, within: Within | None):
        self._fields, self._fmt, self._within, self._left = fields, fmt, within, MOST_CONDITIONS

    def node(self, spec: Any, depth: int) -> Node:
        if depth > DEEPEST:
            raise BadFilter(TOO_DEEP)
        if isinstance(spec, list):
            return self._group("AND", spec, depth)
        if isinstance(spec, Mapping) and len(spec) == 1:
            word, parts = next(iter(spec.items()))
            if word in WORDS and isinstance(parts, list):
                return self._group(WORDS[word], parts, depth)
        if isinstance(spec, Mapping) and spec.keys() - {"where"} in ({HAS}, {HAS_NO}):
            return self._whose(spec, depth)
        if isinstance(spec, Mapping) and "field" in spec and spec.keys() <= {"field", "op", "value"}:
            return self._one_or_any(spec, depth)
        raise BadFilter(NO_CONDITION)

    def _whose(self, spec: Mapping[str, Any], depth: int) -> Whose:
        """What leads here is asked by its own fields, and by nothing that leads there in its turn."""
        none, where = HAS_NO in spec, spec.get("where") or []
        name = spec[HAS_NO if none else HAS]
        self._count()
        found = self._within(name) if self._within and isinstance(name, str) else None
        if found is None:
            raise BadFilter(NO_FIELD, str(name)[:60])
        outer, self._fields, self._within = (self._fields, self._within), found, None
        part = self.node(where, depth) if where else NO_FILTER
        self._fields, self._within = outer
        return Whose(name, part, none)

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise BadFilter(_("This filter has too many conditions, or none."))

    def _group(self, word: Word, parts: list[Any], depth: int) -> Group:
        if not 0 < len(parts) <= self._left:
            raise BadFilter(_("This filter has too many conditions, or none."))
        return Group(word, tuple(self.node(part, depth + 1) for part in parts))

    def _one_or_any(self, spec: Mapping[str, Any], depth: int) -> Node:
        """One condition, or of an operator of one value that is given several: any of them."""
        value = spec.get("value")
        if spec.get("op") not in ANY_OF or not isinstance(value, list):
            return self._test(spec)
        return self._group("OR", [dict(spec, value=each) for each in value], depth)

    def _test(self, spec: Mapping[str, Any]) -> Test:
        self._count()
        name, op, value = spec["field"], spec.get("op", "eq"), spec.get("value")
        field = self._fields.get(name) if isinstance(name, str) else None
        if field is None:
            raise BadFilter(NO_FIELD, str(name)[:60])
        if not isinstance(op, str) or op not in field.operators:
            raise BadFilter(_("The field {field} cannot be filtered like this."), field.name)
        return Test(name, op, self._values(field, op, value))

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
