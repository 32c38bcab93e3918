"""Reverting: undo of one change record by record; what somebody has built upon since stays, and is named with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from guanxi.data.errors import Problem, Refused
from guanxi.data.messages import Message, translator
from guanxi.records import gate, journal
from guanxi.records.actor import Actor
from guanxi.records.change import Change
from guanxi.records.journal import Line
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.transaction import Transaction
from guanxi.records.undo import invert, is_undone

_ = translator("guanxi")
_UNSEEN = _("You do not see this record any more.")


@dataclass
class Kept:
    """A record that was not taken back: what it was called when it was written, and why it stays."""

    kind: str
    record_id: int
    title: str
    reason: Message | str


@dataclass
class Reverted:
    """How many records of a change were taken back, and those that were `kept`."""

    count: int = 0
    kept: list[Kept] = field(default_factory=list)


def revert(actor: Actor, change_id: int, *, reason: str | None = None) -> Reverted:
    """Take back every record of the change `change_id` that nobody has built upon since; nothing where it was undone already."""
    return _REVERT(actor, change_id, reason=reason).value  # type: ignore[no-any-return]


class _Revert(Change):
    """As undoing, it needs no permission of its own: each record asks for the permission of the inverse."""

    def _permit(self, actor: Actor) -> None:
        return None

    def _ref(self, tx: Transaction, value: Any, positional: tuple[Any, ...]) -> Ref | None:
        return None


def _revert(tx: Transaction, change_id: int) -> Reverted:
    found, lines = Reverted(), journal.lines_of_change(change_id)
    if not lines or is_undone(change_id):
        return found
    tx.undoes = change_id
    left = _at_once(tx, lines, found)
    for line in reversed(left):
        resource = tx.host.resources.get(line.kind)
        try:
            if resource and not _seen(tx, resource, line):
                raise Refused(_UNSEEN)
            with tx.attempt():
                invert(tx, line)
            found.count += 1
        except Problem as refused:
            found.kept.append(Kept(line.kind, line.record_id, _title(resource, line), refused.message))
    return found


def _at_once(tx: Transaction, lines: Sequence[Line], found: Reverted) -> list[Line]:
    """Put new records into the bin together that are as the change left them; returns the lines to look at one by one."""
    left = [line for line in lines if line.verb != journal.ADD]
    for kind in dict.fromkeys(line.kind for line in lines):
        made = {line.record_id: line for line in lines if line.kind == kind and line.verb == journal.ADD}
        resource = tx.host.resources.get(kind)
        if resource is None or _is_looked_at(resource) or not tx.actor.may(resource.permission("delete")):
            left += made.values()
            continue
        states = gate.columns_among(tx.actor, resource, made, ("version",), "delete")
        touched = {line.record_id for line in left}
        same = sorted(key for key, version in states if version == 1 and key not in touched)
        if same:
            tx.remove_many(resource, same, 1)
        found.count += len(same)
        left += [line for key, line in made.items() if key not in set(same)]
    return sorted(left, key=lambda line: line.id)


def _is_looked_at(resource: Resource) -> bool:
    """Whether somebody looks at each record: who is not asked about new ones need not be about taking them back."""
    asked = resource.on_write is not None and resource.on_write_new
    return asked or resource.on_written is not None or resource.rows.about is not None


# guard: revert-seen
def _seen(tx: Transaction, resource: Resource, line: Line) -> bool:
    return bool(gate.rows_among(tx.actor, resource, (line.record_id,), include_bin=True))


def _title(resource: Resource | None, line: Line) -> str:
    """What the change itself wrote as the title; else the number."""
    column = resource.by_name[resource.title].columns[0] if resource else ""
    return str(line.fields.get(column, (None, None))[1] or f"#{line.record_id}")


_REVERT = _Revert("host.undo", _revert)
