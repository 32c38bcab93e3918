"""JSON schemas (2020-12) of records as one actor reads and writes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from guanxi.data.fields import Choice, Choices, Field, Link
from guanxi.people.collaborating import LEVELS
from guanxi.people.lookups import LONGEST
from guanxi.people.revealing import LONGEST_NOTE, REASONS
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.rest.asked import GONE
from guanxi.rest.representation import MASKED, host_moments

Schema = dict[str, Any]
ID: Schema = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
VERSION: Schema = {**ID, "description": "Counts the changes of the record; also its ETag."}
MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
NUMBER: Schema = {"type": "integer", "minimum": 0}


def read_schema(actor: Actor, resource: Resource) -> Schema:
    """A record as `actor` reads it. Only the id is always there: `fields` chooses the others."""
    fields = gate.fields_for(actor, resource)
    properties: Schema = {"id": ID, "version": VERSION} | dict.fromkeys(host_moments(resource), MOMENT)
    if GONE not in resource.by_name and actor.may(resource.permission("delete")):
        properties[GONE] = {**MOMENT, "description": "When it was deleted; in the list of the bin only."}
    properties |= {field.name: _read(actor, field) for field in fields}
    if marked := [field.name for field in fields if gate.masked(actor, field)]:
        what = "The fields of which only a part is shown."
        properties[MASKED] = {"type": "array", "items": {"enum": marked}, "description": what}
    return _object(properties, ["id"], str(resource.label_one))


def create_schema(actor: Actor, resource: Resource) -> Schema:
    """The body that creates a record."""
    fields = gate.fields_for(actor, resource, "create")
    needed = [f.name for f in fields if f.required and f.default is None and f.when is None]
    return _object({field.name: _write(field) for field in fields}, needed)


def edit_schema(actor: Actor, resource: Resource) -> Schema:
    """The body that edits a record: the fields to write, and the version that they are based on."""
    fields = gate.fields_for(actor, resource, "edit")
    return _object({"version": VERSION} | {field.name: _write(field) for field in fields}, [])


def action_schema(fields: Iterable[Field], required: Sequence[str] = ()) -> Schema:
    """The body of an action: the fields that it takes, and the version that they are based on."""
    return _object({"version": VERSION} | {field.name: _write(field) for field in fields}, [*required])


def page_schema(resource: Resource) -> Schema:
    """A page of the list."""
    total = _object({"sum": {}, "count": NUMBER}, ["sum", "count"])
    sums = {"type": "array", "items": total, "description": "One sum; of money one for each currency."}
    group = _object({"value": {}, "count": NUMBER, "totals": sums}, ["value", "count"])
    address = {"type": ["string", "null"]}
    properties = {
        "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{resource.name}"}},
        "next": {**address, "description": "The address of the next page."},
        "previous": {**address, "description": "The address of the page before."},
        "partial": {
            "type": "boolean",
            "description": "True: the search stopped at its limit and goes on at `next`.",
        },
        "count": _object({"number": NUMBER, "more": {"type": "boolean"}}, ["number", "more"]),
        "totals": {"type": "object", "additionalProperties": sums},
        "groups": {"type": "array", "items": group},
    }
    return _object(properties, ["items", "next", "previous", "partial"])


def shared_schemas() -> Schema:
    """What all resources share: problems, histories, undone changes, the index."""
    text, more = {"type": "string"}, {"type": ["string", "null"]}
    link = _object({"id": ID, "title": more}, ["id", "title"])
    pair = _object({"old": {}, "new": {}}, ["old", "new"])
    verbs = {"enum": ["add", "set", "remove", "restore", "move", "share"]}
    step: Schema = {"change": ID, "at": MOMENT, "by": {"anyOf": [link, {"type": "null"}]}, "what": verbs}
    step |= {"version": ID, "reason": more, "undoes": {"type": ["integer", "null"]}}
    step |= {"fields": {"type": "object", "additionalProperties": pair}}
    share = _object(
        {"level": {"enum": list(LEVELS)}, "until": {"anyOf": [MOMENT, {"type": "null"}]}}, ["level", "until"]
    )
    ends = {"anyOf": [share, {"type": "null"}]}
    step |= {"collaborators": _list(_object({"user": ID, "old": ends, "new": ends}, ["user", "old", "new"]))}
    problem: Schema = {"status": {"type": "integer"}, "title": text, "request_id": text}
    problem |= {"errors": {"type": "object", "additionalProperties": text}}
    problem |= {"version": ID, "conflicts": {"type": "object"}}
    shown = _object(
        {"name": text, "label": text, "href": text, "may": _list(text)}, ["name", "label", "href", "may"]
    )
    return {
        "Hits": _hits(),
        "Maturities": _object({"items": _list(_maturity())}, ["items"]),
        "Problem": {"type": "object", "properties": problem, "required": ["status", "title"]},
        "Version": _object({"version": VERSION}, []),
        "History": _object({"items": _list(_object(step, sorted(step)))}, ["items"]),
        "Collaborators": _object({"items": _list(_collaborator())}, ["items"]),
        "Asked": _object({"q": {"type": "string", "minLength": 2, "maxLength": LONGEST}}, ["q"]),
        "Note": _object({"note": {"type": "string", "maxLength": LONGEST}}, []),
        "Taken": _taken(),
        "Share": _share(),
        "Unmasked": _object({"field": text, "value": {}}, ["field", "value"]),
        "Undone": _object({"change": ID, "record": {"type": ["object", "null"]}}, ["change", "record"]),
        "Index": _object({"resources": _list(shown), "openapi": text}, ["resources", "openapi"]),
    }


def _maturity() -> Schema:
    """A date of a record that comes due, and in whose lists it stands."""
    text, user = (
        {"type": "string"},
        _object({"id": ID, "title": {"type": ["string", "null"]}}, ["id", "title"]),
    )
    record = {**text, "description": "Kind and number, with a slash between."}
    found: Schema = {"record": record, "name": text, "field": text, "users": _list(user)}
    found["day"] = {**text, "format": "date"}
    return _object(found, sorted(found))


def _collaborator() -> Schema:
    """Who is let in to a record."""
    day = {"type": ["string", "null"], "format": "date", "description": "The last day, in your time zone."}
    user = _object({"id": ID, "title": {"type": ["string", "null"]}}, ["id", "title"])
    return _object({"user": user, "level": {"enum": list(LEVELS)}, "until": day}, ["user", "level", "until"])


def _taken() -> Schema:
    """What a lookup for duplicates answers."""
    more = {"type": ["string", "null"]}
    one = {"resource": {"type": "string"}, "id": {"type": ["integer", "null"]}, "text": {"type": "string"}}
    item = _object({**one, "team": more, "owner": more}, ["resource", "id", "text", "team", "owner"])
    return _object({"lookup": ID, "items": _list(item)}, ["lookup", "items"])


def _share() -> Schema:
    """What lets a colleague in."""
    day = {"type": ["string", "null"], "format": "date", "description": "The last day; null: without end."}
    return _object({"user": ID, "level": {"enum": list(LEVELS)}, "until": day}, ["user", "level"])


def unmask_schema(names: list[str]) -> Schema:
    """What asks for one of the fields `names` in full."""
    reason = {"enum": list(REASONS), "description": "`other` needs a note."}
    note = {"type": "string", "maxLength": LONGEST_NOTE}
    return _object({"field": {"enum": names}, "reason": reason, "note": note}, ["field", "reason"])


def _hits() -> Schema:
    """What the search answers."""
    text = {"type": "string"}
    hit = _object({"id": ID, "title": text, "href": text}, ["id", "title", "href"])
    hits: Schema = {
        "resource": text,
        "label": text,
        "items": _list(hit),
        "count": NUMBER,
        "more": {"type": "boolean"},
    }
    hits["more"]["description"] = "True: there are more; these are the newest."
    kinds: Schema = {"groups": _list(_object(hits, sorted(hits)))}
    kinds["short"] = {
        "type": "boolean",
        "description": "True: neither a Chinese sign nor two letters or digits.",
    }
    kinds["near"] = {
        "type": "boolean",
        "description": "True: nothing was found as typed; these differ by one character.",
    }
    kinds["complete"] = {"type": "boolean", "description": "False: some records are still to be indexed."}
    return _object(kinds, sorted(kinds))


def _read(actor: Actor, field: Field) -> Schema:
    """A value as read: it may be empty, and a choice may be one that settings have taken away since."""
    schema = field.schema()
    if gate.masked(actor, field):
        return {"type": ["string", "null"], "title": schema["title"], "description": "Shown in part."}
    if isinstance(field, Choices):
        schema["items"] = {"type": "string"}
    elif isinstance(field, Choice):
        schema = {"type": "string", "x-choices": [c for c, _label in field.pairs]} | _words(schema)
    elif isinstance(field, Link):
        inner = {"id": ID, "title": {"type": ["string", "null"]}}
        schema = _object(inner, ["id", "title"]) | {"x-resource": field.to} | _words(schema)
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    return schema


def _write(field: Field) -> Schema:
    schema = field.schema()
    if field.required and schema.get("type") == "string" and "enum" not in schema:
        schema = {"minLength": 1, **schema}
    if not isinstance(field, Link):
        return schema
    record = _object({"id": ID, "title": {"type": ["string", "null"]}}, ["id"])
    kinds = [ID, record] + ([] if field.required else [{"type": "null"}])
    return {"anyOf": kinds, "x-resource": field.to} | _words(schema)


def _words(schema: Schema) -> Schema:
    return {name: schema[name] for name in ("title", "description", "readOnly") if name in schema}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(properties: Schema, required: list[str], title: str = "") -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        found["required"] = required
    return found | ({"title": title} if title else {})
