"""The indexes that lists walk, derived from a resource's declaration, made and dropped on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from weakref import WeakKeyDictionary

from guanxi.data.database import database, is_sqlite, rows, run
from guanxi.data.fields import Date, Email, Field
from guanxi.data.fields.code import Code
from guanxi.records.listing_sort import KEPT, Place, default_key, key_in, kind_of, offered, own_place
from guanxi.records.resource import Extension, Resource
from guanxi.records.rowset import link_column

LONGEST_NAME = 60
LIVING, BINNED = "deleted_at IS NULL", "deleted_at IS NOT NULL"
TIMELINE = "in_timeline__"
"""How the names of indexes begin by which timelines find what hangs on a record."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index of `place`; text columns that are sorted by stand in `collated`.

    `free` marks one that does not begin with team or owner. It is for who sees everything, and its rows are given a
    condition that only such queries state: PostgreSQL would otherwise walk it for a team it believes to be dense.
    """

    place: Place
    columns: tuple[str, ...]
    collated: frozenset[str] = frozenset()
    unique: bool = False
    where: str = LIVING
    free: bool = False

    @property
    def name(self) -> str:
        """The index's name, the same wherever it is derived."""
        if self.unique:
            return short_name(f"{_bare(self.place)}_{'_'.join(self.columns)}_unique")
        return list_index(self.place, self.columns, free=self.free)

    def sql(self) -> str:
        """The statement that makes it."""
        columns = ", ".join(self._column(column) for column in self.columns)
        unique = "UNIQUE " if self.unique else ""
        where = f"{self.where} AND {free_mark(self.place)}" if self.free else self.where
        return f'CREATE {unique}INDEX IF NOT EXISTS "{self.name}" ON {self.place.table} ({columns}) WHERE {where}'

    def _column(self, column: str) -> str:
        return f'"{column}" COLLATE "C"' if column in self.collated and not is_sqlite() else f'"{column}"'


def list_index(place: Place, columns: tuple[str, ...], *, free: bool = False) -> str:
    """``list_contacts_company_team_id_sort_name_id``: the name of an index that lists walk; free ones begin list_all."""
    return short_name(f"list_{'all_' if free else ''}{_bare(place)}_{'_'.join(columns)}")


def free_mark(place: Place) -> str:
    """The condition, true of every row, by which a query asks for the free indexes."""
    return f"{place.id} > 0"


def is_derived(name: str) -> bool:
    """Tell whether an index of this name is made from declarations; migrations leave those alone."""
    return name.startswith(("list_", TIMELINE)) or name.endswith("_unique")


def derived(resource: Resource) -> list[Index]:
    """Every index of a resource and its side tables: sorts, quick filters, unique fields, numbers, codes and mail addresses,
    maturities, bin.
    """
    found = [index for key in offered(resource).values() for index in _of_sort(resource, key.name)]
    found += [
        index
        for field in resource.fields
        if quick(resource, field)
        for index in _of_filter(resource, field, None)
    ]
    for extension in resource.extensions:
        for field in extension.fields:
            if quick(resource, field) and streams_in(resource, extension):
                found += _of_filter(resource, field, extension)
    own = own_place(resource)
    found += [
        Index(own, (column,), unique=True) for f in resource.fields if f.unique for column in f.columns[:1]
    ]
    found += [
        Index(own, (each.columns[0],), where=f'{LIVING} AND "{each.columns[0]}" IS NOT NULL')
        for each in resource.fields
        if isinstance(each, Code | Email)
    ]
    found += _of_maturities(resource)
    found.append(Index(own, ("deleted_at", "id"), where=BINNED))
    return list({index.name: index for index in found}.values())


def quick(resource: Resource, field: Field) -> bool:
    """Tell whether a field is a quick filter with indexes of its own; owner and team have streams anyway."""
    rule = {link_column(resource, name) for name in (resource.rows.own, resource.rows.team) if name}
    return bool(field.filter) and len(field.columns) == 1 and field.columns[0] not in rule


def streams_in(resource: Resource, extension: Extension) -> bool:
    """Tell whether a side table carries what lists need of the record: owner, team, bin and the default sort key."""
    return KEPT | {default_key(resource).column} <= extension.kept_columns


def stream_columns(resource: Resource, place: Place) -> tuple[str, ...]:
    """The leading columns of streams: team and owner as the rule names them."""
    rows_ = resource.rows
    names = [link_column(resource, rows_.team)] if rows_.team else []
    names += [link_column(resource, rows_.own)] if rows_.own else []
    return tuple(names)


def create(resource: Resource) -> list[str]:
    """Make the missing indexes of a resource, drop derived ones it no longer declares; return the names made."""
    wanted = {index.name: index for index in derived(resource)}
    there = existing(wanted_places(resource))
    made = [name for name in wanted if name not in there]
    try:
        for name in sorted(there - wanted.keys()):
            if name.startswith("list_"):
                run(f'DROP INDEX IF EXISTS "{name}"')
        for name in made:
            run(wanted[name].sql())
    finally:
        forget()
    return made


def drop(resource: Resource) -> None:
    """Drop every derived index of a resource, as before a large load."""
    for index in derived(resource):
        run(f'DROP INDEX IF EXISTS "{index.name}"')
    forget()


def analyze(resource: Resource) -> None:
    """Tell the planner how the values lie; follows every bulk write."""
    for place in wanted_places(resource):
        run(f"ANALYZE {place.table}")


def wanted_places(resource: Resource) -> list[Place]:
    """The record's own table and its side tables."""
    return [own_place(resource), *(Place(e.table, "record_id", e) for e in resource.extensions)]


def existing(places: Iterable[Place]) -> frozenset[str]:
    """The names of all indexes the tables have now."""
    found: set[str] = set()
    for place in places:
        sql = (
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?"
            if is_sqlite()
            else "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ?"
        )
        found.update(name for (name,) in rows(sql, (_bare(place),)))
    return frozenset(found)


def known(place: Place) -> frozenset[str]:
    """The indexes of a table as this process last saw them; lists name no index that is not there."""
    seen = _seen.setdefault(database.obj, {})
    if place.table not in seen:
        seen[place.table] = existing([place])
    return seen[place.table]


def forget() -> None:
    """Look again at the next list which indexes there are."""
    _seen.pop(database.obj, None)


_seen: WeakKeyDictionary[object, dict[str, frozenset[str]]] = WeakKeyDictionary()


def _of_sort(resource: Resource, name: str) -> list[Index]:
    key = offered(resource)[name]
    tail = (key.place.id,) if key.is_id else (key.column, key.place.id)
    text = frozenset((key.column,)) if key.kind == "text" else frozenset[str]()
    heads = [(), *((column,) for column in stream_columns(resource, key.place))]
    return [
        Index(key.place, (*head, *tail), text, free=not head) for head in heads if len((*head, *tail)) > 1
    ]


def _of_filter(resource: Resource, field: Field, extension: Extension | None) -> list[Index]:
    place = Place(extension.table, "record_id", extension) if extension else own_place(resource)
    key = default_key(resource) if extension is None else key_in(place, "", default_key(resource).column)
    column = field.columns[0]
    kind_of((extension.model if extension else resource.model)._meta.columns[column])
    text = frozenset((key.column,)) if key.kind == "text" else frozenset[str]()
    tail = (key.column,) if key.is_id else (key.column, place.id)
    heads = [(), *((c,) for c in stream_columns(resource, place) if c != column)]
    return [Index(place, (*head, column, *tail), text, free=not head) for head in heads]


def _of_maturities(resource: Resource) -> list[Index]:
    """By the day that comes due, of the rows that have one: the walk over what matures reads nothing else."""
    own = own_place(resource)
    sides = {
        each: Place(side.table, "record_id", side) for side in resource.extensions for each in side.fields
    }
    found = []
    for field in resource.every_field:
        if isinstance(field, Date) and field.matures:
            place, filled = sides.get(field, own), f'"{field.name}" IS NOT NULL'
            where = filled if field in sides else f"{LIVING} AND {filled}"
            found.append(Index(place, (field.name, place.id), where=where))
    return found


def _bare(place: Place) -> str:
    return place.table.strip('"')


def short_name(name: str) -> str:
    """An index's name, cut: PostgreSQL cuts long names; a hash keeps them apart."""
    if len(name) <= LONGEST_NAME:
        return name
    return name[: LONGEST_NAME - 9] + "_" + blake2b(name.encode(), digest_size=4).hexdigest()
