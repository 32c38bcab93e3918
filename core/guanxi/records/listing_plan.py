"""How a list is walked for one actor: which streams hold the rows, and what of the filter is left to test row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.data.clause import ALWAYS, Clause
from guanxi.data.database import as_set, row
from guanxi.data.fields import Tags
from guanxi.data.filter_sql import filter_sql
from guanxi.data.filters import (
    ID,
    NO_FIELD,
    NO_FILTER,
    BadFilter,
    Group,
    Node,
    Spec,
    Test,
    asked_by_days,
    field_names,
    parse_filter,
    tests,
    without,
)
from guanxi.data.formats import Format
from guanxi.records.actor import Actor
from guanxi.records.indexes import BINNED, LIVING, quick, stream_columns, streams_in
from guanxi.records.listing_columns import names_in, places, side_joins
from guanxi.records.listing_draft import Draft, by_ids, judged, kept_shares, narrow, slot
from guanxi.records.listing_entries import few_entries
from guanxi.records.listing_sort import SortKey, default_key, key_in, kind_of, own_place
from guanxi.records.listing_spans import SIGNS, SPAN, entries_within, span_tests, span_values, spanned
from guanxi.records.listing_streams import Head, Source, indexed_by, source_sql
from guanxi.records.listing_tags import by_rare_tag, by_tag
from guanxi.records.related import Askable, resolved
from guanxi.records.resource import Resource
from guanxi.records.rowset import RowSet, row_set
from guanxi.records.tagging.meaning import meant
from guanxi.records.whose import among_of

SMALL_SET, FEW = 3000, 1000
RANGE = "range"
"""The slot of the values of a range that leads to its few records."""
PART = "part"
"""The slot of the value by which a part of a list is known."""


@dataclass(frozen=True, slots=True)
class OfId:
    """A further condition on the records of a list that asks for their ids alone: constant SQL with ``{id}`` for the id."""

    sql: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Streams at the sort key's place, the values of their slots, and the `rest` of the filter on the record's alias.

    `rest_of_id` tells that the rest asks nothing of the record but its id, as conditions on tags do. `most` is how many rows the
    streams hold at most, where their ids are named. `filled`: none has an empty sort key, because a range of it is asked for.
    """

    resource: Resource
    key: SortKey
    sources: tuple[Source, ...]
    slots: dict[str, tuple[Any, ...]]
    rest: Clause = ALWAYS
    rest_joins: str = ""
    rest_fields: frozenset[str] = frozenset()
    alive: str = LIVING
    rest_of_id: bool = False
    most: int | None = None
    filled: bool = False


def plan(
    actor: Actor,
    resource: Resource,
    key: SortKey,
    spec: Spec | None,
    *,
    bin: bool = False,
    record: str = "f",
    action: str = "view",
    among: tuple[int, ...] | None = None,
    also: OfId | None = None,
    part: str = "",
) -> Plan | None:
    """The plan, or None where the actor reaches no row for `action`; raises BadFilter. `record` is the alias for what is left.

    `among` are the only ids that are asked for: a small set, as a search finds it or somebody has chosen. In the bin
    (`bin`) the actor reaches what he may restore. With a `part` the plan is that of the records in which this field has one
    value, which is still to be named as the slot PART.
    """
    fields = Askable(actor, resource)
    if part and part not in fields.own:
        raise BadFilter(NO_FIELD, part[:60])
    today = actor.host.clock().astimezone(ZoneInfo(actor.zone)).date()
    asked = parse_filter(spec, fields, filter_format(actor), fields.within)
    node = meant(asked_by_days(resolved(actor, fields, asked, today), fields, today), resource)
    reached = row_set(actor, resource, "restore" if bin else action)
    if reached.nothing:
        return None
    draft = Draft(actor, resource, key, reached, node, record, also.sql if also else "")
    draft.part = fields[part] if part else None
    draft.slots |= _rule_slots(reached)
    if bin:
        return _finish(draft, (judged(draft, ()),), NO_FILTER, alive=BINNED)
    among, draft.node = among_of(node, among)
    if among is None and key.place == own_place(resource):
        among = _few_entries(draft)
    if among is not None:
        draft.most = len(among)
        return _finish(draft, (by_ids(draft, among),), NO_FILTER)
    return _finish(draft, *_way(draft))


def _few_entries(draft: Draft) -> tuple[int, ...] | None:
    """The entries that the actor sees, of the span of days that is asked for, if they are few."""
    declared = draft.actor.host.entries.get(draft.resource.name)
    return few_entries(draft.resource, draft.reached, entries_within(draft.resource, declared, draft.node))


def _way(draft: Draft) -> tuple[tuple[Source, ...], Node]:
    """The first way to the rows that there is, and what of the filter it has answered."""
    return (
        by_rare_tag(draft)
        or _by_part(draft)
        or _by_small_range(draft)
        or _by_quick_filter(draft)
        or _by_person(draft)
        or _by_few(draft)
        or _by_small_set(draft)
        or by_tag(draft)
        or _by_rule(draft)
    )


def filter_format(actor: Actor) -> Format:
    """How values in filters are written: not by the actor's language, so that an address means the same to everybody."""
    return Format.of("en", actor.zone, str(actor.host.settings.get("host.currency", "CNY")))


def _finish(draft: Draft, sources: tuple[Source, ...], taken: Node, *, alive: str = LIVING) -> Plan:
    rest = draft.node
    for answered in tests(taken):
        rest = without(rest, answered)
    span = span_tests(draft.resource, draft.key, rest)
    if span:
        sources = spanned(draft.key, sources, span)
        draft.slots[SPAN] = span_values(span)
    for answered in span:
        rest = without(rest, answered)
    clause = filter_sql(rest, lambda name: _tested(draft, name))
    draft.slots["filter"] = clause.params
    named = Clause(clause.sql, ("filter",) if clause.params else ())
    names = field_names(rest)
    if draft.part is not None:  # no stream is of this part alone
        (place,) = places(draft.resource, draft.part, draft.record)
        named = Clause(f"({named.sql})" if named.sql else "", named.params) & Clause(f"{place} = ?", (PART,))
        names |= {draft.part.name}
    names = names - {name for name in names if _has_tags(draft, name)}
    joins = side_joins(draft.resource, names, draft.record) if named.sql else ""
    if draft.also:
        named = Clause(f"({named.sql})" if named.sql else "", named.params)
        named &= Clause(f"({draft.also.format(id=f'{draft.record}.id')})")
    return Plan(
        draft.resource,
        draft.key,
        sources,
        draft.slots,
        named,
        joins,
        names,
        alive,
        not names,
        draft.most,
        filled=bool(span),
    )


def _tested(draft: Draft, name: str) -> tuple[str, ...]:
    """What a condition tests: the field's columns; of tags, and of what leads here, the record's id."""
    if name == ID or _has_tags(draft, name):
        return (f"{draft.record}.id",)
    return places(draft.resource, draft.resource.by_name[name], draft.record)


def _has_tags(draft: Draft, name: str) -> bool:
    return isinstance(draft.resource.by_name[name], Tags)


def _by_rule(draft: Draft, *further: Head) -> tuple[tuple[Source, ...], Node]:
    """One stream a team, an owner, and the shares; the plain index for who sees everything."""
    where = narrow(draft)
    reached = draft.reached
    if reached.everything:
        return (Source(further, where=where, free=True),), NO_FILTER
    found = []
    if reached.teams:
        team = Head(reached.team_column, "teams", single=len(reached.teams) == 1)
        found.append(Source((team, *further), where=where))
    if reached.owners:
        owner = Head(reached.owner_column, "owners", single=len(reached.owners) == 1)
        found.append(Source((owner, *further), where=where))
    if reached.shared:
        tested = Clause()
        for head in further:
            tested &= Clause(head.asked, (head.slot,))
        found.append(Source(shared=True, where=where & tested, kept=kept_shares(draft, further)))
    return tuple(found), NO_FILTER


def _by_part(draft: Draft) -> tuple[tuple[Source, ...], Node] | None:
    """A part has streams where its field has an index. Somebody's own records come before it, because they are few."""
    if draft.part is None:
        return None
    if way := _by_person(draft):
        return way
    column = draft.part.columns[0]
    if not draft.place.extension and column in stream_columns(draft.resource, draft.place):
        draft.part = None
        return (judged(draft, (Head(column, PART, single=True),)),), NO_FILTER
    sorted_so = draft.key.column == default_key(draft.resource).column
    if not (sorted_so and quick(draft.resource, draft.part) and _stands_in(draft, draft.part.name)):
        return None
    draft.part = None
    return _by_rule(draft, Head(column, PART, _kind(draft, column), single=True))


def _by_quick_filter(draft: Draft) -> tuple[tuple[Source, ...], Node] | None:
    """The default sort has an index for each quick filter, so the filter's values are streams too."""
    if draft.key.column != default_key(draft.resource).column:
        return None
    for test, column in _quick_tests(draft):
        draft.slots["test"] = slot(tuple(value for (value,) in test.values))
        head = Head(column, "test", _kind(draft, column), single=len(test.values) == 1)
        if person := next((each for each in _person_tests(draft) if each.field != test.field), None):
            draft.slots["person"] = slot(tuple(value for (value,) in person.values))
            own = Head(_column(draft, person), "person", single=len(person.values) == 1)
            return (judged(draft, (own, head)),), Group("AND", (test, person))
        return _by_rule(draft, head)[0], test
    return None


def _by_person(draft: Draft) -> tuple[tuple[Source, ...], Node] | None:
    """A filter by owner or team has streams under every sort; the rule is asked in each row."""
    for test in _person_tests(draft):
        draft.slots["test"] = slot(tuple(value for (value,) in test.values))
        head = Head(_column(draft, test), "test", single=len(test.values) == 1)
        return (judged(draft, (head,)),), test
    return None


def _person_tests(draft: Draft) -> Iterator[Test]:
    """The conditions by owner or team, with whose columns indexes begin."""
    if draft.place.extension:
        return
    heads = stream_columns(draft.resource, draft.place)
    for test in tests(draft.node):
        columns = draft.resource.by_name[test.field].columns
        if test.op in ("eq", "in") and columns[0] in heads and len(columns) == 1:
            yield test


def _column(draft: Draft, test: Test) -> str:
    return draft.resource.by_name[test.field].columns[0]


def _by_few(draft: Draft) -> tuple[tuple[Source, ...], Node] | None:
    """Whoever reaches few rows has them walked: for him nobody counts how many there are of a quick filter's value."""
    own, reached = own_place(draft.resource), draft.reached
    if draft.place != own or reached.everything or next(_quick_tests(draft), None) is None:
        return None
    tail, parts, slots = _tail(default_key(draft.resource)), list[str](), list[str]()
    sources, taken = _by_rule(draft)
    for source in sources:
        index = indexed_by(own, (source.heads[0].column, *tail)) if source.heads else ""
        found = source_sql(own, replace(source, where=ALWAYS), LIVING, index)
        parts.append(f"(SELECT count(*) FROM (SELECT 1 {found.sql} LIMIT {FEW + 1}) n{len(parts)})")
        slots += found.params
    counted = row(f"SELECT {' + '.join(parts)}", [value for name in slots for value in draft.slots[name]])
    if counted is None or counted[0] > FEW:
        return None
    draft.most = counted[0]
    return sources, taken


def _by_small_set(draft: Draft) -> tuple[tuple[Source, ...], Node] | None:
    """Under another sort a quick filter's set is taken whole if it is small, which is asked first."""
    own = own_place(draft.resource)
    if draft.place != own:
        return None
    tail = _tail(default_key(draft.resource))
    for test, column in _quick_tests(draft):
        values = (as_set(value for (value,) in test.values),)
        source = Source((Head(column, "test", _kind(draft, column)),), unsorted_tail=tail, free=True)
        found = source_sql(own, source, LIVING, indexed_by(own, (column, *tail), free=True))
        counted = row(f"SELECT count(*) FROM (SELECT 1 {found.sql} LIMIT {SMALL_SET}) n", values)
        if counted and counted[0] < SMALL_SET:
            draft.slots["test"] = values
            return (replace(judged(draft, source.heads), unsorted_tail=tail, free=True),), test
    return None


def _by_small_range(draft: Draft) -> tuple[tuple[Source, ...], Node] | None:
    """A range of a quick filter that holds few records of all is taken whole: no other walk knows that there are few, or none."""
    own = own_place(draft.resource)
    if draft.place != own:
        return None
    tail = _tail(default_key(draft.resource))
    for field in dict.fromkeys(test.field for test in tests(draft.node) if test.op in SIGNS):
        declared = draft.resource.by_name[field]
        if not (quick(draft.resource, declared) and _stands_in(draft, field)):
            continue
        key = key_in(own, field, declared.columns[0], draft.resource.model)
        found = span_tests(draft.resource, key, draft.node)
        if found and key.column != draft.key.column and (source := _small_range(draft, key, found, tail)):
            return (source,), Group("AND", found)
    return None


def _small_range(draft: Draft, key: SortKey, found: tuple[Test, ...], tail: tuple[str, ...]) -> Source | None:
    """The records within a range, from the index of the quick filter; None where they are many."""
    columns = (key.column, *tail)
    (whole,) = spanned(key, (Source(unsorted_tail=columns, free=True),), found, RANGE)
    counted = source_sql(key.place, whole, LIVING, indexed_by(key.place, columns, free=True))
    values = span_values(found)
    number = row(f"SELECT count(*) FROM (SELECT 1 {counted.sql} LIMIT {FEW + 1}) n", values)
    if number is None or number[0] > FEW:
        return None
    draft.slots[RANGE] = values
    ruled = judged(draft, ())
    return replace(ruled, where=whole.where & ruled.where, unsorted_tail=columns, free=True)


def _quick_tests(draft: Draft) -> Iterator[tuple[Test, str]]:
    """The conditions by quick filters that have an index at the sort key's place; one on the sort key itself is a range of it."""
    ranges = span_tests(draft.resource, draft.key, draft.node)
    for test in tests(draft.node):
        if test in ranges:
            continue
        declared = draft.resource.by_name[test.field]
        if test.op in ("eq", "in") and quick(draft.resource, declared) and _stands_in(draft, test.field):
            yield test, declared.columns[0]


def _stands_in(draft: Draft, name: str) -> bool:
    extension = draft.place.extension
    if extension is None:
        return not any(name in names_in(e) for e in draft.resource.extensions)
    return name in names_in(extension) and streams_in(draft.resource, extension)


def _rule_slots(reached: RowSet) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    if reached.teams:
        found["teams"] = slot(reached.teams)
    if reached.owners:
        found["owners"] = slot(reached.owners)
    if reached.shared:
        found["share"] = reached.shared.params
        found["terms"] = reached.shared.terms
        found["sharer"] = (reached.shared.user,)
    return found


def _kind(draft: Draft, column: str) -> Any:
    model = draft.place.extension.model if draft.place.extension else draft.resource.model
    return kind_of(model._meta.columns[column])


def _tail(key: SortKey) -> tuple[str, ...]:
    return (key.place.id,) if key.is_id else (key.column, key.place.id)
