"""The parameters of a list's address, described: order, fields, pages, counts, and each filter in its short form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guanxi.data.fields import Field
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import DEFAULT_LIMIT, LARGEST_LIMIT
from guanxi.records.listing_sort import offered
from guanxi.records.resource import Resource
from guanxi.resources.exports.run import TYPES
from guanxi.rest.asked import COUNTS, RESERVED
from guanxi.rest.representation import host_moments

TEXT: dict[str, Any] = {"type": "string"}
CURSOR = {"type": "string", "maxLength": 4000}

# what stands after the field's name in the short form: operator, meaning
SHORT = {
    "": ("eq", "equal; repeated: one of these; * is filled"),
    "!": ("ne", "not equal; * is empty"),
    "~": ("contains", "contains"),
    "^": ("starts", "starts with"),
    ">": ("gte", "at least"),
    "<": ("lte", "at most"),
}


def list_parameters(actor: Actor, resource: Resource) -> list[dict[str, Any]]:
    """All parameters that the list of `resource` takes from `actor`."""
    return [*_own(actor, resource), *_filters(actor, resource)]


def export_parameters(actor: Actor, resource: Resource) -> list[dict[str, Any]]:
    """All parameters that the export of `resource` takes from `actor`: those of its list that choose rows and columns."""
    form = _query("format", "What kind of file.", {"enum": list(TYPES), "default": "csv"})
    own = [each for each in _own(actor, resource) if each["name"] in ("sort", "fields", "filter")]
    return [form, *own, *(each for each in _filters(actor, resource) if each["name"] != "format")]


def _own(actor: Actor, resource: Resource) -> Iterator[dict[str, Any]]:
    searchable = gate.searchable_fields(actor, resource)
    hidden = resource.by_name.keys() - searchable.keys()
    keys = [name for name in offered(resource) if name not in hidden]
    names = ["id", "version", *host_moments(resource), *(f.name for f in gate.fields_for(actor, resource))]
    sums = [field.name for field in searchable.values() if field.summed]
    limit = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}
    yield _query(
        "sort", "Order; - before the name: falling.", {"enum": [s + n for n in keys for s in ("", "-")]}
    )
    if actor.may(resource.permission("delete")):
        means = "true: the deleted records that one may restore, instead of the living ones."
        yield _query("bin", means, {"type": "boolean", "default": False})
    yield _names("fields", "Which fields to read; all without it.", names)
    yield _query("limit", "How many records a page has at most.", limit)
    yield _query("after", "The cursor in `next`.", CURSOR)
    yield _query("before", "The cursor in `previous`.", CURSOR)
    yield _query(
        "filter",
        "A condition or a list of conditions, as JSON text: and, or, not, has and has_no group them.",
        {"type": "string", "maxLength": 10_000},
    )
    yield _query("view", "The id of a saved view: its filter, search and order, with one's own rights.", TEXT)
    yield _query("count", "Count what the filter finds: up to 1,000, or exactly.", {"enum": list(COUNTS)})
    if sums:
        yield _names("totals", "Sums of these fields over what the filter finds.", sums)
    yield _query(
        "group",
        "Count by the values of this field, with the sum of the one in `totals`.",
        {"enum": list(searchable)},
    )


def _filters(actor: Actor, resource: Resource) -> Iterator[dict[str, Any]]:
    for field in gate.filterable_fields(actor, resource).values():
        if field.name not in RESERVED:
            yield from _of_field(field)


def _of_field(field: Field) -> Iterator[dict[str, Any]]:
    for sign, (operator, means) in SHORT.items():
        if operator in field.operators:
            yield _query(field.name + sign, f"{field.label}: {means}.", TEXT)


def _names(name: str, means: str, names: list[str]) -> dict[str, Any]:
    schema = {"type": "array", "items": {"enum": list(dict.fromkeys(names))}}
    return _query(name, means, schema) | {"style": "form", "explode": False}


def _query(name: str, means: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": means, "schema": schema}
