"""Which records are meant by what somebody looks for before entry: a name, phone, mail or code, over all records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from guanxi.data.chinese.company_names import matching_name
from guanxi.data.database import as_set, in_set, rows
from guanxi.data.fields import Email, Field, Invalid, Link
from guanxi.data.fields.code import Code
from guanxi.people.actors import system_actor
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.search.finding import find
from guanxi.records.search.question import asked as question
from guanxi.records.search.texts import searched

SHORTEST, MOST_HITS, MOST_SCANNED = 2, 20, 200
NEAR = 0.5
MAIL = Email("address")


@dataclass(frozen=True, eq=False)
class Duplicates:
    """By what records of a resource are looked for before entry: `names` are compared as firms' names are, `codes` exactly.

    Both are names of fields, blank between; codes in any notation that their fields read.
    """

    resource: Resource
    names: str = ""
    codes: str = ""

    def problems(self, plugin: str) -> Iterator[str]:
        """A field that the resource does not have."""
        for name in (*self.names.split(), *self.codes.split()):
            if name not in self.resource.by_name:
                yield f"the lookup of {self.resource.name} names the field {name!r}, which it does not have"


def matches(actor: Actor, resource: Resource, each: Duplicates, typed: str) -> set[int]:
    """The living records that match, whoever may see them; fields that are hidden from the actor are not compared."""
    open_to = {field.name: field for field in gate.fields_for(actor, resource)}
    table, found = resource.model._meta.table_name, set[int]()
    for name in each.codes.split():
        if name in open_to and (kept := _kept(open_to[name], typed)):
            sql = f'SELECT id FROM "{table}" WHERE "{open_to[name].columns[0]}" = ? AND deleted_at IS NULL ORDER BY id LIMIT ?'
            found |= {key for (key,) in rows(sql, (kept, MOST_HITS))}
    found |= _of_parts(actor, resource, typed)
    names = [open_to[name].columns[0] for name in each.names.split() if name in open_to]
    core = matching_name(typed)
    if names and core:
        found |= _named(actor, resource, names, core)
    return set(sorted(found)[:MOST_HITS])


def _of_parts(actor: Actor, resource: Resource, typed: str) -> set[int]:
    """Records with a part that holds the number or the mail address: a further contact method counts as the first one does."""
    found, table = set[int](), resource.model._meta.table_name
    for part in actor.host.resources.values():
        links = [part.by_name[name] for name in part.rows.through] if part.rows.part else []
        leading = [link for link in links if isinstance(link, Link) and link.to == resource.name]
        if leading and actor.may(part.permission("view")):
            for link in leading:
                found |= _of_part(actor, part, link.columns[0], typed)
    living = f'SELECT id FROM "{table}" WHERE {in_set("id")} AND deleted_at IS NULL'
    return {key for (key,) in rows(living, (as_set(found),))} if found else found


def _of_part(actor: Actor, part: Resource, link: str, typed: str) -> set[int]:
    """What the parts belong to that hold `typed`: numbers by their index, addresses by the search and then exactly."""
    table, mail, found = part.model._meta.table_name, _kept(MAIL, typed), set[int]()
    head = f'SELECT "{link}" FROM "{table}" WHERE "{link}" IS NOT NULL AND deleted_at IS NULL'
    for field in gate.fields_for(actor, part):
        column = field.columns[0]
        if isinstance(field, Code | Email) and (number := _kept(field, typed)):
            sql = f'{head} AND "{column}" = ? ORDER BY id LIMIT ?'
            found |= {key for (key,) in rows(sql, (number, MOST_HITS))}
        elif mail and field in searched(part) and field.name == part.title:
            ids = find(system_actor(actor.host), part, question(mail), MOST_SCANNED).ids
            sql = f'{head} AND "{column}" = ? AND {in_set("id")} ORDER BY id LIMIT ?'
            found |= {key for (key,) in rows(sql, (mail, as_set(ids), MOST_HITS))} if ids else set()
    return found


def _named(actor: Actor, resource: Resource, columns: list[str], core: str) -> set[int]:
    """Records whose name is that of `core` or near it: one holds the other, and is at least half as long."""
    candidates = find(system_actor(actor.host), resource, question(core), MOST_SCANNED).ids
    if not candidates:
        return set()
    chosen = ",".join(f'"{column}"' for column in columns)
    table = resource.model._meta.table_name
    read = rows(f'SELECT id, {chosen} FROM "{table}" WHERE {in_set("id")} ORDER BY id', (as_set(candidates),))
    return {key for key, *names in read if any(name and near(matching_name(name), core) for name in names)}


def near(one: str, other: str) -> bool:
    """Tell whether two names may be meant for one: equal, or one within the other and at least half as long."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= SHORTEST and short in long and len(short) >= NEAR * len(long))


def _kept(field: Field, typed: str) -> Any:
    try:
        return field.to_row(field.parse(typed))[0]
    except Invalid:
        return None
