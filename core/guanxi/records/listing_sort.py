"""Sort keys that a resource offers: the column behind each, in the record's own table or in a side table."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from peewee import BooleanField, FloatField, IntegerField
from peewee import TextField as TextColumn
from peewee import _StringField as StringColumn

from guanxi.data.errors import Problem
from guanxi.data.fields import Field
from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.gate import searchable_fields
from guanxi.records.resource import Extension, Resource

_ = translator("guanxi")
HOST_KEYS = ("id", "created_at", "changed_at", "deleted_at")
KEPT = frozenset(("owner_id", "team_id", "deleted_at"))
Kind = Literal["integer", "number", "text"]


class BadSort(Problem):
    """A sort key that is not offered; an unknown and a hidden one are refused in the same words."""

    status = 400

    def __init__(self, name: str):
        self.field = name[:60]
        super().__init__(_("This list cannot be sorted by {field}."), field=self.field)


@dataclass(frozen=True, slots=True)
class Place:
    """A table with a row for each record: the record's own, or a side table (`extension`); `id` names its record's id."""

    table: str
    id: str = "id"
    extension: Extension | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column to sort by. An `id` key needs no second column to be unambiguous."""

    name: str
    place: Place
    column: str
    kind: Kind
    nullable: bool

    @property
    def is_id(self) -> bool:
        """Tell that the key is the id itself."""
        return self.column == self.place.id


def sort_of(actor: Actor, resource: Resource, wanted: str | None) -> tuple[SortKey, bool]:
    """The key and whether it descends, from ``name`` or ``-name``; raises BadSort.

    Where nobody asks it is the resource's first one that the actor sees, else the id: a cursor holds the key's value.
    """
    searchable = searchable_fields(actor, resource)

    def usable(name: str) -> SortKey | None:
        hidden = name in resource.by_name and name not in searchable
        return None if hidden else offered(resource).get(name)

    if wanted is None:
        for given in resource.order:
            if key := usable(given.removeprefix("-")):
                return key, given.startswith("-")
        return usable("id") or key_in(own_place(resource), "id", "id", resource.model), False
    key = usable(wanted.removeprefix("-"))
    if key is None:
        raise BadSort(wanted.removeprefix("-"))
    return key, wanted.startswith("-")


@lru_cache(maxsize=512)
def offered(resource: Resource) -> dict[str, SortKey]:
    """All sort keys by name: those in `order`, then the sortable fields of side tables."""
    found = {name.removeprefix("-"): _own_key(resource, name.removeprefix("-")) for name in resource.order}
    for extension in resource.extensions:
        place = Place(extension.table, "record_id", extension)
        sortable = (f for f in extension.fields if f.sort and extension.kept_columns >= KEPT)
        found |= {f.name: key_in(place, f.name, sort_column(f)) for f in sortable}
    return found


def default_key(resource: Resource) -> SortKey:
    """The key a list has where nobody asks for another."""
    return offered(resource)[resource.order[0].removeprefix("-")]


def key_in(place: Place, name: str, column: str, model: Any = None) -> SortKey:
    """The key `name` on a column of a place."""
    meta = (place.extension.model if place.extension else model)._meta
    if column not in meta.columns:
        raise ValueError(f"{meta.table_name}: there is no column {column} to sort {name} by")
    stored = meta.columns[column]
    return SortKey(name, place, column, kind_of(stored), bool(stored.null))


def own_place(resource: Resource) -> Place:
    """The record's own table."""
    return Place(f'"{resource.model._meta.table_name}"')


def sort_column(field: Field) -> str:
    """The column a field sorts by: its own first one, or the one it declares."""
    return field.sort if isinstance(field.sort, str) else field.columns[0]


def kind_of(column: Any) -> Kind:
    """What values a peewee column holds, for cursors and casts."""
    if isinstance(column, StringColumn | TextColumn):
        return "text"
    if isinstance(column, FloatField):
        return "number"
    if isinstance(column, IntegerField) and not isinstance(column, BooleanField):
        return "integer"
    raise ValueError(
        f"{column.model._meta.table_name}.{column.column_name}: lists cannot sort or stream this type"
    )


def _own_key(resource: Resource, name: str) -> SortKey:
    declared = resource.by_name.get(name)
    if declared is None and name not in HOST_KEYS:
        raise ValueError(f"{resource.name}: order names {name}, which is no field of it")
    column = sort_column(declared) if declared else name
    return key_in(own_place(resource), name, column, resource.model)
