"""Filters as people see them: chips of what is in force, and the rows of the filter builder."""

from __future__ import annotations

from typing import Any

from guanxi.data.fields import Choice, Field, Invalid, Link, Tags
from guanxi.data.fields.tags import TAG
from guanxi.data.messages import Message, listed, translator
from guanxi.data.ref import Ref
from guanxi.records.actor import Actor
from guanxi.records.gate import filterable_fields, record_key
from guanxi.records.resource import Resource
from guanxi.records.tagging.words import Word, read, shown, words_of
from guanxi.resources.display import format_of, titles
from guanxi.resources.forms import form_of, view
from guanxi.resources.next_activity import LABEL, NEXT
from guanxi.web.asked import EMPTY, Asked, operator_of, several

_ = translator("guanxi")

OPERATORS: dict[str, Message] = {
    "eq": _("is"),
    "ne": _("is not"),
    "in": _("is one of"),
    "not_in": _("is none of"),
    "all": _("has all of"),
    "has": _("has"),
    "between": _("is between"),
    "contains": _("contains"),
    "starts": _("starts with"),
    "lt": _("is less than"),
    "lte": _("is at most"),
    "gt": _("is more than"),
    "gte": _("is at least"),
    "empty": _("is empty"),
    "not_empty": _("is filled"),
}
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


def chips(actor: Actor, resource: Resource, query: Asked) -> list[dict[str, Any]]:
    """One chip a condition, each with the address of the list without it."""
    fields = filterable_fields(actor, resource)
    found = list[dict[str, Any]]()
    for number, condition in enumerate(query.conditions):
        field = fields.get(condition["field"])
        if field is not None:
            said = _tag_chip(condition) if isinstance(field, Tags) else {}
            told = said or {"label": str(field.label), "text": words_of_condition(actor, field, condition)}
            found.append(told | {"remove": query.without_condition(number)})
    if query.due:
        told = {"label": str(LABEL), "text": str(NEXT[query.due])}
        found.append(told | {"remove": query.address(_due="")})
    if query.text:
        found.append({"label": str(_("Search")), "text": query.text, "remove": query.address(q="")})
    return found


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
    told = listed(_shown(actor, field, each) for each in values)
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
        chosen = [{"value": Ref(TAG, word.id).text, "label": word.name} for word in _tags(value)]
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


def words_of_condition(actor: Actor, field: Field, condition: dict[str, Any]) -> str:
    """What a condition asks of a field, in words: “is one of Won and Lost”."""
    op = operator_of(condition)
    word = str(OPERATORS.get(op, op))
    if op in EMPTY:
        return word
    value = condition.get("value")
    given = value if isinstance(value, list) else [value]
    return f"{word} " + listed(_shown(actor, field, each) for each in given)


def _tag_chip(condition: dict[str, Any]) -> dict[str, Any]:
    """What a chip says of tags: “Tag: VIP”, each name in its colour; nothing where it asks for no tag in particular."""
    op, found = operator_of(condition), _tags(condition.get("value"))
    if op in EMPTY or not found:
        return {}
    plain = op in ("eq", "in") and len(found) == 1
    return {"label": str(_("Tag:")), "text": "" if plain else str(OPERATORS.get(op, op)), "tags": found}


def _tags(value: Any) -> list[Word]:
    """The tags of a condition, as far as there are any."""
    refs = read([value] if isinstance(value, str | int) else value)
    return shown(refs, words_of(ref.id for ref in refs))


def _shown(actor: Actor, field: Field, value: Any) -> str:
    fmt = format_of(actor)
    try:
        parsed = field.parse(value, fmt)
    except Invalid:
        return str(value)
    if isinstance(field, Link):
        return titles(actor, field.to, (parsed,)).get(parsed, "–") if parsed else "–"
    row = field.to_row(parsed)
    return field.show(row[0] if len(row) == 1 else row, fmt)
