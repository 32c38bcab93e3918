"""A record as JSON: the fields that the actor may see, links with the titles that he may see, masks marked as such."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.data.errors import Conflict, FieldConflict, Problem
from guanxi.data.fields import About, DateTime, Field, Link
from guanxi.data.formats import Format
from guanxi.people.collaborating import NAME_OF
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.history import FieldStep, ShareStep, Step, history
from guanxi.records.listing_columns import Column
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, titles, titles_of

MOMENT = DateTime("at")
HOST_MOMENTS = ("created_at", "changed_at")
MASKED = "masked"
Titles = Mapping[tuple[str, int], str]


class EditConflict(Problem):
    """Somebody else changed the same fields: `details` show both values of each, as JSON."""

    status = 409

    def __init__(self, conflict: Conflict, details: Mapping[str, Any]):
        super().__init__(conflict.message)
        self.details = details


def of_record(actor: Actor, resource: Resource, record: Any) -> dict[str, Any]:
    """A loaded record that the actor may see."""
    fields, values = gate.fields_for(actor, resource), gate.values_of(resource, record)
    known, fmt = titles_of(actor, fields, values), format_of(actor)
    found = {"id": record.id, "version": record.version}
    found |= {name: MOMENT.to_json(getattr(record, name)) for name in host_moments(resource)}
    for field in fields:
        found[field.name] = member(actor, field, field.to_row(values[field.name]), fmt, known)
    return found | _marks([field.name for field in fields if gate.masked(actor, field)])


def host_moments(resource: Resource) -> tuple[str, ...]:
    """The host's own points in time; one that the resource declares is shown or hidden as a field."""
    return tuple(name for name in HOST_MOMENTS if name not in resource.by_name)


def of_row(actor: Actor, columns: tuple[Column, ...], row: tuple[Any, ...], fmt: Format) -> dict[str, Any]:
    """A row of the listing: the id, then its columns."""
    found: dict[str, Any] = {"id": row[0]}
    for column in columns:
        stored = row[column.at : column.at + column.width]
        if column.field is None:
            found[column.name] = stored[0] if column.name == "version" else of_moment(stored[0])
            continue
        title = row[column.title_at] if column.title_at is not None else None
        known = {(column.field.to, stored[0]): title} if isinstance(column.field, Link) and title else {}
        if isinstance(column.field, About):  # the listing has left out what the actor may not see
            known = dict.fromkeys(column.field.from_row(stored) or (), "")
        found[column.name] = member(actor, column.field, stored, fmt, known)
    return found | _marks([column.name for column in columns if column.masked])


def of_moment(stored: int | None) -> str | None:
    """A stored point in time (ms UTC)."""
    found: str | None = MOMENT.to_json(MOMENT.from_row((stored,)))
    return found


def member(actor: Actor, field: Field, row: tuple[Any, ...], fmt: Format, known: Titles) -> Any:
    """The value of one field; `row` are the database values of its columns, `known` the titles of linked records."""
    if gate.masked(actor, field):
        return field.show_masked(row[0] if len(row) == 1 else row, fmt) or None
    value = field.from_row(row)
    if isinstance(field, Link):
        return None if value is None else {"id": value, "title": known.get((field.to, value))}
    if isinstance(field, About):
        return field.to_json([ref for ref in value or () if ref in known])
    return field.to_json(value)


def of_history(
    actor: Actor, resource: Resource, record_id: int, *, field: str | None, limit: int
) -> list[dict[str, Any]]:
    """The history of a record, newest first."""
    steps = history(actor, resource, record_id, field=field, limit=limit)
    names = titles(actor, "people.user", {step.line.actor_id for step in steps if step.line.actor_id})
    return [_step(actor, step, names) for step in steps]


def conflict_of(actor: Actor, resource: Resource, conflict: Conflict) -> EditConflict:
    """The conflict with base, theirs and yours of each field that the actor may see."""
    seen = {field.name: field for field in gate.fields_for(actor, resource)}
    fields = {part.name: _both(actor, seen[part.name], part) for part in conflict.fields if part.name in seen}
    return EditConflict(conflict, {"version": conflict.version, "conflicts": fields})


def _both(actor: Actor, field: Field, part: FieldConflict) -> dict[str, Any]:
    sides = {"base": part.base, "theirs": part.theirs, "yours": part.mine}
    rows = {side: tuple(columns.get(name) for name in field.columns) for side, columns in sides.items()}
    found = {side: _alone(actor, field, row) for side, row in rows.items()}
    return {**found, "at": of_moment(part.at)}


def _step(actor: Actor, step: Step, names: Mapping[int, str]) -> dict[str, Any]:
    line = step.line
    by = {"id": line.actor_id, "title": names.get(line.actor_id)} if line.actor_id else None
    return {
        "change": line.change_id,
        "at": of_moment(line.at),
        "by": by,
        "what": line.verb,
        "version": line.version,
        "reason": line.reason,
        "undoes": line.undoes_id,
        "fields": {part.field.name: _pair(actor, part) for part in step.fields},
        "collaborators": [_let_in(part) for part in step.shares],
    }


def _let_in(part: ShareStep) -> dict[str, Any]:
    """Who was let in how far before and after."""
    sides = {"old": part.old, "new": part.new}
    found = {
        side: {"level": NAME_OF.get(share[0]), "until": of_moment(share[1])} if share else None
        for side, share in sides.items()
    }
    return {"user": part.user, **found}


def _pair(actor: Actor, part: FieldStep) -> dict[str, Any]:
    return {side: _alone(actor, part.field, row) for side, row in (("old", part.old), ("new", part.new))}


def _alone(actor: Actor, field: Field, row: tuple[Any, ...]) -> Any:
    """One field by itself, with the title of the record that it links to."""
    known: Titles = {}
    if isinstance(field, Link | About) and row[0] is not None:
        known = titles_of(actor, [field], {field.name: field.from_row(row)})
    return member(actor, field, row, format_of(actor), known)


def _marks(names: list[str]) -> dict[str, Any]:
    return {MASKED: names} if names else {}
