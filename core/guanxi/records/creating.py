"""Creates many records inside one change: every check of the standard creation, asked once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from guanxi.data.errors import Forbidden, InvalidValues, Problem
from guanxi.data.fields import About, Invalid, check_record
from guanxi.data.messages import Message, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.parts import without_whole
from guanxi.records.resource import Resource
from guanxi.records.retired import retired_in
from guanxi.records.rowset import parent_action
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
Values = Mapping[str, Any]
_UNSEEN = _("This record does not exist, or you may not see it.")
_NOT_TO_EDIT = _("You may not edit this record, so nothing can be added to it.")


def create_many(tx: Transaction, resource: Resource, rows: Sequence[Values]) -> list[int | Problem]:
    """Create a record of each row whose values stand the checks; return its id, or what is wrong with it, in their order.

    The values are as the fields' own parse gave them. Only where `adding.addable` says so. Raises Forbidden without the
    permission to create, and IntegrityError where a value is doubled that must not be: nothing is kept then.
    """
    if not tx.actor.may(resource.permission("create")):
        raise Forbidden(resource.permission("create"))
    checks = _Checks(tx.actor, resource, rows)
    found: list[int | Problem] = []
    sound: list[dict[str, Any]] = []
    places: list[int] = []
    for place, values in enumerate(rows):
        whole, wrong = checks.completed(values)
        found.append(InvalidValues(wrong) if wrong else 0)
        if not wrong:
            sound.append(whole)
            places.append(place)
    for place, key in zip(places, tx.add_many(resource, sound) if sound else (), strict=True):
        found[place] = key
    return found


class _Checks:
    """What the gate and the fields say of new records, asked once."""

    def __init__(self, actor: Actor, resource: Resource, rows: Sequence[Values]) -> None:
        self.resource = resource
        self._writable = {field.name for field in gate.fields_for(actor, resource, "create")}
        self._required = [field for field in resource.every_field if field.required]
        self._defaults = [field for field in resource.every_field if field.default is not None]
        self._links = _refused_links(actor, resource, rows)
        self._own = resource.rows.own or ""
        self._part = resource.rows.part
        self._owner = None if actor.may(resource.permission("assign")) else actor.id
        self._sound: dict[str, tuple[Any, Any]] = {}

    def completed(self, values: Values) -> tuple[dict[str, Any], dict[str, Message]]:
        """The values with defaults and with what follows from them, and a sentence for each that is refused."""
        whole = {field.name: field.initial() for field in self._defaults if field.name not in values}
        whole |= values
        try:
            whole |= self.resource.fill(values, whole) if self.resource.fill else {}
        except InvalidValues as unfit:
            return whole, dict(unfit.errors)
        wrong = check_record(self._required, whole) | retired_in(self.resource, values)
        unknown = values.keys() - self._writable
        wrong |= {name: _("There is no field {name}.").format(name=name) for name in unknown}
        for name, refused in self._links.items():
            if values.get(name) in refused:
                wrong[name] = refused[values[name]]
        if not wrong and self._part:
            wrong |= without_whole(self.resource, whole)
        if self._own in values and self._owner is not None and values[self._own] != self._owner:
            wrong[self._own] = _("You are not permitted to give this to somebody else.")
        return whole, wrong | self._parsed(whole, whole.keys() - values.keys())

    def _parsed(self, whole: dict[str, Any], names: Iterable[str]) -> dict[str, Message]:
        """Let the fields check what was not in the row; the same default is parsed once."""
        wrong: dict[str, Message] = {}
        for name in names:
            value = whole[name]
            known = self._sound.get(name)
            if known is None or known[0] is not value:
                try:
                    known = self._sound[name] = value, self.resource.by_name[name].parse(value)
                except Invalid as refused:
                    wrong[name] = refused.message
                    continue
            whole[name] = known[1]
        return wrong


def _refused_links(actor: Actor, resource: Resource, rows: Sequence[Values]) -> dict[str, dict[Any, Message]]:
    """For each Link and About field of the rows, the targets that the actor does not see, or to which he may add no part."""
    found: dict[str, dict[Any, Message]] = {}
    action = parent_action(resource, "edit")
    wholes = {*resource.rows.through, resource.rows.about} if action == "edit" else ()
    for field in resource.every_field:
        if isinstance(field, About):
            found |= _refused_abouts(actor, field, rows, editable=field.name in wholes)
        target = gate.link_target(field)
        if target is None:
            continue
        wanted = {values[field.name] for values in rows if values.get(field.name) is not None}
        linked = actor.host.resources.get(target)
        seen = gate.rows_among(actor, linked, wanted) if linked is not None and wanted else frozenset()
        itself = {actor.id} if target == "people.user" else set()
        refused = dict.fromkeys(wanted - seen - itself, _UNSEEN)
        if field.name in wholes and linked is not None and seen:
            refused |= dict.fromkeys(seen - gate.rows_among(actor, linked, seen, "edit"), _NOT_TO_EDIT)
        if refused:
            found[field.name] = refused
    return found


def _refused_abouts(
    actor: Actor, field: About, rows: Sequence[Values], *, editable: bool
) -> dict[str, dict[Any, Message]]:
    """The values of an About field that name a record the actor does not see, or one of a kind that has no timeline, or
    one that he may not edit where they are its parts.
    """
    wanted = {values[field.name] for values in rows if values.get(field.name)}
    kinds = {kind.name for kind in gate.kinds_about(actor, field)}
    seen = gate.seen_among(actor, {ref for refs in wanted for ref in refs}, kinds)
    lost: dict[Any, Message] = dict.fromkeys([refs for refs in wanted if not seen.issuperset(refs)], _UNSEEN)
    if editable:
        own = gate.seen_among(actor, seen, action="edit")
        lost |= {refs: _NOT_TO_EDIT for refs in wanted - lost.keys() if not own.issuperset(refs)}
    return {field.name: lost} if lost else {}
