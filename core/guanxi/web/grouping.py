"""By what a list is grouped: what its address says, what is offered, what a group is called and asks for as a filter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from guanxi.data.fields import Boolean, Choice, Choices, Date, DateTime, Field, Link
from guanxi.data.formats import Format
from guanxi.data.messages import Message, translator
from guanxi.records.actor import Actor
from guanxi.records.gate import searchable_fields
from guanxi.records.listing import ListQuery
from guanxi.records.listing_days import UNITS, Span, borders, spans
from guanxi.records.listing_sums import MOST_GROUPS, Group, Total, groups
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, titles

_ = translator("guanxi")
DEEPEST = 2
BY: dict[str, Message] = {
    "day": _("{field} by day"),
    "week": _("{field} by week"),
    "month": _("{field} by month"),
    "quarter": _("{field} by quarter"),
    "year": _("{field} by year"),
}
NOT_SET = _("Not set")
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Grouping:
    """A field by which a list is grouped, a date or moment by a `unit` of time."""

    field: Field
    unit: str = ""

    @property
    def text(self) -> str:
        """As it stands in an address."""
        return f"{self.field.name}:{self.unit}" if self.unit else self.field.name

    @property
    def label(self) -> str:
        """What it is called."""
        label = str(self.field.label)
        return str(BY[self.unit].format(field=label)) if self.unit else label


@dataclass(frozen=True)
class Head:
    """One group: what it is called, how many rows it has, the parameters of an address that ask for them, totals by field."""

    label: str
    count: int
    asks: Pairs
    totals: dict[str, tuple[Total, ...]]


def offered(actor: Actor, resource: Resource) -> list[Grouping]:
    """By what the actor may group."""
    found = list[Grouping]()
    for field in searchable_fields(actor, resource).values():
        if isinstance(field, Date | DateTime):
            found += [Grouping(field, unit) for unit in UNITS]
        elif isinstance(field, Choice | Link | Boolean) and not isinstance(field, Choices):
            found.append(Grouping(field))
    return found


def groupings(actor: Actor, resource: Resource, text: str) -> list[Grouping]:
    """What an address asks for; what is not offered is passed over."""
    if not text:
        return []
    known = {each.text: each for each in offered(actor, resource)}
    known |= {each.field.name: each for each in known.values() if each.unit == "month"}
    return [known[part] for part in dict.fromkeys(text.split(",")) if part in known][:DEEPEST]


def heads(actor: Actor, query: ListQuery, by: Grouping, summed: tuple[str, ...]) -> tuple[list[Head], bool]:
    """The groups, and whether these are all."""
    runs = [_read(actor, query, by, name) for name in summed or (None,)]
    found = _spans(actor, by, runs[0]) if by.unit else _values(actor, by.field, runs[0])
    totals = [{_key(each): each.totals for each in run} for run in runs]
    made = [
        replace(head, totals={name: parts.get(key, ()) for name, parts in zip(summed, totals, strict=False)})
        for key, head in found[:MOST_GROUPS]
    ]
    return made, len(runs[0]) < MOST_GROUPS


def _read(actor: Actor, query: ListQuery, by: Grouping, total: str | None) -> list[Any]:
    if by.unit:
        return list(spans(actor, query, by.field.name, by.unit, total))
    return list(groups(actor, query, by.field.name, total))


def _key(group: Group | Span) -> Any:
    return group.first if isinstance(group, Span) else group.value


def _spans(actor: Actor, by: Grouping, found: list[Span]) -> list[tuple[Any, Head]]:
    return [
        (each.first, Head(_span_label(each, by.unit), each.count, _span_asks(actor, by.field, each), {}))
        for each in found
    ]


def _span_label(span: Span, unit: str) -> str:
    if span.first is None:
        return str(NOT_SET)
    day = span.first
    year, week, _weekday = day.isocalendar()
    named: dict[str, Any] = {
        "day": day.isoformat(),
        "week": _("{year}, week {week}").format(year=year, week=week),
        "month": _("{month}/{year}").format(year=day.year, month=f"{day.month:02}"),
        "quarter": _("Q{quarter} {year}").format(year=day.year, quarter=(day.month + 2) // 3),
        "year": day.year,
    }
    return str(named[unit])


def _span_asks(actor: Actor, field: Field, span: Span) -> Pairs:
    if span.first is None or span.last is None:
        return _empty(field)
    if isinstance(field, Date):
        return _condition(field, "gte", span.first.isoformat()) + _condition(
            field, "lte", span.last.isoformat()
        )
    first, last = max(span.first, date(1, 1, 4)), min(span.last, date(9999, 12, 27))
    since, until = (f"{each.replace(tzinfo=None).isoformat()}Z" for each in borders(first, last, actor.zone))
    return _condition(field, "gte", since) + _condition(field, "lt", until)


def _values(actor: Actor, field: Field, found: list[Group]) -> list[tuple[Any, Head]]:
    fmt, known, order = format_of(actor), dict[int, str](), dict[str, int]()
    if isinstance(field, Link):
        known = titles(actor, field.to, {each.value[0] for each in found if each.value[0] is not None})
        found = [each for each in found if each.value[0] is None or each.value[0] in known]
    if isinstance(field, Choice):
        order = {code: place for place, code in enumerate(field.labels(fmt))}
    found = sorted(found, key=lambda g: (g.value[0] is None, order.get(g.value[0], len(order))))
    return [(each.value, _head(field, each, fmt, known)) for each in found]


def _head(field: Field, group: Group, fmt: Format, known: dict[int, str]) -> Head:
    (value,) = group.value
    if value is None:
        return Head(str(NOT_SET), group.count, _empty(field), {})
    if isinstance(field, Boolean):
        return Head(
            field.show(value, fmt) or str(_("No")),
            group.count,
            _condition(field, "eq", "true" if value else "false"),
            {},
        )
    label = known[value] if isinstance(field, Link) else field.show(value, fmt)
    return Head(label or str(value), group.count, _condition(field, "eq", str(value)), {})


def _condition(field: Field, op: str, value: str) -> Pairs:
    """A condition in the long form, as the filter builder writes it."""
    return (("f", field.name), ("o", op), ("v", value))


def _empty(field: Field) -> Pairs:
    return _condition(field, "empty", "")
