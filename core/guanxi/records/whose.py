"""Conditions on records that lead here, as ``sales.deal.company`` does to a company: of their rows and fields only what the actor sees.

A record has one of them where there is one that he may see and that meets the conditions; one that he may not see is none. Where
few are found, the records to which they lead are named by their ids; else each row asks for its own by the index of the Link.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from peewee import ModelIndex

from guanxi.data.clause import Clause
from guanxi.data.database import as_ids, in_ids, is_sqlite, rows
from guanxi.data.fields import Link, Tags
from guanxi.data.filter_sql import filter_sql
from guanxi.data.filters import LARGEST_SET, Group, Node, OfRecord, field_names
from guanxi.records.actor import Actor
from guanxi.records.gate import filterable_fields, row_set
from guanxi.records.indexes import stream_columns
from guanxi.records.listing_columns import places, side_joins
from guanxi.records.listing_entries import few_records
from guanxi.records.listing_sort import own_place
from guanxi.records.resource import Resource
from guanxi.records.rowset import RowSet
from guanxi.records.rule_sql import condition

Way = tuple[Resource, Link]


def ways(actor: Actor, resource: Resource) -> Iterator[tuple[str, Way]]:
    """What leads to records of `resource` by the names of the Links, as far as the actor sees such records and those Links."""
    for other, link in actor.host.leading.get(resource.name, ()):
        if _is_open(actor, other, link):
            yield f"{other.name}.{link.name}", (other, link)


def way(actor: Actor, resource: Resource, name: str) -> Way | None:
    """The kind of records and the Link of this name; None where there is none for the actor."""
    kind, _dot, field = name.rpartition(".")
    for other, link in actor.host.leading.get(resource.name, ()):
        if other.name == kind and link.name == field:
            return (other, link) if _is_open(actor, other, link) else None
    return None


# guard: whose-way
def _is_open(actor: Actor, other: Resource, link: Link) -> bool:
    """Tell whether the actor may ask by this Link: he sees such records and the field, and an index finds them by it."""
    if row_set(actor, other).nothing or link.name not in filterable_fields(actor, other):
        return False
    return _is_indexed(other, link)


@lru_cache(maxsize=1024)
def _is_indexed(other: Resource, link: Link) -> bool:
    """Tell whether an index of the records' own table begins with the Link; one of an expression or of some rows only counts as none."""
    if link not in other.fields:
        return False
    (column,), meta = link.columns, other.model._meta
    several = {index[0][0] for index in meta.indexes if not isinstance(index, ModelIndex) and index[0]}
    return meta.columns[column].index or column in (*several, *stream_columns(other, own_place(other)))


def asked_of(resource: Resource, node: Node, alias: str) -> tuple[Clause, str]:
    """A checked filter as a condition on one row of `alias`, and the joins of the side tables that it asks."""

    def place(name: str) -> tuple[str, ...]:
        field = resource.by_name[name]
        return (f"{alias}.id",) if isinstance(field, Tags) else places(resource, field, alias)

    asked = filter_sql(node, place)
    beside = [name for name in field_names(node) if not isinstance(resource.by_name[name], Tags)]
    return Clause(f"({asked.sql})" if asked.sql else "", asked.params), side_joins(resource, beside, alias)


def of_record(actor: Actor, found: Way, node: Node, *, none: bool) -> OfRecord:
    """The condition on the record itself that one of `found` leads to it and meets `node`; with `none` that none does."""
    other, link = found
    table, column, rule = other.model._meta.table_name, link.columns[0], row_set(actor, other)
    asked, joins = asked_of(other, node, "w")
    where = condition(other, rule, "w") & asked
    ids = _few(found, where, joins, rule)
    if ids is not None:
        among = in_ids("{id}")
        return OfRecord(f"(NOT {among})" if none else among, (as_ids(ids),), None if none else ids)
    fence = "LIMIT -1 OFFSET 0" if is_sqlite() else "OFFSET 0"  # else a planner may begin with another index
    own = f'SELECT * FROM "{table}" w WHERE w."{column}" = {{id}} AND w.deleted_at IS NULL {fence}'
    one = f"EXISTS (SELECT 1 FROM ({own}) w{joins}{f' WHERE {where.sql}' if where.sql else ''})"
    return OfRecord(f"(NOT {one})" if none else one, where.params)


def _few(found: Way, where: Clause, joins: str, rule: RowSet) -> tuple[int, ...] | None:
    """The records to which visible ones lead that meet the conditions; None where they are many.

    Whoever sees few of them has these looked through; of whoever sees many the first that meet the conditions are looked for.
    """
    other, link = found
    known, column = few_records(other, rule), f'w."{link.columns[0]}"'
    among = Clause(in_ids("w.id"), (as_ids(known),)) if known is not None else Clause()
    whole = among & Clause(f"{column} IS NOT NULL AND w.deleted_at IS NULL") & where
    table = other.model._meta.table_name
    sql = f'SELECT {column} FROM "{table}" w{joins} WHERE {whole.sql} LIMIT {LARGEST_SET + 1}'
    keys = rows(sql, whole.params)
    return tuple(sorted({key for (key,) in keys})) if len(keys) <= LARGEST_SET else None


def among_of(node: Node, among: tuple[int, ...] | None) -> tuple[tuple[int, ...] | None, Node]:
    """The only records that can meet the filter where it names few, those of `among` alone, and what else it asks, no longer nested."""
    parts = tuple(_together(node))
    sets = [frozenset(part.ids) for part in parts if isinstance(part, OfRecord) and part.ids is not None]
    if not sets:
        return among, Group("AND", parts)
    rest = tuple(part for part in parts if not (isinstance(part, OfRecord) and part.ids is not None))
    few = frozenset.intersection(*sets, *([] if among is None else [frozenset(among)]))
    return tuple(sorted(few)), Group("AND", rest)


def _together(node: Node) -> Iterator[Node]:
    """The parts that must all hold, however they are nested."""
    if isinstance(node, Group) and node.word == "AND":
        for part in node.parts:
            yield from _together(part)
    else:
        yield node
