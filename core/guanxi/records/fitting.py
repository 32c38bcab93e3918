"""Whether a resource and its model fit: what an author mistypes is told when the plugin starts, not when a page is opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guanxi.data import fields as kinds
from guanxi.data.fields import Field
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
    columns = resource.model._meta.columns
    for field in resource.fields:
        yield from _unkept(resource.name, field, resource.model)
        if isinstance(field.sort, str) and field.sort not in columns:
            yield f"{resource.name}: the field {field.name!r} is sorted by {field.sort!r}, which is no column of its model"
    names = {field.name for field in resource.fields}
    if resource.title not in names:
        yield f"{resource.name}: title={resource.title!r} is none of its fields"
    for name in resource.order:
        if name not in names | set(columns):
            yield f"{resource.name}: order names {name!r}, which is neither a field nor a column"
    rows = resource.rows
    for name in (*filter(None, (rows.own, rows.team)), *rows.through):
        if not isinstance(resource.by_name.get(name), kinds.Link):
            yield f"{resource.name}: rows name {name!r}, which is no Link among its fields"
    if twice := sorted(
        {f.name for f in resource.fields if [g.name for g in resource.fields].count(f.name) > 1}
    ):
        yield f"{resource.name}: field {', '.join(twice)} is declared twice"


def faults_of_extension(extension: Extension) -> Iterator[str]:
    """The same for a side table."""
    key = extension.model._meta.primary_key
    if not key or getattr(key, "column_name", "") != "record_id":
        yield f"side table of {extension.resource}: {extension.model.__name__} needs record_id = BigIntegerField(primary_key=True)"
    for field in extension.fields:
        yield from _unkept(f"side table of {extension.resource}", field, extension.model)


def _unkept(where: str, field: Field, model: type[Any]) -> Iterator[str]:
    missing = [
        (c, t)
        for c, t in zip(field.columns, columns_for(type(field)), strict=True)
        if c not in model._meta.columns
    ]
    if missing:
        lines = "; ".join(f"{column} = {kind}{NULL}" for column, kind in missing)
        yield f"{where}: the field {field.name!r} has no place in {model.__name__}: add {lines}"
