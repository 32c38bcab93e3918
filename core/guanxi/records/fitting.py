"""Whether a resource and its model fit: what an author mistypes is told when the plugin starts, not when a page is opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guanxi.data import fields as kinds
from guanxi.data.fields import Field
from guanxi.records.indexes import derived
from guanxi.records.resource import Extension, Resource

NULL = "(null=True)"
COLUMNS: dict[type[Field], tuple[str, ...]] = {
    kinds.MoneyField: ("MoneyColumn", "TextField"),
    kinds.Link: ("BigIntegerField",),
    kinds.Integer: ("BigIntegerField",),
    kinds.Decimal: ("BigIntegerField",),
    kinds.Percent: ("BigIntegerField",),
    kinds.Boolean: ("BooleanField",),
    kinds.Date: ("Day",),
    kinds.DateTime: ("Moment",),
}
TEXT = ("TextField",)


def columns_for(kind: type[Field]) -> tuple[str, ...]:
    """The column types, by their names in guanxi.api, in which a model keeps a field of this kind; most are texts."""
    return next((COLUMNS[each] for each in kind.__mro__ if each in COLUMNS), TEXT)


def faults_of(resource: Resource) -> Iterator[str]:
    """One sentence for each thing that the declaration names and that is not there, with what to write instead."""
    faults = [*_of_fields(resource), *_of_order(resource), *_of_rows(resource)]
    yield from faults or faults_of_lists(resource)


def faults_of_extension(extension: Extension) -> Iterator[str]:
    """The same for a side table."""
    key, where = extension.model._meta.primary_key, f"side table of {extension.resource}"
    if not key or getattr(key, "column_name", "") != "record_id":
        yield f"{where}: {extension.model.__name__} needs record_id = BigIntegerField(primary_key=True)"
    for field in extension.fields:
        yield from _unkept(where, field, extension.model)
        if field.unique:
            yield f"{where}: the field {field.name!r} is unique, which only fields of the record's own table can be"


def faults_of_lists(resource: Resource) -> Iterator[str]:
    """What keeps the lists of a resource, extended or not, from having their indexes."""
    try:
        derived(resource)
    except ValueError as wrong:
        yield f"{resource.name}: {wrong}"


def _of_fields(resource: Resource) -> Iterator[str]:
    columns, names = resource.model._meta.columns, [field.name for field in resource.fields]
    for field in resource.fields:
        yield from _unkept(resource.name, field, resource.model)
        if isinstance(field.sort, str) and field.sort not in columns:
            yield f"{resource.name}: the field {field.name!r} is sorted by {field.sort!r}, which is no column of its model"
        if field.when and field.when.field not in names:
            yield f"{resource.name}: the field {field.name!r} is shown by {field.when.field!r}, which is none of its fields"
        if isinstance(field, kinds.Address) and field.within and field.within not in names:
            yield f"{resource.name}: the address {field.name!r} lies within {field.within!r}, which is none of its fields"
    yield from _of_maturities(resource)
    if resource.title not in names:
        yield f"{resource.name}: title={resource.title!r} is none of its fields"
    if twice := sorted({name for name in names if names.count(name) > 1}):
        yield f"{resource.name}: field {', '.join(twice)} is declared twice"


def _of_maturities(resource: Resource) -> Iterator[str]:
    for field in resource.fields:
        asked = field.matures.when if isinstance(field, kinds.Date) and field.matures else None
        held = resource.by_name.get(asked.field) if asked else None
        if asked and (held is None or held not in resource.fields or len(held.columns) != 1):
            yield f"{resource.name}: the field {field.name!r} matures by {asked.field!r}, which is none of its fields of one column"


def _of_order(resource: Resource) -> Iterator[str]:
    for name in resource.order:
        if name.removeprefix("-") not in resource.by_name.keys() | resource.model._meta.columns.keys():
            yield f"{resource.name}: order names {name!r}, which is neither a field nor a column"


def _of_rows(resource: Resource) -> Iterator[str]:
    rows = resource.rows
    for name in (*filter(None, (rows.own, rows.team)), *rows.through):
        if not isinstance(resource.by_name.get(name), kinds.Link):
            yield f"{resource.name}: rows name {name!r}, which is no Link among its fields"
    if rows.about and not isinstance(resource.by_name.get(rows.about), kinds.About):
        yield f"{resource.name}: rows name {rows.about!r}, which is no About among its fields"
    for named, kept in ((rows.own, "owner"), (rows.team, "team")):
        if named not in (None, kept):
            yield f"{resource.name}: rows name the Link {named!r}; call it {kept!r}, whose column every record has"


def _unkept(where: str, field: Field, model: type[Any]) -> Iterator[str]:
    missing = [
        (c, t)
        for c, t in zip(field.columns, columns_for(type(field)), strict=True)
        if c not in model._meta.columns
    ]
    if missing:
        lines = "; ".join(f"{column} = {kind}{NULL}" for column, kind in missing)
        yield f"{where}: the field {field.name!r} has no place in {model.__name__}: add {lines}"
