"""The history of a record and of each of its fields, as far as the actor may see the fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from guanxi.data.fields import Field
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.journal import SHARE, Line, lines_of_record
from guanxi.records.resource import Resource


@dataclass(frozen=True, slots=True)
class FieldStep:
    """One field of one journal line: database values of its columns before and after."""

    field: Field
    old: tuple[Any, ...]
    new: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ShareStep:
    """One collaborator in one journal line: level and end (ms) before and after, None where he was or is not let in."""

    user: int
    old: tuple[int, int | None] | None
    new: tuple[int, int | None] | None


@dataclass(frozen=True, slots=True)
class Step:
    """One change as it touched the record: the journal line and the visible fields in it."""

    line: Line
    fields: tuple[FieldStep, ...]
    shares: tuple[ShareStep, ...] = ()


def history(
    actor: Actor, resource: Resource, record_id: int, *, field: str | None = None, limit: int = 200
) -> list[Step]:
    """The newest steps first; of one `field` only where named. Raises NotFound as the gate does; hidden fields leave no step."""
    gate.get(actor, resource, record_id, "view", include_bin=actor.may(resource.permission("delete")))
    return steps_of(actor, resource, lines_of_record(resource.name, record_id, limit=limit), field=field)


def steps_of(
    actor: Actor, resource: Resource, lines: Sequence[Line], *, field: str | None = None
) -> list[Step]:
    """The steps of `lines` of a record that the actor may see, the newest first."""
    visible = [f for f in gate.fields_for(actor, resource, "view") if field in (None, f.name)]
    places = {column: place for place, f in enumerate(visible) for column in f.columns}
    steps = []
    for line in reversed(lines):
        if line.verb == SHARE:
            steps += [Step(line, (), _shares(line))] if field is None else []
            continue
        found = sorted({places[column] for column in line.fields if column in places})
        touched = tuple(_step(visible[place], line) for place in found)
        if touched or (line.verb in ("remove", "restore") and field is None):
            steps.append(Step(line, touched))
    return steps


def _step(field: Field, line: Line) -> FieldStep:
    pairs = [line.fields.get(column, (None, None)) for column in field.columns]
    return FieldStep(field, tuple(old for old, _ in pairs), tuple(new for _, new in pairs))


def _shares(line: Line) -> tuple[ShareStep, ...]:
    pairs = ((int(user), old, new) for user, (old, new) in line.fields.items())
    return tuple(
        ShareStep(user, tuple(old) if old else None, tuple(new) if new else None) for user, old, new in pairs
    )
