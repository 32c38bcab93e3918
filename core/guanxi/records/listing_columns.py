"""The columns of a list's rows and the joins they need; side tables and titles of linked records join after the limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from guanxi.data.clause import Clause
from guanxi.data.fields import About, Field, Tags
from guanxi.data.fields.about import refs_in
from guanxi.data.fields.tags import TAG
from guanxi.data.ref import Ref
from guanxi.records.actor import Actor
from guanxi.records.gate import fields_for, link_target, masked, seen_among
from guanxi.records.resource import Extension, Resource
from guanxi.records.rowset import row_set
from guanxi.records.rule_sql import condition
from guanxi.records.tagging.words import words_of

HOST_COLUMNS = ("version", "created_at", "changed_at", "deleted_at")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a page: its database values are ``row[at : at + width]``, the linked record's title is ``row[title_at]``.

    `field` is None for a column of the host. `masked` tells that the actor is shown the value in part only.
    """

    name: str
    field: Field | None
    at: int
    width: int
    title_at: int | None = None
    masked: bool = False
    title: Field | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """SELECT list and joins of a page over the record ``r``; the parameters of `joins` are values, not slots."""

    columns: tuple[Column, ...]
    select: str
    joins: Clause


def selection(actor: Actor, resource: Resource, wanted: Iterable[str] | None) -> Selection:
    """What to select for the columns wanted that the actor may see; others are absent. The first value is the id."""
    seen = {field.name: field for field in fields_for(actor, resource)}
    host = frozenset(HOST_COLUMNS) - resource.by_name.keys()  # a declared one is shown or hidden as a field
    names = list(seen) if wanted is None else [n for n in dict.fromkeys(wanted) if n in seen or n in host]
    columns: list[Column] = []
    select, joins = ["r.id"], Clause(side_joins(resource, names))
    for name in names:
        field = seen.get(name)
        stored = [f'r."{name}"'] if field is None else list(places(resource, field))
        title_at = None
        at = len(select)
        select += stored
        target = actor.host.resources.get(link_target(field) or "")
        if target is not None:
            title_at = len(select)
            title, join = _title(actor, target, stored[0], f"l{len(columns)}")
            select.append(title)
            joins = Clause(joins.sql + join.sql, joins.params + join.params)
        known = target.by_name[target.title] if target else None
        part = field is not None and masked(actor, field)
        columns.append(Column(name, field, at, len(stored), title_at, part, known))
    return Selection(tuple(columns), ", ".join(select), joins)


# guard: about-cells
def told(actor: Actor, chosen: Selection, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows with only those references in them (columns of About fields) that lead to records the actor may see."""
    for column in chosen.columns:
        if isinstance(column.field, Tags):
            rows = _living_tags(column, rows)
        elif isinstance(column.field, About):
            at, field = column.at, column.field
            seen = seen_among(actor, {ref for row in rows for ref in refs_in(row[at]) or ()})
            kept = [tuple(ref for ref in refs_in(row[at]) or () if ref in seen) for row in rows]
            rows = [
                (*row[:at], *field.to_row(refs), *row[at + 1 :]) for row, refs in zip(rows, kept, strict=True)
            ]
    return rows


def _living_tags(column: Column, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Tags are told to whoever sees the record: those that are shown for what is kept."""
    at = column.at
    known = words_of({ref.id for row in rows for ref in refs_in(row[at]) or ()})
    field, found = column.field, list[tuple[Any, ...]]()
    for row in rows:
        ids = {known[ref.id].id for ref in refs_in(row[at]) or () if ref.id in known}
        kept = tuple(Ref(TAG, key) for key in sorted(ids)) or None
        found.append((*row[:at], *(field.to_row(kept) if field else ()), *row[at + 1 :]))
    return found


def places(resource: Resource, field: Field, record: str = "r") -> tuple[str, ...]:
    """The SQL names of a field's columns: on the record's alias, or on that of its side table."""
    for number, extension in enumerate(resource.extensions):
        if field.name in names_in(extension):
            return tuple(f'{side_alias(record, number)}."{column}"' for column in field.columns)
    return tuple(f'{record}."{column}"' for column in field.columns)


def side_alias(record: str, number: int) -> str:
    """The alias of the side table with this number beside a record's alias."""
    return f"{record}e{number}"


def side_joins(resource: Resource, names: Iterable[str], record: str = "r") -> str:
    """LEFT JOINs to a record's alias of the side tables that hold any of the fields named."""
    wanted = frozenset(names)
    found = ""
    for number, extension in enumerate(resource.extensions):
        if wanted & names_in(extension):
            alias = side_alias(record, number)
            found += f" LEFT JOIN {extension.table} {alias} ON {alias}.record_id = {record}.id"
            found += extension.mine(alias)
    return found


def names_in(extension: Extension) -> frozenset[str]:
    """The names of an extension's fields."""
    return frozenset(field.name for field in extension.fields)


def _title(actor: Actor, target: Resource, link: str, alias: str) -> tuple[str, Clause]:
    """The linked record's title if the actor may see that record and its title; NULL else."""
    title: Field | Any = target.by_name[target.title]
    if title not in fields_for(actor, target) or masked(actor, title):
        return "NULL", Clause()
    rule = Clause(f"{alias}.id = {link}") & condition(target, row_set(actor, target), alias)
    table = target.model._meta.table_name
    return f'{alias}."{title.columns[0]}"', Clause(f' LEFT JOIN "{table}" {alias} ON {rule.sql}', rule.params)
