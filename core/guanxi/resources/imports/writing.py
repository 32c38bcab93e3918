"""Writes checked rows: one change a part, each row with the checks of the standard creation, all tied by one batch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from peewee import IntegrityError

from guanxi.data.errors import Forbidden, InvalidValues, KeyReused, NotFound, Problem, Refused
from guanxi.data.messages import Message, translator
from guanxi.records import journal
from guanxi.records.actor import Actor
from guanxi.records.adding import addable
from guanxi.records.change import Change, Done
from guanxi.records.creating import create_many
from guanxi.records.encoding import columns_of
from guanxi.records.resource import Resource
from guanxi.records.standard import standard
from guanxi.records.transaction import Transaction
from guanxi.records.uniqueness import explain
from guanxi.resources.imports.faults import Fault
from guanxi.resources.imports.links import Ready

_ = translator("guanxi")
NOT_TO_EDIT = _("The record of this row is not yours to edit.")


@dataclass
class Written:
    """What writing a part did: `ids` by row number, how many of them an earlier import had `repeated`, and faults."""

    ids: dict[int, int] = field(default_factory=dict)
    repeated: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Into:
    """Where rows go: the records of one `batch`, for a `reason`; `matched` where rows may update records."""

    actor: Actor
    resource: Resource
    batch: str
    reason: str
    matched: bool = False


def write(into: Into, rows: Sequence[Ready], number: int, known: Mapping[int, int]) -> Written:
    """Write the part `number` as one change; one that the batch has written before is not repeated.

    `known` gives the records of rows of earlier parts, and of rows that are not written but linked to.
    """
    found = Written()
    part = list(_linked(into.resource, rows, known, found))
    if part:
        _write_part(into, part, number, found)
    return found


def _linked(
    resource: Resource, rows: Sequence[Ready], known: Mapping[int, int], found: Written
) -> Iterator[Ready]:
    """The rows with links to earlier parts filled in; one whose target was refused becomes a fault."""
    here = {each.number for each in rows}
    for each in rows:
        missing = [name for name, number in each.inside.items() if number not in known and number not in here]
        if missing:
            found.faults += [_target_refused(resource, each, name) for name in missing]
            continue
        for name, number in list(each.inside.items()):
            if number in known:
                each.checked.values[name] = known[number]
                del each.inside[name]
        yield each


def _write_part(into: Into, part: Sequence[Ready], number: int, found: Written) -> None:
    block = Block([_plain(each) for each in part])
    key = f"{into.batch}:{number}"
    if into.matched:
        key = f"{key}:{journal.digest_of([str(block), [each.version for each in part]])[:24]}"
    try:
        done = _change(into.resource.name)(
            into.actor, block=block, key=key, batch=into.batch, reason=into.reason
        )
    except KeyReused as reused:
        raise Refused(
            _(
                "This was imported before, and something has changed since. Undo that import first, or import the error file only."
            )
        ) from reused
    outcomes = _recovered(into.resource, done, part) if done.repeated else done.value
    for each, outcome in zip(part, outcomes, strict=True):
        if isinstance(outcome, int):
            found.ids[each.number] = outcome
            found.repeated += done.repeated
        elif outcome is not None:
            found.faults += _as_faults(into.resource, each, outcome)


def _plain(each: Ready) -> list[Any]:
    """The row as the change takes it: number, values, links to rows of the same part, and the record that it updates."""
    return [each.number, each.checked.values, each.inside, *([each.target] if each.target else [])]


@dataclass(frozen=True)
class Block:
    """The rows of one change, which tells its repetition by their digest: the text that this becomes."""

    rows: list[list[Any]]

    def __str__(self) -> str:
        return self._digest

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(repr(self.rows).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=256)
def _change(resource_name: str) -> Change:
    """The change ``<resource>.import``; each row in it needs the permission to create or to edit as well."""

    def import_rows(tx: Transaction, *, block: Block) -> list[int | Problem]:
        return _Rows(tx, resource_name, block.rows).written()

    return Change(f"{resource_name}.import", import_rows)


class _OneByOne(Exception):
    """Rows that cannot be written together."""


class _Rows:
    """The rows of one change: new records many at once where nobody looks at each, all else one by one."""

    def __init__(self, tx: Transaction, resource_name: str, rows: list[list[Any]]) -> None:
        self.tx, self.rows, self.resource = tx, rows, tx.host.resources[resource_name]
        self.create, self.edit = standard(resource_name, "create"), standard(resource_name, "edit")
        self.ids: dict[int, int] = {}
        self.outcomes: list[int | Problem] = []
        self._waiting: list[list[Any]] = []
        self._here: set[int] = set()
        self._at_once = addable(tx.host, self.resource)

    def written(self) -> list[int | Problem]:
        """The id of each row's record, or why there is none."""
        for row in self.rows:
            number, _values, inside, *target = row
            if target or not self._at_once:
                self._flush()
                self._one(row)
                continue
            if not self._here.isdisjoint(inside.values()):
                self._flush()
            self._waiting.append(row)
            self._here.add(number)
        self._flush()
        return self.outcomes

    def _flush(self) -> None:
        """Write what waits in a few statements; where a value is doubled, one by one, so that only its row is refused."""
        waiting, self._waiting, self._here = self._waiting, [], set()
        if not waiting:
            return
        linked = [(values, self._links(inside)) for _number, values, inside in waiting]
        try:
            if any(None in links.values() for _values, links in linked):
                raise _OneByOne
            with self.tx.attempt():
                outcomes = create_many(self.tx, self.resource, [values | links for values, links in linked])
        except (IntegrityError, _OneByOne):
            for row in waiting:
                self._one(row)
            return
        for (number, *_rest), outcome in zip(waiting, outcomes, strict=True):
            self._note(number, outcome)

    def _one(self, row: list[Any]) -> None:
        number, values, inside, *target = row
        self._note(number, self._write(target, values, self._links(inside)))

    def _links(self, inside: dict[str, int]) -> dict[str, int | None]:
        return {name: self.ids.get(number) for name, number in inside.items()}

    def _note(self, number: int, outcome: int | Problem) -> None:
        self.outcomes.append(outcome)
        if isinstance(outcome, int):
            self.ids[number] = outcome

    def _write(
        self, target: list[int], values: dict[str, Any], links: dict[str, int | None]
    ) -> int | Problem:
        if refused := [name for name, linked in links.items() if linked is None]:
            return InvalidValues(
                {name: _("The row with this record has a fault itself.") for name in refused}
            )
        verb = self.edit if target else self.create
        try:
            with self.tx.attempt():
                return int(self.tx.call(verb, *target, values=values | links).id)
        except IntegrityError as broken:
            return explain(broken, self.tx.host)
        except (InvalidValues, Refused) as refusal:
            return refusal
        except (NotFound, Forbidden):
            return Refused(NOT_TO_EDIT)


def _recovered(resource: Resource, done: Done, chunk: Sequence[Ready]) -> list[int | None]:
    """The ids that an earlier import gave to the rows: its journal lines, in the same order, told apart by title."""
    lines = [line for line in journal.lines_of_change(done.change) if line.verb == journal.ADD]
    column = resource.by_name[resource.title].columns[0]
    found: list[int | None] = []
    for each in chunk:
        if each.target:
            found.append(each.target)
            continue
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
