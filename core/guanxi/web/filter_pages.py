"""The filter builder: its fields, and the rows of what is in force."""

from __future__ import annotations

from typing import Any

from guanxi.data.fields import Choice, Field, Link, Tags
from guanxi.data.fields.tags import TAG
from guanxi.data.messages import listed, translator
from guanxi.data.ref import Ref
from guanxi.records.actor import Actor
from guanxi.records.gate import filterable_fields, record_key
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, titles
from guanxi.resources.forms import form_of, view
from guanxi.web.asked import Asked
from guanxi.web.condition_pairs import EMPTY, operator_of, several
from guanxi.web.filter_words import OPERATORS, shown_value, tags_in

_ = translator("guanxi")

OFFERED = {
    "text": ("contains", "eq", "starts", "empty", "not_empty"),
    "number": ("gte", "lte", "eq", "empty", "not_empty"),
    "money": ("gte", "lte", "eq", "empty", "not_empty"),
    "date": ("gte", "lte", "eq", "empty", "not_empty"),
    "datetime": ("gte", "lt", "lte", "empty", "not_empty"),
    "choice": ("eq", "ne", "empty", "not_empty"),
    "link": ("eq", "ne", "empty", "not_empty"),
    "choices": ("has", "empty", "not_empty"),
    "boolean": ("eq", "empty", "not_empty"),
    "tags": ("in", "all", "not_in", "empty", "not_empty"),
}


def builder_view(
    actor: Actor, resource: Resource, query: Asked
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Fields and rows as the builder's template draws them."""
    fields = {
        name: f
        for name, f in filterable_fields(actor, resource).items()
        if isinstance(f, Tags) or f.editor in (*OFFERED, "phone", "email", "url", "longtext")
    }
    shown = [_field(actor, resource, field, None) for field in fields.values()]
    rows = [_row(actor, resource, fields[c["field"]], c) for c in query.conditions if c["field"] in fields]
    return shown, rows


def _row(actor: Actor, resource: Resource, field: Field, condition: dict[str, Any]) -> dict[str, Any]:
    op = operator_of(condition)
    value = None if op in EMPTY else condition.get("value")
    if isinstance(field, Tags):
        op = {"eq": "in", "ne": "not_in"}.get(op, op)
    elif isinstance(value, list):
        return {"field": field.name, "op": op, "value": _several(actor, field, op, value)}
    return {"field": field.name, "op": op, "value": _editor(actor, resource, field, value)}


def _several(actor: Actor, field: Field, op: str, values: list[Any]) -> dict[str, str]:
    """Several values stand in the row as they are: `sent` brings them back whole, under no other operator."""
    told = listed(shown_value(actor, field, each) for each in values)
    return {"operator": str(OPERATORS.get(op, op)), "several": told, "sent": several(values)}


def _field(actor: Actor, resource: Resource, field: Field, value: Any) -> dict[str, Any]:
    operators = OFFERED.get("tags" if isinstance(field, Tags) else field.editor, OFFERED["text"])
    return {
        "name": field.name,
        "label": str(field.label),
        "operators": [(op, str(OPERATORS[op])) for op in operators],
        "value": _editor(actor, resource, field, value),
    }


def _editor(actor: Actor, resource: Resource, field: Field, value: Any) -> dict[str, Any]:
    """The field's editor under the name ``v``; figures and texts take a plain box, so that parts of values fit."""
    fmt = format_of(actor)
    form = form_of([field], fmt)
    drawn = view(form[field.name], fmt, lookup=f"/{resource.path}/lookup/{field.name}")
    if isinstance(field, Tags):
        chosen = [{"value": Ref(TAG, word.id).text, "label": word.name} for word in tags_in(value)]
        drawn |= {"editor": "tags", "options": chosen, "value": ",".join(each["value"] for each in chosen)}
    elif field.editor not in ("choice", "link", "date"):
        drawn |= {"editor": "text", "value": "" if value is None else str(value), "max": 200}
    elif value is not None:
        drawn |= {"value": str(value)}
        if isinstance(field, Link) and (key := record_key(value)):
            drawn |= {"text": titles(actor, field.to, (key,)).get(key, "")}
    if isinstance(field, Choice):
        every = [{"value": code, "label": label} for code, label in field.labels(fmt).items()]
        drawn |= {"editor": "choice", "folded": True, "none": str(_("Choose")), "options": every}
    return drawn | {
        "name": "v",
        "label": str(field.label),
        "required": False,
        "error": "",
        "help": "",
        "id": f"v-{field.name}",
    }
