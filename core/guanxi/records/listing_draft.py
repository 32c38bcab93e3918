"""A plan under way: what every way to rows needs of the rule, the filter and the sort key."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from guanxi.data.clause import Clause
from guanxi.data.database import as_set, is_sqlite
from guanxi.data.fields import Field
from guanxi.data.filters import Node
from guanxi.records import shares
from guanxi.records.actor import Actor
from guanxi.records.listing_sort import Place, SortKey, own_place
from guanxi.records.listing_streams import Head, Kept, Source
from guanxi.records.resource import Resource
from guanxi.records.rowset import RowSet
from guanxi.records.rule_sql import narrowing, union
from guanxi.records.sharing import TERMS


@dataclass
class Draft:
    """A plan under way."""

    actor: Actor
    resource: Resource
    key: SortKey
    reached: RowSet
    node: Node
    record: str = "f"
    also: str = ""
    part: Field | None = None
    most: int | None = None
    slots: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where the sort key stands."""
        return self.key.place


def by_ids(draft: Draft, among: tuple[int, ...]) -> Source:
    """The set is read by its ids and sorted whole; the rule is asked in each row."""
    draft.slots["among"] = (as_set(among),)
    return replace(judged(draft, (Head(draft.place.id, "among"),)), unsorted_tail=())


def kept_shares(draft: Draft, further: tuple[Head, ...]) -> tuple[Kept, ...]:
    """The shares as streams of their own table, by the sort keys that they carry; else their records are looked up."""
    if draft.place != own_place(draft.resource) or draft.reached.narrowed or len(further) > 1:
        return ()
    head = further[0] if further else Head("", "")
    found = shares.stream(draft.resource, draft.key.column, head.column)
    return (_kept_streams(found, head.slot, single=head.single, sqlite=is_sqlite()),) if found else ()


@lru_cache(maxsize=512)
def _kept_streams(found: shares.Stream, slot: str, *, single: bool, sqlite: bool) -> Kept:
    """Made once for each database (`sqlite` tells which)."""
    heads: tuple[Head, ...] = (Head("user_id", "sharer", single=True),)
    if slot:
        heads += (Head(found.quick, slot, found.quick_kind, found.expression, single=single),)
    return Kept(found.key, found.name, Source(heads, where=Clause(f"y.{found.mark} AND {TERMS}", ("terms",))))


def judged(draft: Draft, heads: tuple[Head, ...]) -> Source:
    """Streams of another kind than the rule's: the whole rule is asked in each row."""
    rule = union(draft.reached, _alias(draft))
    draft.slots["rule"] = rule.params
    asked = _on_record(draft, Clause(rule.sql, ("rule",) if rule.params else ()))
    return Source(heads, where=asked & narrow(draft), unsorted_tail=None if heads else ())


def narrow(draft: Draft) -> Clause:
    """What of the rule is no matter of owner, team and shares."""
    found = narrowing(draft.resource, draft.reached, _alias(draft))
    draft.slots["narrow"] = found.params
    return _on_record(draft, Clause(found.sql, ("narrow",) if found.params else ()))


def _alias(draft: Draft) -> str:
    return "n" if draft.place.extension else "y"


def _on_record(draft: Draft, asked: Clause) -> Clause:
    """A condition on the record; from a side table by its id."""
    if not (asked.sql and draft.place.extension):
        return asked
    table = own_place(draft.resource).table
    return Clause(f"EXISTS (SELECT 1 FROM {table} n WHERE n.id = y.record_id AND {asked.sql})", asked.params)


def slot(values: tuple[int | str, ...]) -> tuple[Any, ...]:
    """The slot of a head: the only value, or the set."""
    return values if len(values) == 1 else (as_set(values),)
