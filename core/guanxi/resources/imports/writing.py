"""Writes checked rows: one change a chunk, each row through the standard creation, all tied by one batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from peewee import IntegrityError

from guanxi.data.errors import InvalidValues, KeyReused, Problem, Refused
from guanxi.data.messages import Message, translator
from guanxi.records import journal
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.encoding import columns_of
from guanxi.records.resource import Resource
from guanxi.records.standard import standard
from guanxi.records.transaction import Transaction
from guanxi.records.uniqueness import explain
from guanxi.resources.imports.faults import Fault
from guanxi.resources.imports.links import Ready

_ = translator("guanxi")
ROWS_A_CHANGE = 1000


@dataclass
class Written:
    """What writing did: `ids` by row number, rows that an earlier import `repeated` had written, faults, changes."""

    ids: dict[int, int] = field(default_factory=dict)
    repeated: int = 0
    faults: list[Fault] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)


def write(actor: Actor, resource: Resource, rows: Sequence[Ready], *, batch: str, reason: str) -> Written:
    """Write `rows` in chunks of 1,000, each a change of its own; a chunk that `batch` has written before is not repeated."""
    found = Written()
    for start in range(0, len(rows), ROWS_A_CHANGE):
        chunk = list(_linked(resource, rows[start : start + ROWS_A_CHANGE], found))
        _write_chunk(actor, resource, chunk, found, f"{batch}:{start // ROWS_A_CHANGE}", batch, reason)
    return found


def _linked(resource: Resource, rows: Sequence[Ready], found: Written) -> Iterator[Ready]:
    """The rows with links to earlier chunks filled in; one whose target was refused becomes a fault."""
    here = {each.number for each in rows}
    for each in rows:
        missing = [
            name for name, number in each.inside.items() if number not in found.ids and number not in here
        ]
        if missing:
            found.faults += [_target_refused(resource, each, name) for name in missing]
            continue
        for name, number in each.inside.items():
            if number in found.ids:
                each.checked.values[name] = found.ids[number]
        yield each


def _write_chunk(
    actor: Actor,
    resource: Resource,
    chunk: Sequence[Ready],
    found: Written,
    key: str,
    batch: str,
    reason: str,
) -> None:
    rows = [
        [each.number, each.checked.values, {n: i for n, i in each.inside.items() if i not in found.ids}]
        for each in chunk
    ]
    try:
        done = _change(resource.name)(actor, rows=rows, key=key, batch=batch, reason=reason)
    except KeyReused as reused:
        raise Refused(
            _(
                "This was imported before, and something has changed since. Undo that import first, or import the error file only."
            )
        ) from reused
    found.changes.append(done.change)
    outcomes = _recovered(resource, done, chunk) if done.repeated else done.value
    for each, outcome in zip(chunk, outcomes, strict=True):
        if isinstance(outcome, int):
            found.ids[each.number] = outcome
            found.repeated += done.repeated
        elif outcome is not None:
            found.faults += _as_faults(resource, each, outcome)


@lru_cache(maxsize=256)
def _change(resource_name: str) -> Change:
    """The change ``<resource>.import``; each row in it needs the permission to create as well."""

    def import_rows(tx: Transaction, *, rows: list[list[Any]]) -> list[int | Problem]:
        create, ids = standard(resource_name, "create"), dict[int, int]()
        outcomes: list[int | Problem] = []
        for number, values, inside in rows:
            outcomes.append(_write_row(tx, create, values, {name: ids.get(i) for name, i in inside.items()}))
            if isinstance(outcomes[-1], int):
                ids[number] = outcomes[-1]
        return outcomes

    return Change(f"{resource_name}.import", import_rows)


def _write_row(
    tx: Transaction, create: Change, values: dict[str, Any], links: dict[str, int | None]
) -> int | Problem:
    if refused := [name for name, target in links.items() if target is None]:
        return InvalidValues({name: _("The row with this record has a fault itself.") for name in refused})
    try:
        with tx.attempt():
            return int(tx.call(create, values=values | links).id)
    except IntegrityError as broken:
        return explain(broken, tx.host)
    except (InvalidValues, Refused) as refusal:
        return refusal


def _recovered(resource: Resource, done: Done, chunk: Sequence[Ready]) -> list[int | None]:
    """The ids that an earlier import gave to the rows: its journal lines, in the same order, told apart by title."""
    lines = [line for line in journal.lines_of_change(done.change) if line.verb == journal.ADD]
    column = resource.by_name[resource.title].columns[0]
    found: list[int | None] = []
    for each in chunk:
        title = columns_of(resource, {resource.title: each.checked.values.get(resource.title)})[column]
        same = bool(lines) and lines[0].fields.get(column, (None, None))[1] == title
        found.append(lines.pop(0).record_id if same else None)
    return found


def _as_faults(resource: Resource, each: Ready, refusal: Problem) -> list[Fault]:
    if not isinstance(refusal, InvalidValues):
        return [Fault(each.checked.row, "", "", refusal.message)]
    return [_fault(resource, each, name, message) for name, message in refusal.errors.items()]


def _fault(resource: Resource, each: Ready, name: str, message: Message) -> Fault:
    target = resource.by_name.get(name)
    value = each.checked.links.get(name) or each.checked.values.get(name, "")
    return Fault(each.checked.row, target.label if target else name, str(value), message)


def _target_refused(resource: Resource, each: Ready, name: str) -> Fault:
    return _fault(resource, each, name, _("The row with this record has a fault itself."))
