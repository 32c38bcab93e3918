"""One record for programs: read, create, edit, delete, restore, its history; and the undoing of a change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request

from guanxi.data.errors import Conflict, InvalidValues, NotFound
from guanxi.data.fields import Field, parse_record
from guanxi.data.messages import Message, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.standard import create, delete, edit, restore
from guanxi.records.undo import undo
from guanxi.resources.display import format_of
from guanxi.rest.answers import answer, found, marked, nothing, written
from guanxi.rest.asked import BadParameter, whole_number
from guanxi.rest.body import (
    LONGEST_NAME,
    Based,
    VersionNeeded,
    idempotency_key,
    read_nothing,
    read_object,
    read_version,
    version_in,
)
from guanxi.rest.representation import conflict_of, of_history

_ = translator("guanxi")
MOST_STEPS = 200
MOST_UNKNOWN = 50


def read_record(actor: Actor, resource: Resource, id: str) -> Response:
    """The record with all fields that the actor may see."""
    return found(actor, resource, gate.get(actor, resource, id))


def create_record(actor: Actor, resource: Resource) -> Response:
    """Create a record from the fields in the body; 201 with its address."""
    key = idempotency_key()
    values = _values(actor, resource, read_object(), "create")
    return written(actor, resource, create(actor, resource, values, key=key), new=True)


def edit_record(actor: Actor, resource: Resource, id: str) -> Response:
    """Write the fields in the body; those that others changed since `version` merge, or conflict where they are the same."""
    record_id, key, given = given_id(resource.name, id), idempotency_key(), read_object()
    based = version_in(given)
    values = _values(actor, resource, given, "edit")
    _refuse_blind(actor, resource, record_id, "edit", based)
    try:
        done = edit(actor, resource, record_id, values, version=based.version, key=key)
    except Conflict as conflict:
        raise conflict_of(actor, resource, conflict) from conflict
    return written(actor, resource, done)


def delete_record(actor: Actor, resource: Resource, id: str) -> Response:
    """Put the record into the bin, if it is still at the version read; 204."""
    record_id, key, based = given_id(resource.name, id), idempotency_key(), read_version()
    _refuse_blind(actor, resource, record_id, "delete", based)
    done = delete(actor, resource, record_id, version=based.version, key=key)
    return marked(nothing(), done)


def restore_record(actor: Actor, resource: Resource, id: str) -> Response:
    """Take the record out of the bin. Nothing is overwritten by that: a version is believed, not needed."""
    record_id, key, based = given_id(resource.name, id), idempotency_key(), read_version()
    return written(actor, resource, restore(actor, resource, record_id, version=based.version, key=key))


def read_history(actor: Actor, resource: Resource, id: str) -> Response:
    """What happened to the record, newest first; of one field with ``?field=``."""
    only_known(request.args, ("field", "limit"))
    field = request.args.get("field") or None
    if field is not None and field not in {f.name for f in gate.fields_for(actor, resource)}:
        raise BadParameter(field[:LONGEST_NAME], _("There is no field {name} to read."))
    limit = whole_number(request.args.get("limit", ""), "limit", MOST_STEPS, MOST_STEPS)
    steps = of_history(actor, resource, given_id(resource.name, id), field=field, limit=limit)
    return answer({"items": steps})


def undo_change(actor: Actor, id: str) -> Response:
    """Take back a change; refused with the reason where somebody built on it."""
    read_nothing()
    done = undo(actor, given_id("change", id), key=idempotency_key())
    record = {"kind": done.ref.kind, "id": done.ref.id} if done.ref else None
    return marked(answer({"change": done.change, "record": record}), done)


def _values(actor: Actor, resource: Resource, given: dict[str, Any], action: str) -> dict[str, Any]:
    """Typed values of the fields that the actor may write; everything else in the body is refused by its name."""
    return typed(actor, gate.fields_for(actor, resource, action), given)


def typed(actor: Actor, fields: Sequence[Field], given: dict[str, Any]) -> dict[str, Any]:
    """Typed values of `fields` out of a body; everything else in it is refused by its name, and so is what cannot be read."""
    values, refused = parse_record(fields, given, format_of(actor))
    unknown = sorted(given.keys() - {field.name for field in fields})[:MOST_UNKNOWN]
    errors: dict[str, Message] = {
        name[:LONGEST_NAME]: _("There is no field {name}.").format(name=name[:LONGEST_NAME])
        for name in unknown
    }
    if refused or unknown:
        raise InvalidValues({**errors, **refused})
    return values


def _refuse_blind(actor: Actor, resource: Resource, record_id: int, action: str, based: Based) -> None:
    """Refuse a write without a version, of a record that the actor reaches; of any other it is said that there is none."""
    if based.missing:
        gate.get(actor, resource, record_id, action)
        raise VersionNeeded


def given_id(kind: str, text: str) -> int:
    """The id in an address; raises NotFound for what can be none."""
    key = gate.record_key(text)
    if key is None:
        raise NotFound(kind, text)
    return key


def only_known(given: Any, known: tuple[str, ...]) -> None:
    """Refuse parameters that mean nothing here; raises BadParameter."""
    for name in given:
        if name not in known:
            raise BadParameter(name[:LONGEST_NAME], _("There is no parameter {name} here."))
