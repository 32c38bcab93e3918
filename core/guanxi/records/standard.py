"""The changes that every resource has: create, edit, delete, restore; and what faces call to run them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from guanxi.data.errors import Forbidden, InvalidValues
from guanxi.data.fields import check_record
from guanxi.data.fields.about import refs_in
from guanxi.data.messages import Message, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.sides import read_side
from guanxi.records.tagging.side import FIELD, side_of
from guanxi.records.tagging.words import in_bin, read, unfit
from guanxi.records.transaction import Transaction

_ = translator("guanxi")


def create(actor: Actor, resource: Resource, values: Mapping[str, Any], **options: Any) -> Done:
    """Create a record from typed values by field name; `options` are those of a change (key, reason, batch)."""
    return standard(resource.name, "create")(actor, values=dict(values), **options)


def edit(actor: Actor, resource: Resource, record_id: int, values: Mapping[str, Any], **options: Any) -> Done:
    """Write typed values by field name; `version` in `options` is the one the values are based on."""
    return standard(resource.name, "edit")(actor, record_id, values=dict(values), **options)


def delete(actor: Actor, resource: Resource, record_id: int, **options: Any) -> Done:
    """Put a record into the bin."""
    return standard(resource.name, "delete")(actor, record_id, **options)


def restore(actor: Actor, resource: Resource, record_id: int, **options: Any) -> Done:
    """Take a record out of the bin."""
    return standard(resource.name, "restore")(actor, record_id, **options)


def create_within(tx: Transaction, resource: Resource, values: Mapping[str, Any]) -> Any:
    """Create a record inside a change as its actor could by himself, and return it: permission, fields, links and checks as ever.

    It belongs to the change: one journal, one undo. Raises Forbidden, or InvalidValues that name the field.
    """
    return tx.call(standard(resource.name, "create"), values=dict(values))


@lru_cache(maxsize=1024)
def standard(resource_name: str, verb: str) -> Change:
    """The derived change `verb` of the resource named; restoring needs the permission to delete."""
    return _Standard(f"{resource_name}.{verb}", _FUNCTIONS[verb])


class _Standard(Change):
    """A derived change finds its resource by name in the actor's host, so that it outlives any set of plugins."""

    @property
    def resource_name(self) -> str:
        return self.name.rpartition(".")[0]

    def _permit(self, actor: Actor) -> None:
        permission = _PERMISSION.get(self.name.rpartition(".")[2], self.name.rpartition(".")[2])
        if not actor.may(f"{self.resource_name}.{permission}"):
            raise Forbidden(f"{self.resource_name}.{permission}")

    def _record(self, actor: Actor, positional: tuple[Any, ...]) -> tuple[Any, ...]:
        resource = actor.host.resources[self.resource_name]
        verb = self.name.rpartition(".")[2]
        if verb == "create":
            return (resource,)
        return resource, gate.get(actor, resource, positional[0], verb)

    def _ref(self, tx: Transaction, value: Any, positional: tuple[Any, ...]) -> Any:
        return Ref(self.resource_name, value.id)


def _create(tx: Transaction, resource: Resource, *, values: dict[str, Any]) -> Any:
    complete = completed(resource, values)
    _refuse(_complaints(tx.actor, resource, values, complete, action="create"))
    _refuse(unfit(resource, values, ()))
    _check_owner(tx.actor, resource, values, None)
    record = tx.add(resource, **complete)
    tx.host.hooks.check("check_record", tx=tx, resource=resource.name, record=record, values=values)
    return record


def completed(resource: Resource, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new record: `values` with defaults and with what follows from them."""
    complete = {f.name: f.initial() for f in resource.every_field if f.default is not None} | dict(values)
    return {**complete, **(resource.fill(values, complete) if resource.fill else {})}


def _edit(tx: Transaction, resource: Resource, record: Any, *, values: dict[str, Any]) -> Any:
    stored = gate.values_of(resource, record)
    _refuse(_complaints(tx.actor, resource, values, stored | values, action="edit"))
    _refuse(unfit(resource, values, stored.get(FIELD)))
    _check_owner(tx.actor, resource, values, record)
    tx.host.hooks.check("check_record", tx=tx, resource=resource.name, record=record, values=values)
    values = _with_unseen(tx.actor, resource, record.id, stored, values)
    changed = {name: value for name, value in values.items() if value != stored.get(name)}
    follows = resource.fill(changed, stored | values) if resource.fill else {}
    tx.set(record, **{**values, **follows})
    return record


def _with_unseen(
    actor: Actor, resource: Resource, record_id: int, stored: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The values, with records that an entry is about and that the actor may not see: he was not told of them, so they stay.

    So do tags in the bin.
    """
    found = dict(values)
    if resource.tags and FIELD in found:
        kept = refs_in(read_side(side_of(resource.name), record_id)[FIELD])
        found[FIELD] = (*read(found[FIELD]), *in_bin(kept)) or None
    name = resource.rows.about
    if name in found and stored[name]:
        seen = gate.seen_among(actor, stored[name])
        given = tuple(found[name] or ())
        found[name] = (*given, *(ref for ref in stored[name] if ref not in seen and ref not in given))
    return found


def _delete(tx: Transaction, resource: Resource, record: Any) -> Any:
    tx.host.hooks.check("check_removal", tx=tx, resource=resource.name, record=record)
    tx.remove(record)
    return record


def _restore(tx: Transaction, resource: Resource, record: Any) -> Any:
    tx.restore(record)
    return record


def _complaints(
    actor: Actor, resource: Resource, given: Mapping[str, Any], whole: Mapping[str, Any], *, action: str
) -> dict[str, Message]:
    writable = {field.name for field in gate.fields_for(actor, resource, action)}
    found = {name: _("There is no field {name}.").format(name=name) for name in given.keys() - writable}
    known = {name: value for name, value in given.items() if name in writable}
    found |= gate.check_links(actor, resource, known)
    required = check_record(
        resource.by_name.values(),
        given if action == "edit" else whole,
        partial=action == "edit",
        current=whole,
    )
    return {**required, **found}


def _refuse(errors: Mapping[str, Message]) -> None:
    if errors:
        raise InvalidValues(errors)


def _check_owner(actor: Actor, resource: Resource, values: Mapping[str, Any], record: Any) -> None:
    """Giving a record to somebody else needs the permission to assign."""
    own = resource.rows.own
    if own is None or own not in values:
        return
    before = getattr(record, "owner_id", None) if record is not None else actor.id
    if values[own] != before and not actor.may(resource.permission("assign")):
        raise InvalidValues({own: _("You are not permitted to give this to somebody else.")})


_PERMISSION = {"restore": "delete"}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "create": _create,
    "edit": _edit,
    "delete": _delete,
    "restore": _restore,
}
