"""Rows that mean records which exist: found by a chosen key through the gate, then updated, skipped or made once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from guanxi.data.errors import Refused
from guanxi.data.fields import Choice, Date, DateTime, Field, Link, LongText
from guanxi.data.messages import Message, listed, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.encoding import columns_of
from guanxi.records.equal import compared, equal_records, keys_of
from guanxi.records.resource import Resource
from guanxi.records.titles import titles
from guanxi.resources.imports.checking import Checked, Checker
from guanxi.resources.imports.faults import Fault
from guanxi.resources.imports.links import Ready
from guanxi.resources.imports.mapping import Plan
from guanxi.resources.imports.options import CREATE, DUPLICATE, NUMBER, SKIP, UPDATE, Options
from guanxi.resources.imports.reading import Row, normalised
from guanxi.resources.imports.titles import ids_by_text
from guanxi.resources.imports.writing import NOT_TO_EDIT

_ = translator("guanxi")
_UNSEEN = _("There is no record with this number that you may see.")
_NOTHING = _("No column leads to anything that makes a duplicate; that is: {fields}")
_SEVERAL = _("Several records have this value; it cannot be told which one is meant.")


@dataclass
class Matched:
    """The `rows` to write, the records of rows that are `skipped` or hold already what the row says (`unchanged`), both by row
    number, faults, and how many rows are `known`: their record exists. `equal` are the rows that equal a record by the rules
    for duplicates: the cell, and the record's title as the reason; in the place of their cells stands the record's number.
    """

    rows: list[Ready]
    skipped: dict[int, int] = field(default_factory=dict)
    unchanged: dict[int, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    equal: list[Fault] = field(default_factory=list)
    known: int = 0


def key_fields(actor: Actor, resource: Resource) -> list[Field]:
    """The fields by which records may be found: short texts that the actor sees whole and may write.

    A field that is masked for the actor is none of them: an import would tell its values one by one.
    """
    seen = gate.searchable_fields(actor, resource)
    return [
        each
        for each in gate.fields_for(actor, resource, "create")
        if each.name in seen and _is_text(each) and len(each.columns) == 1
    ]


class Matcher:
    """Finds the record of each row, and decides what becomes of the row by `options.existing`.

    Raises Refused where rows cannot be matched by that field, or no column leads to it.
    """

    def __init__(
        self, actor: Actor, resource: Resource, plan: Plan, options: Options, checker: Checker
    ) -> None:
        self.actor, self.resource, self.options, self.checker = actor, resource, options, checker
        self.active = bool(options.match)
        self.once = self.active and options.existing != CREATE
        self._at: int | None = None
        self._by: Field | None = None
        self._compared = compared(actor, resource)
        self._doubles = options.match == DUPLICATE
        self._tells = self._doubles or (options.dry_run and not set(self._compared).isdisjoint(plan.fields))
        if not self.active:
            return
        seen = gate.searchable_fields(actor, resource)
        self._told = {each.name for each in gate.fields_for(actor, resource, "edit") if each.name in seen}
        if options.existing not in (UPDATE, SKIP, CREATE):
            raise Refused(_("Existing records are updated, skipped or created: update, skip, create."))
        if options.match == NUMBER:
            self._at = next(i for i, name in enumerate(plan.header) if normalised(name) == NUMBER)
        elif self._doubles:
            if set(self._compared).isdisjoint(plan.fields):
                raise Refused(_NOTHING, fields=listed(each.label for each in self._compared))
        else:
            self._by = _key_field(actor, resource, plan, options)

    def keys(self, each: Checked) -> list[str]:
        """What no other row of the file may have as well."""
        if self._doubles:
            return [f"{by.name}:{text}" for by, text in keys_of(self._compared, each.values)]
        return [key] if (key := self.key(each)) else []

    def key(self, each: Checked) -> str:
        """What the row is found by, as it is stored; empty where the row has nothing there."""
        if self._at is not None:
            cells = each.row.cells
            return cells[self._at].strip().removeprefix(NUMBER) if self._at < len(cells) else ""
        value = each.values.get(self.options.match)
        return str(self._by.to_row(value)[0]) if value and self._by else ""

    def doubled(self, each: Checked, key: str, line: int) -> Fault:
        """The fault of a row whose key the row at `line` has."""
        return self._fault(each, key, _("The row at {line} has the same value.").format(line=line))

    def match(self, rows: Sequence[Ready]) -> Matched:
        """Find the records of `rows` as they are now."""
        equal = (
            equal_records(self.actor, self.resource, [each.checked.values for each in rows])
            if self._tells
            else []
        )
        told = [self._told_equal(each, found) for each, found in zip(rows, equal, strict=False) if found]
        if not self.active:
            return Matched(list(rows), equal=self._titled(told))
        found = Matched([], equal=self._titled(told))
        keys = {each.number: next(iter(self.keys(each.checked)), "") for each in rows}
        ids = {} if self._doubles else self._ids({key for key in keys.values() if key})
        for place, each in enumerate(rows):
            key = keys[each.number]
            self._decide(
                found, each, list(equal[place]) if self._doubles else ids.get(key, []) if key else [], key
            )
        self._refuse_foreign(found, keys)
        self._refuse_incomplete(found)
        return found

    def _decide(self, found: Matched, each: Ready, ids: Sequence[int], key: str) -> None:
        found.known += bool(ids)
        if self.options.existing == CREATE or (not ids and not (key and self._at is not None)):
            found.rows.append(each)
        elif len(ids) != 1 and not (ids and self._doubles and self.options.existing == SKIP):
            found.faults.append(self._fault(each.checked, key, _SEVERAL if ids else _UNSEEN))
        elif self.options.existing == SKIP:
            found.skipped[each.number] = ids[0]
        else:
            each.target = ids[0]
            found.rows.append(each)

    def _ids(self, keys: set[str]) -> dict[str, list[int]]:
        texts = sorted(keys)
        if self._at is None:
            by = self.resource.by_name[self.options.match]
            return ids_by_text(self.actor, self.resource, by, texts)
        seen = gate.rows_among(self.actor, self.resource, texts)
        return {text: [number] for text in texts if (number := gate.record_key(text)) in seen and number}

    def _refuse_foreign(self, found: Matched, keys: Mapping[int, str]) -> None:
        """Rows whose record the actor may see but not edit become faults; the others get the version they build on.

        Rows that say nothing new are set aside.
        """
        targets = [each.target for each in found.rows if each.target]
        own = tuple(self.resource.model._meta.columns)
        permitted = targets and self.actor.may(self.resource.permission("edit"))
        columns = gate.columns_among(self.actor, self.resource, targets, own, "edit") if permitted else []
        stored = {key: dict(zip(own, values, strict=True)) for key, *values in columns}
        kept = []
        for each in found.rows:
            before = stored.get(each.target)
            if each.target and before is None:
                found.faults.append(self._fault(each.checked, keys.get(each.number, ""), NOT_TO_EDIT))
            elif before is not None and not each.inside and self._says_nothing_new(each, before):
                found.unchanged[each.number] = each.target
            else:
                each.version = before["version"] if before else 0
                kept.append(each)
        found.rows = kept

    def _says_nothing_new(self, each: Ready, before: Mapping[str, Any]) -> bool:
        """Whether the record holds what the row says, as far as the actor sees that; else the edit itself finds out."""
        if not self._told >= each.checked.values.keys():
            return False
        given = columns_of(self.resource, each.checked.values)
        return all(name in before and before[name] == value for name, value in given.items())

    def _refuse_incomplete(self, found: Matched) -> None:
        """Rows that make a new record must be whole."""
        kept: list[Ready] = []
        for each in found.rows:
            wrong = [] if each.target else self.checker.incomplete(each.checked)
            found.faults += wrong
            if not wrong:
                kept.append(each)
        found.rows = kept

    def _told_equal(self, each: Ready, records: Mapping[int, Field]) -> Fault:
        """A row as it is listed beside the first record that it equals."""
        key, by = next(iter(records.items()))
        row, value = each.checked.row, by.input_text(each.checked.values[by.name])
        return Fault(Row(row.number, row.line, (str(key),), row.lettered), by.label, value, f"{NUMBER}{key}")

    def _titled(self, told: Sequence[Fault]) -> list[Fault]:
        """The same with the titles of the records, as far as the actor may see them."""
        names = (
            titles(self.actor, self.resource.name, [int(each.row.cells[0]) for each in told]) if told else {}
        )
        return [replace(each, reason=names.get(int(each.row.cells[0])) or each.reason) for each in told]

    def _fault(self, each: Checked, key: str, reason: Message | str) -> Fault:
        """A fault at what the row is found by; in a key of duplicates the name of the field stands first."""
        name = key.partition(":")[0] if self._doubles else self.options.match
        by = self.resource.by_name.get(name)
        value = by.input_text(each.values[name]) if by and self._doubles else key
        return Fault(each.row, by.label if by else NUMBER, value, reason)


def _key_field(actor: Actor, resource: Resource, plan: Plan, options: Options) -> Field:
    known = {each.name: each for each in key_fields(actor, resource)}
    by = known.get(options.match)
    if by is None:
        raise Refused(
            _("Rows cannot be matched by {field}; there are: {fields}"),
            field=options.match,
            fields=listed([*known, NUMBER]),
        )
    if by not in plan.fields:
        raise Refused(_("No column leads to {field}, by which rows are to be matched."), field=str(by.label))
    return by


def _is_text(each: Field) -> bool:
    if isinstance(each, Choice | Link | LongText | Date | DateTime):
        return False
    return each.schema().get("type") in ("string", ["string", "null"])
