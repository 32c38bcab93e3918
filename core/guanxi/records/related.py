"""Conditions on records that a Link leads to, as ``company.industry``: of their fields and rows only what the actor sees.

A condition on a linked record holds where there is one that he may see and that meets it; one that he may not see is none.
Where few records meet it, the Link is asked for their ids, by which its own streams and indexes are used; else each row is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from guanxi.data.clause import Clause
from guanxi.data.database import rows
from guanxi.data.fields import Field, Link, Tags
from guanxi.data.filter_sql import filter_sql
from guanxi.data.filters import LARGEST_SET, Group, Node, Test, asked_by_days, field_names
from guanxi.records.actor import Actor
from guanxi.records.gate import filterable_fields, row_set
from guanxi.records.listing_columns import places, side_joins
from guanxi.records.resource import Resource
from guanxi.records.rule_sql import condition, row_by_row
from guanxi.records.tagging.meaning import meant

DOT = "."
LINKED = "linked"
NOBODY = 0
"""The id of no record: what no visible record meets is asked for with this."""


class Askable(Mapping[str, Field]):
    """The fields by which the actor may filter: his own of the records, and, by ``link.field``, those of records they lead to.

    These are looked for when they are named; going through all of them meets the records' own alone.
    """

    def __init__(self, actor: Actor, resource: Resource):
        self._actor, self.own = actor, filterable_fields(actor, resource)

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
    link, dot, inner = node.field.partition(DOT)
    target = fields.target(link) if dot else None
    if target is None:
        return node
    asked = asked_by_days(Test(inner, node.op, node.values), filterable_fields(actor, target), today)
    return _on_link(actor, link, target, meant(asked, target))


def _on_link(actor: Actor, link: str, target: Resource, node: Node) -> Test:
    """Few visible records are named by their ids; of many each row asks for its own."""
    rule = condition(target, row_set(actor, target), "l")
    asked = filter_sql(node, lambda name: _tested(target, name))
    table, joins = target.model._meta.table_name, side_joins(target, _beside(target, node), "l")
    where = Clause(f"({asked.sql})", asked.params) & Clause("l.deleted_at IS NULL") & rule
    found = rows(
        f'SELECT l.id FROM "{table}" l{joins} WHERE {where.sql} LIMIT {LARGEST_SET + 1}', where.params
    )
    if len(found) <= LARGEST_SET:
        return Test(link, "in", tuple((key,) for (key,) in found) or ((NOBODY,),))
    one = f'SELECT 1 FROM "{table}" l{joins} WHERE l.id = {{link}} AND {where.sql}{row_by_row()}'
    return Test(link, LINKED, ((f"EXISTS ({one})",), where.params))


def _tested(target: Resource, name: str) -> tuple[str, ...]:
    field = target.by_name[name]
    return ("l.id",) if isinstance(field, Tags) else places(target, field, "l")


def _beside(target: Resource, node: Node) -> list[str]:
    return [name for name in field_names(node) if not isinstance(target.by_name[name], Tags)]
