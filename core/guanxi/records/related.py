"""Conditions on records that a Link leads to, as ``company.industry``: of their fields and rows only what the actor sees.

A condition on a linked record holds where there is one that he may see and that meets it; one that he may not see is none.
Where few records meet it, the Link is asked for their ids, by which its own streams and indexes are used; else each row is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from guanxi.data.clause import Clause
from guanxi.data.database import as_ids, in_ids, rows
from guanxi.data.fields import Field, Link
from guanxi.data.filters import (
    LARGEST_SET,
    NO_FIELD,
    BadFilter,
    Group,
    Node,
    OfRecord,
    Test,
    Whose,
    asked_by_days,
)
from guanxi.records.actor import Actor
from guanxi.records.gate import filterable_fields, row_set
from guanxi.records.listing_entries import few_records
from guanxi.records.resource import Resource
from guanxi.records.rule_sql import condition, row_by_row
from guanxi.records.tagging.meaning import meant
from guanxi.records.whose import asked_of, of_record, way, ways

DOT = "."
LINKED = "linked"
NOBODY = 0
"""The id of no record: what no visible record meets is asked for with this."""


class Askable(Mapping[str, Field]):
    """The fields by which the actor may filter: his own of the records, and, by ``link.field``, those of records they lead to.

    These are looked for when they are named; going through all of them meets the records' own alone. `within` has those of
    what leads to the records.
    """

    def __init__(self, actor: Actor, resource: Resource):
        self._actor, self.resource, self.own = actor, resource, filterable_fields(actor, resource)

    def __getitem__(self, name: str) -> Field:
        link, dot, inner = name.partition(DOT)
        if not dot:
            return self.own[name]
        target = self.target(link)
        if target is None:
            raise KeyError(name)
        return filterable_fields(self._actor, target)[inner]

    def target(self, link: str) -> Resource | None:
        """The kind of records that a Link leads to; None where it is none, or the actor sees no record of that kind."""
        field = self.own.get(link)
        target = self._actor.host.resources.get(field.to) if isinstance(field, Link) else None
        return None if target is None or row_set(self._actor, target).nothing else target

    def within(self, back: str) -> Askable | None:
        """The fields of what leads here by ``sales.deal.company``; None where the actor sees no such record or not its Link."""
        found = way(self._actor, self.resource, back)
        return Askable(self._actor, found[0]) if found else None

    def leading(self) -> dict[str, str]:
        """What leads here, by the names of the Links, and what it is called: “Deals”; two of one name tell their Links."""
        found = {
            name: (str(link.back or other.label), link)
            for name, (other, link) in ways(self._actor, self.resource)
        }
        called = Counter(label for label, _link in found.values())
        return {
            name: f"{label} ({link.label})" if called[label] > 1 else label
            for name, (label, link) in found.items()
        }

    def back_label(self, back: str) -> str:
        """What is called that leads here by the Link `back`."""
        return self.leading().get(back, "")

    def label(self, name: str) -> str:
        """What a field is called: “Company → Industry”."""
        link, dot, _inner = name.partition(DOT)
        return f"{self.own[link].label} → {self[name].label}" if dot else str(self[name].label)

    def __iter__(self) -> Iterator[str]:
        return iter(self.own)

    def __len__(self) -> int:
        return len(self.own)


def resolved(actor: Actor, fields: Askable, node: Node, today: date) -> Node:
    """The filter with every condition on linked records written as one on the Link itself."""
    if isinstance(node, Group):
        return Group(node.word, tuple(resolved(actor, fields, part, today) for part in node.parts))
    if isinstance(node, Whose):
        return _leading(actor, fields, node, today)
    if isinstance(node, OfRecord):
        return node
    link, dot, inner = node.field.partition(DOT)
    target = fields.target(link) if dot else None
    if target is None:
        return node
    asked = asked_by_days(Test(inner, node.op, node.values), filterable_fields(actor, target), today)
    return _on_link(actor, link, target, meant(asked, target))


def _leading(actor: Actor, fields: Askable, node: Whose, today: date) -> OfRecord:
    """What leads here is asked as a list of its own would be."""
    found = way(actor, fields.resource, node.back)
    if found is None:
        raise BadFilter(NO_FIELD, node.back[:60])
    inner = Askable(actor, found[0])
    asked = asked_by_days(resolved(actor, inner, node.part, today), inner, today)
    return of_record(actor, found, meant(asked, found[0]), none=node.none)


def _on_link(actor: Actor, link: str, target: Resource, node: Node) -> Test:
    """Few visible records are named by their ids; of many each row asks for its own.

    Whoever sees few at all has these looked through: of a table of which he sees little, all would be read before few were found.
    """
    seen, table = row_set(actor, target), target.model._meta.table_name
    asked, joins = asked_of(target, node, "l")
    where = asked & Clause("l.deleted_at IS NULL") & condition(target, seen, "l")
    known = few_records(target, seen)
    whole = where if known is None else Clause(in_ids("l.id"), (as_ids(known),)) & where
    sql = f'SELECT l.id FROM "{table}" l{joins} WHERE {whole.sql} LIMIT {LARGEST_SET + 1}'
    found = rows(sql, whole.params)
    if len(found) <= LARGEST_SET:
        return Test(link, "in", tuple((key,) for (key,) in found) or ((NOBODY,),))
    one = f'SELECT 1 FROM "{table}" l{joins} WHERE l.id = {{link}} AND {where.sql}{row_by_row()}'
    return Test(link, LINKED, ((f"EXISTS ({one})",), where.params))
