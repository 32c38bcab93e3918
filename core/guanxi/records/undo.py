"""Undo: the inverse of a change, made as a change of its own, refused with an explanation where somebody built on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from guanxi.data.columns import RecordTable, from_ms
from guanxi.data.database import row
from guanxi.data.errors import Forbidden, NotFound, Refused
from guanxi.data.fields import Tags
from guanxi.data.messages import listed, translator
from guanxi.records import gate, journal, shares
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.encoding import field_of_column, stored
from guanxi.records.journal import Line
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.share_limits import within
from guanxi.records.sides import read_side
from guanxi.records.transaction import Transaction

_ = translator("guanxi")

NEEDED = {
    journal.SHARE: "share",
    journal.ADD: "delete",
    journal.SET: "edit",
    journal.REMOVE: "restore",
    journal.RESTORE: "delete",
}


def undo(actor: Actor, change_id: int, *, reason: str | None = None, key: str | None = None) -> Done:
    """Take back the change `change_id`: created records go to the bin, values return, deleted records come back.

    Raises NotFound where the actor may not see every record of it, Forbidden where he may not do the inverse, Refused
    where a value was changed again since or the change was undone already.
    """
    known = gate.record_key(change_id)
    if known is None:
        raise NotFound("change", change_id)
    return _UNDO(actor, known, reason=reason, key=key)


def is_undone(change_id: int) -> bool:
    """Tell whether a change was undone."""
    return row('SELECT 1 FROM "change" WHERE undoes_id = ?', (change_id,)) is not None


def undoable(actor: Actor, resource: Resource, record: Any, verbs: Iterable[str]) -> frozenset[str]:
    """Those of `verbs` whose inverse the actor may do to the record: what a page offers, undo itself asks again."""
    return frozenset(
        verb for verb in set(verbs) if _may_invert(actor, resource, record, NEEDED.get(verb, ""))
    )


def _may_invert(actor: Actor, resource: Resource, record: Any, action: str) -> bool:
    permitted = bool(action) and actor.may(resource.permission("delete" if action == "restore" else action))
    return permitted and gate.may_do(actor, resource, record, action, include_bin=True)


class _Undo(Change):
    """Undoing needs no permission of its own: each line asks for the permission of its inverse."""

    def _permit(self, actor: Actor) -> None:
        return None

    def _ref(self, tx: Transaction, value: Any, positional: tuple[Any, ...]) -> Ref | None:
        return value if isinstance(value, Ref) else None


def _undo(tx: Transaction, change_id: int) -> Ref | None:
    lines = journal.lines_of_change(change_id)
    if not lines or not _all_seen(tx, lines):
        raise NotFound("change", change_id)
    _refuse_second(change_id)
    tx.undoes = change_id
    for line in reversed(lines):
        invert(tx, line)
    return Ref(lines[0].kind, lines[0].record_id)


# guard: undo-seen
def _all_seen(tx: Transaction, lines: Iterable[Line]) -> bool:
    """Whether the actor sees every record of the change, in the bin or not: before that no answer tells that there was one."""
    ids: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        if line.verb != journal.MOVE:
            ids[line.kind].add(line.record_id)
    known = {kind: tx.host.resources[kind] for kind in ids if kind in tx.host.resources}
    return bool(known) and all(
        ids[kind] <= gate.rows_among(tx.actor, resource, ids[kind], include_bin=True)
        for kind, resource in known.items()
    )


def invert(tx: Transaction, line: Line) -> None:
    """Take back what a change did to one record; raises Forbidden, NotFound, Refused where that may not be."""
    resource = tx.host.resources.get(line.kind)
    if resource is None:
        raise Refused(_("This cannot be undone while the plugin of {kind} is disabled."), kind=line.kind)
    if line.verb == journal.MOVE:
        _move_back(tx, resource, line)
        return
    action = NEEDED[line.verb]
    if not tx.actor.may(resource.permission("delete" if action == "restore" else action)):
        raise Forbidden(resource.permission(action))
    record = gate.get(tx.actor, resource, line.record_id, action)
    if line.verb == journal.ADD:
        _refuse_built_upon(line, record)
        tx.remove(record)
    elif line.verb == journal.REMOVE:
        tx.restore(record)
    elif line.verb == journal.RESTORE:
        tx.remove(record)
    elif line.verb == journal.SHARE:
        _share_back(tx, resource, record, line)
    else:
        _put_back(tx, resource, record, line)


def _put_back(tx: Transaction, resource: Resource, record: RecordTable, line: Line) -> None:
    names = {field_of_column(resource, column) for column in line.fields} - {None}
    if names - _returnable(tx.actor, resource, line):
        raise Forbidden(resource.permission("edit"))
    sets = {column: field for column in line.fields if (field := _set_field(resource, column))}
    _refuse_changed(resource, record, line, but=sets)
    before = {column: old for column, (old, _new) in line.fields.items()}
    for column, field in sets.items():
        old, new = line.fields[column]
        before[column] = field.united(new, _now(resource, record, column), old)
    tx.set_columns(record, before)


def _set_field(resource: Resource, column: str) -> Tags | None:
    """The field of a column whose value is a set: of that only what was added or taken away by the change returns."""
    field = resource.by_name.get(field_of_column(resource, column) or "")
    return field if isinstance(field, Tags) else None


def _move_back(tx: Transaction, resource: Resource, line: Line) -> None:
    """An entry returns with the record that it followed, whoever wrote it: who may undo that asks nothing more of its entries."""
    record = gate.get(replace(tx.actor, system=True), resource, line.record_id, include_bin=True)
    _refuse_changed(resource, record, line)
    tx.set_columns(record, {column: old for column, (old, _new) in line.fields.items()}, journal.MOVE)


def _share_back(tx: Transaction, resource: Resource, record: RecordTable, line: Line) -> None:
    """Collaborators as they were; whoever undoes lets nobody in further than he may share himself."""
    for user, (old, new) in line.fields.items():
        if shares.shared_with(resource, record.id, int(user)) != (tuple(new) if new else None):
            raise Refused(
                _("Who is let in to this record was changed again since. Undo the later change first.")
            )
        level, end = old or (None, None)
        until = None if end is None else from_ms(end)
        if level is not None:
            within(tx.actor, resource, record, int(user), level, until)
        tx.share(record, int(user), level, end)


def _returnable(actor: Actor, resource: Resource, line: Line) -> set[str]:
    """The fields that the actor may put back: those he may edit, and those that only changes write, where he may run this one."""
    locked = frozenset() if actor.system else actor.locked.get(resource.name, frozenset())
    kept = {field.name for field in gate.fields_for(actor, resource, "view") if field.read_only} - locked
    writable = {field.name for field in gate.fields_for(actor, resource, "edit")}
    return writable | (kept if actor.may(line.name) else set())


def _refuse_changed(
    resource: Resource, record: RecordTable, line: Line, *, but: Collection[str] = frozenset()
) -> None:
    changed = [
        column
        for column, (_old, new) in line.fields.items()
        if column not in but and _now(resource, record, column) != new
    ]
    labels = [resource.by_name[name].label for name in _names(resource, changed)]
    if changed:
        raise Refused(
            _("Changed again since: {fields}. Undo the later change first."),
            fields=listed(labels or changed),
        )


def _names(resource: Resource, columns: Iterable[str]) -> list[str]:
    found = (field_of_column(resource, column) for column in columns)
    return list(dict.fromkeys(name for name in found if name))


def _now(resource: Resource, record: RecordTable, column: str) -> Any:
    for extension in resource.extensions:
        if column in extension.columns:
            return read_side(extension, record.id)[column]
    return stored(record, column)


def _refuse_built_upon(line: Line, record: RecordTable) -> None:
    others = journal.lines_of_record(line.kind, line.record_id, after_version=line.version)
    if any(later.actor_id != line.actor_id for later in others):
        raise Refused(_("Somebody else has worked on this record since. Delete it instead, if it must go."))
    if record.deleted_at is not None:
        raise Refused(_("This record is in the bin already."))


def _refuse_second(change_id: int) -> None:
    if is_undone(change_id):
        raise Refused(_("This change was undone already."))


_UNDO = _Undo("host.undo", _undo)
