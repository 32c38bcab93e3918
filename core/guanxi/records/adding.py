"""Many new records inside one change: what `Transaction.add` does for one, in a statement or two for each table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from guanxi.data.many import insert_many, new_ids
from guanxi.records import journal
from guanxi.records.encoding import columns_of, split_by_table
from guanxi.records.resource import Extension, Resource
from guanxi.records.sides import complete, keyed

if TYPE_CHECKING:
    from guanxi.data.errors import Problem
    from guanxi.records.host import Host
    from guanxi.records.transaction import Transaction

Own = dict[str, Any]
Sides = list[tuple[Extension, dict[str, Any]]]
Birth = Callable[[Resource, Mapping[str, Any]], dict[str, Any]]
HOST_COLUMNS = frozenset({"version", "created_at", "created_by", "changed_at"})


def addable(host: Host, resource: Resource) -> bool:
    """Tell whether records of a resource may be added many at once: nobody asks to look at each before it is written."""
    asked = resource.on_write is not None and resource.on_write_new and resource.on_write_many is None
    return not asked and resource.on_written is None and not host.hooks.listeners("check_record")


def prepared(resource: Resource, values: Mapping[str, Any], birth: Birth) -> tuple[Own, Sides]:
    """The columns of a new record, and those of its side tables; `values` are as the fields' own parse gave them."""
    own, sides = split_by_table(resource, columns_of(resource, values))
    return own | birth(resource, own), complete(resource, sides)


def insert_sound(
    tx: Transaction, resource: Resource, found: Sequence[tuple[Own, Sides]]
) -> list[int | Problem]:
    """Insert prepared records but those that the resource's own check refuses; the id or the refusal of each."""
    refused: Mapping[int, Problem] = {}
    if resource.on_write_many and resource.on_write_new and found:
        refused = resource.on_write_many(tx, [own for own, _sides in found])
    kept = [each for place, each in enumerate(found) if place not in refused]
    ids = iter(insert_records(resource, kept) if kept else ())
    return [refused[place] if place in refused else next(ids) for place in range(len(found))]


def written(resource: Resource, own: Mapping[str, Any], sides: Sides) -> str:
    """What the journal keeps of a new record: the columns with a value, without those that fill by themselves."""
    if sides:
        own = {**own, **{name: value for _extension, columns in sides for name, value in columns.items()}}
    return journal.packed_new(own, _unsaid(resource))


@lru_cache(maxsize=1024)
def _unsaid(resource: Resource) -> frozenset[str]:
    return HOST_COLUMNS | frozenset(resource.born.split())


def insert_records(resource: Resource, found: Sequence[tuple[Own, Sides]]) -> Sequence[int]:
    """Insert prepared records with their side rows and return their ids in the same order.

    Columns that are empty in all of them are not sent.
    """
    table = resource.model._meta.table_name
    ids = new_ids(table, len(found))
    names = dict.fromkeys(name for own, _sides in found for name in own)
    columns = {name: [own.get(name) for own, _sides in found] for name in names}
    filled = {name: values for name, values in columns.items() if values.count(None) < len(found)}
    insert_many(table, ["id", *filled], zip(ids, *filled.values(), strict=True))
    for extension in resource.extensions:
        _insert_sides(extension, ids, found)
    return ids


def line(resource: Resource, key: int, own: Mapping[str, Any], sides: Sides) -> journal.Values:
    """The journal line of a new record."""
    return resource.name, key, 1, journal.ADD, written(resource, own, sides)


def _insert_sides(extension: Extension, ids: Sequence[int], found: Sequence[tuple[Own, Sides]]) -> None:
    kept = sorted(extension.kept_columns)
    rows = []
    for key, (own, sides) in zip(ids, found, strict=True):
        for side, columns in sides:
            if side is extension:
                mark = keyed(extension, key).values()
                rows.append(
                    (*mark, *[columns.get(n) for n in extension.columns], *[own.get(n) for n in kept])
                )
    if rows:
        insert_many(extension.model._meta.table_name, [*extension.key, *extension.columns, *kept], rows)
