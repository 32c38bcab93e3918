"""Rows that mean records which exist: found by a chosen key through the gate, then updated, skipped or made once more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from guanxi.data.errors import Refused
from guanxi.data.fields import Choice, Date, DateTime, Field, Link, LongText
from guanxi.data.messages import listed, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.encoding import columns_of
from guanxi.records.resource import Resource
from guanxi.resources.imports.checking import Checker
from guanxi.resources.imports.faults import Fault
from guanxi.resources.imports.links import Ready
from guanxi.resources.imports.mapping import Plan
from guanxi.resources.imports.options import CREATE, NUMBER, SKIP, UPDATE, Options
from guanxi.resources.imports.reading import normalised
from guanxi.resources.imports.titles import ids_by_text
from guanxi.resources.imports.writing import NOT_TO_EDIT

_ = translator("guanxi")
_UNSEEN = _("There is no record with this number that you may see.")
_SEVERAL = _("Several records have this value; it cannot be told which one is meant.")


@dataclass
class Matched:
    """The `rows` to write, the records of rows that are `skipped` (by row number), faults, and how many rows are `known`."""

    rows: list[Ready]
    skipped: dict[int, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    known: int = 0

    def counts(self, written: Collection[int]) -> dict[str, int]:
        """How many rows have updated a record, were skipped, or have a record; `written` are the numbers of rows."""
        updated = sum(1 for each in self.rows if each.target and each.number in written)
        return {"updated": updated, "skipped": len(self.skipped), "known": self.known}


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


def match(
    actor: Actor, resource: Resource, rows: Sequence[Ready], plan: Plan, options: Options, checker: Checker
) -> Matched:
    """Find the record of each row, and decide what becomes of the row by `options.existing`.

    Raises Refused where rows cannot be matched by that field, or no column leads to it.
    """
    if not options.match:
        return Matched(list(rows))
    if options.existing not in (UPDATE, SKIP, CREATE):
        raise Refused(_("Existing records are updated, skipped or created: update, skip, create."))
    keys = _keys(actor, resource, rows, plan, options)
    ids = _ids(actor, resource, keys, options)
    found, first = Matched([]), dict[str, Ready]()
    for each in rows:
        key = keys.get(each.number, "")
        if key and options.existing != CREATE and (other := first.setdefault(key, each)) is not each:
            text = _("The row at {line} has the same value.").format(line=other.checked.row.line)
            found.faults.append(_fault(resource, options, each, key, text))
        else:
            _decide(found, each, ids.get(key, []), options, resource, key)
    _refuse_foreign(actor, resource, found, options, keys)
    _refuse_incomplete(found, checker)
    return found


def _decide(
    found: Matched, each: Ready, ids: Sequence[int], options: Options, resource: Resource, key: str
) -> None:
    found.known += bool(ids)
    if options.existing == CREATE or (not ids and not (key and options.match == NUMBER)):
        found.rows.append(each)
    elif len(ids) != 1:
        found.faults.append(_fault(resource, options, each, key, _SEVERAL if ids else _UNSEEN))
    elif options.existing == SKIP:
        found.skipped[each.number] = ids[0]
    else:
        each.target = ids[0]
        found.rows.append(each)


def _keys(
    actor: Actor, resource: Resource, rows: Sequence[Ready], plan: Plan, options: Options
) -> dict[int, str]:
    """The key of each row that has one, as it is stored."""
    if options.match == NUMBER:
        at = next(i for i, name in enumerate(plan.header) if normalised(name) == NUMBER)
        cells = {each.number: each.checked.row.cells for each in rows}
        return {
            number: row[at].strip().removeprefix(NUMBER)
            for number, row in cells.items()
            if at < len(row) and row[at].strip()
        }
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
    column = by.columns[0]
    return {
        each.number: str(columns_of(resource, {by.name: value})[column])
        for each in rows
        if (value := each.checked.values.get(by.name))
    }


def _ids(actor: Actor, resource: Resource, keys: Mapping[int, str], options: Options) -> dict[str, list[int]]:
    texts = sorted(set(keys.values()))
    if options.match != NUMBER:
        return ids_by_text(actor, resource, resource.by_name[options.match], texts)
    seen = gate.rows_among(actor, resource, texts)
    return {text: [number] for text in texts if (number := gate.record_key(text)) in seen and number}


def _refuse_foreign(
    actor: Actor, resource: Resource, found: Matched, options: Options, keys: Mapping[int, str]
) -> None:
    """Rows whose record the actor may see but not edit become faults; the others get the version they build on."""
    targets = [each.target for each in found.rows if each.target]
    permitted = targets and actor.may(resource.permission("edit"))
    columns = gate.columns_among(actor, resource, targets, ("version",), "edit") if permitted else []
    versions = dict(columns)
    kept = [each for each in found.rows if not each.target or each.target in versions]
    for each in found.rows:
        each.version = versions.get(each.target, 0)
        if each.target and each.target not in versions:
            found.faults.append(_fault(resource, options, each, keys.get(each.number, ""), NOT_TO_EDIT))
    found.rows = kept


def _refuse_incomplete(found: Matched, checker: Checker) -> None:
    """Rows that make a new record must be whole."""
    kept: list[Ready] = []
    for each in found.rows:
        wrong = [] if each.target else checker.incomplete(each.checked)
        found.faults += wrong
        if not wrong:
            kept.append(each)
    found.rows = kept


def _fault(resource: Resource, options: Options, each: Ready, key: str, reason: object) -> Fault:
    by = resource.by_name.get(options.match)
    return Fault(each.checked.row, by.label if by else NUMBER, key, str(reason))


def _is_text(each: Field) -> bool:
    if isinstance(each, Choice | Link | LongText | Date | DateTime):
        return False
    return each.schema().get("type") in ("string", ["string", "null"])
