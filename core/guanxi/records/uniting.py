"""Making one record of two: what leads to the one leads to the other from then on, what is about it follows, and it lies in the bin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from peewee import BigIntegerField, IntegrityError, TextField

from guanxi.data.columns import RecordTable
from guanxi.data.database import Table, is_sqlite, row, rows, run
from guanxi.data.errors import InvalidValues, Moved, Refused
from guanxi.data.fields import About, Field, Link, Tags
from guanxi.data.fields.about import refs_in
from guanxi.data.messages import translator
from guanxi.records import gate, journal
from guanxi.records.about import entries_about
from guanxi.records.actor import Actor
from guanxi.records.change import Change
from guanxi.records.encoding import stored
from guanxi.records.extension import Extension
from guanxi.records.moving_entries import move_entries
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.standard import standard
from guanxi.records.transaction import Transaction
from guanxi.records.undo import is_undone

_ = translator("guanxi")
MOST = 2000
"""So many records may lead to the one that goes; a longer history stays where it is, and the other record goes into it."""
CHAIN = 20


class MergedRow(Table):
    """Which record another one was merged into, by which change."""

    kind = TextField()
    record_id = BigIntegerField()
    into_id = BigIntegerField()
    change_id = BigIntegerField()

    class Meta:
        table_name = "merged"
        primary_key = False
        indexes = ((("kind", "record_id"), True),)


class Merging(Change):
    """The change ``<resource>.merge``: called with the record that goes, ``into=`` the one that stays, ``values=`` what that has then.

    Whoever merges may merge and edit both and delete the one that goes. Without `values` what is empty in the one that stays is
    filled from the other, and it bears the tags of both. `seen` is the version of the one that stays on which `values` are based.
    Mount it, and the pages of the records offer it.
    """


def merging(resource: Resource) -> Merging:
    """Let records of a resource be merged: ``merge_companies = merging(companies)``, to be mounted."""
    return Merging(resource.permission("merge"), _merge, resource)


def mergings_of(host: Any, resource: Resource) -> list[Merging]:
    """What merges records of a resource, as mounted: one, or none."""
    return [each for each in host.items_of(Merging) if each.on is not None and each.on.name == resource.name]


def merged_into(resource: Resource, record_id: int) -> int | None:
    """The id of the record that a merged one lives on in, through every later merge; None for one that was not merged."""
    found, at = None, record_id
    for _step in range(CHAIN):
        kept = row(
            "SELECT into_id, change_id FROM merged WHERE kind = ? AND record_id = ?", (resource.name, at)
        )
        if kept is None or is_undone(kept[1]):
            break
        found = at = int(kept[0])
    return found


def proposed(actor: Actor, resource: Resource, gone: Any, stays: Any) -> dict[str, Any]:
    """What the record that stays has by itself after the merge: its empty fields filled from the other, the tags of both."""
    before, other = gate.values_of(resource, stays), gate.values_of(resource, gone)
    found = {}
    for field in comparable(actor, resource):
        mine, theirs = before.get(field.name), other.get(field.name)
        if isinstance(field, Tags):
            both = tuple(dict.fromkeys((*(mine or ()), *(theirs or ())))) or None
            if both != mine:
                found[field.name] = both
        elif mine in (None, "", (), []) and theirs not in (None, "", (), []):
            found[field.name] = theirs
    return found


def comparable(actor: Actor, resource: Resource) -> list[Field]:
    """The fields of which the actor chooses: those that he sees whole and may write."""
    seen = gate.searchable_fields(actor, resource)
    return [each for each in gate.fields_for(actor, resource, "edit") if each.name in seen]


def _merge(
    tx: Transaction,
    record: RecordTable,
    *,
    into: int,
    values: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Any:
    resource = tx.host.resource_of(type(record))
    if tx.expected is not None and tx.expected != record.version:
        raise Moved(record.version)
    tx.expected = None
    stays = _stays(tx, resource, record, into)
    if seen is not None and seen != stays.version:
        raise Refused(_("The record that stays was changed meanwhile. Compare the two once more."))
    given = dict(values) if values is not None else proposed(tx.actor, resource, record, stays)
    for other, link in tx.host.leading.get(resource.name, ()):
        _move_links(tx, other, link, record, stays)
    gone, target = Ref(resource.name, record.id), Ref(resource.name, into)
    _move_named(tx, gone, target)
    for kind, ids in entries_about(gone).items():
        _refuse_many(tx.host.resources.get(kind, resource), ids)
    move_entries(tx, gone, target)
    tx.host.hooks.check("check_removal", tx=tx, resource=resource.name, record=record)
    tx.remove(gate.get(_house(tx), resource, record.id))
    run("DELETE FROM merged WHERE kind = ? AND record_id = ?", (resource.name, record.id))
    run(
        "INSERT INTO merged (kind, record_id, into_id, change_id) VALUES (?, ?, ?, ?)",
        (resource.name, record.id, into, tx.change_id),
    )
    if given:
        tx.call(standard(resource.name, "edit"), into, values=given)
    return gate.get(_house(tx), resource, into)


def _stays(tx: Transaction, resource: Resource, record: RecordTable, into: int) -> Any:
    """The record that stays; the actor may do to both what merging does."""
    if into == record.id:
        raise InvalidValues({"into": _("Choose another record.")})
    _hold(resource, record.id, into)
    gate.get(tx.actor, resource, record.id, "delete")
    gate.get(tx.actor, resource, record.id, "edit")
    gate.get(tx.actor, resource, into, "merge")
    return gate.get(tx.actor, resource, into, "edit")


def _hold(resource: Resource, *ids: int) -> None:
    """Let nobody else merge either of two records meanwhile: merged into each other at once, both would lie in the bin."""
    if not is_sqlite():
        table = resource.model._meta.table_name
        rows(f'SELECT id FROM "{table}" WHERE id IN (?, ?) ORDER BY id FOR UPDATE', ids)


def _house(tx: Transaction) -> Actor:
    return replace(tx.actor, system=True)


def _move_links(tx: Transaction, other: Resource, link: Link, gone: RecordTable, stays: Any) -> None:
    """Let every record of `other`, in the bin or not, lead to the one that stays, whoever may see it."""
    column = link.columns[0]
    ids = list(_leading(other, column, gone.id))
    _refuse_many(other, ids)
    for key in ids:
        if other.name == tx.host.resource_of(type(gone)).name and key in (gone.id, stays.id):
            _let_go(tx, other, link, key, gone.id)
        else:
            _move_one(tx, other, column, key, stays.id)


def _refuse_many(other: Resource, ids: Sequence[int]) -> None:
    if len(ids) > MOST:
        text = _(
            "More than {most} {kind} lead to the record that would go. Let it stay, and merge the other one into it."
        )
        raise Refused(text, most=MOST, kind=other.label)


def _move_named(tx: Transaction, gone: Ref, stays: Ref) -> None:
    """Let every list of records in which the one that goes is named, such as who took part, name the one that stays."""
    for other in tx.host.resources.values():
        for field in other.fields:
            if not isinstance(field, About) or isinstance(field, Tags) or field.name == other.rows.about:
                continue
            if field.to and gone.kind not in field.to:
                continue
            (column,) = field.columns
            sql = f'SELECT id FROM "{other.model._meta.table_name}" WHERE "{column}" LIKE ? ORDER BY id'
            for (key,) in rows(sql, (f'%"{gone.text}"%',)):
                record = gate.get(_house(tx), other, key, include_bin=True)
                named = refs_in(stored(record, column)) or ()
                kept = tuple(dict.fromkeys(stays if each == gone else each for each in named))
                tx.set_columns(record, {column: field.to_row(kept)[0]}, journal.MOVE)


def _leading(other: Resource, column: str, target: int) -> Iterator[int]:
    """The ids of the records that lead to one, from their own table or a side table."""
    side = next((each for each in other.extensions if column in each.columns), None)
    if side is None:
        table, key, mine = f'"{other.model._meta.table_name}"', "id", ""
    else:
        table, key, mine = side.table, "record_id", Extension.mine(side)
    for (found,) in rows(f'SELECT {key} FROM {table} WHERE "{column}" = ?{mine} ORDER BY {key}', (target,)):
        yield found


def _let_go(tx: Transaction, other: Resource, link: Link, key: int, gone: int) -> None:
    """A record that leads to itself by the merge does not lead there any more; the one that goes stays as it was."""
    if key != gone:
        record = gate.get(_house(tx), other, key, include_bin=True)
        tx.set_columns(record, {link.columns[0]: None}, journal.MOVE)


def _move_one(tx: Transaction, other: Resource, column: str, key: int, stays: int) -> None:
    """Let one record lead to the one that stays. What joins records alone goes where it would say nothing or the same again."""
    record = gate.get(_house(tx), other, key, include_bin=True)
    try:
        with tx.attempt():
            tx.set_columns(record, {column: stays}, journal.MOVE)
        if other.rows.own or record.deleted_at is not None or not _says_again(other, record):
            return
    except (InvalidValues, Refused, IntegrityError):
        if other.rows.own:
            raise
    record = gate.get(_house(tx), other, key, include_bin=True)
    if record.deleted_at is None:
        tx.set_columns(record, {"deleted_at": tx.now_ms}, journal.MOVE)


def _says_again(other: Resource, record: RecordTable) -> bool:
    """Tell whether what joins two records or more stands there again: another living one with the same in every field that people write."""
    joins = [f.columns[0] for f in other.fields if isinstance(f, Link) and not f.read_only]
    if sum(stored(record, name) is not None for name in joins if name in record._meta.columns) < 2:
        return False
    columns = [c for f in other.fields if not f.read_only for c in f.columns if c in record._meta.columns]
    named = {column: stored(record, column) for column in columns}
    same = " AND ".join(
        f'"{name}" IS NULL' if value is None else f'"{name}" = ?' for name, value in named.items()
    )
    params = [value for value in named.values() if value is not None]
    sql = f'SELECT 1 FROM "{record._meta.table_name}" WHERE id <> ? AND deleted_at IS NULL AND {same} LIMIT 1'
    return row(sql, (record.id, *params)) is not None
