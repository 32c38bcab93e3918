"""The history of a record and of each of its fields, as far as the actor may see the fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guanxi.data.fields import Field
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.journal import Line, lines_of_record
from guanxi.records.resource import Resource


@dataclass(frozen=True, slots=True)
class FieldStep:
    """One field of one journal line: database values of its columns before and after."""

    field: Field
    old: tuple[Any, ...]
    new: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One change as it touched the record: the journal line and the visible fields in it."""

    line: Line
    fields: tuple[FieldStep, ...]


def history(
    actor: Actor, resource: Resource, record_id: int, *, field: str | None = None, limit: int = 200
) -> list[Step]:
    """The newest steps first; of one `field` only where named. Raises NotFound as the gate does; hidden fields leave no step."""
    gate.get(actor, resource, record_id, "view", include_bin=actor.may(resource.permission("delete")))
    visible = [f for f in gate.fields_for(actor, resource, "view") if field in (None, f.name)]
    steps = []
    for line in reversed(lines_of_record(resource.name, record_id, limit=limit)):
        touched = tuple(_step(f, line) for f in visible if any(column in line.fields for column in f.columns))
        if touched or (line.verb in ("remove", "restore") and field is None):
            steps.append(Step(line, touched))
    return steps


def _step(field: Field, line: Line) -> FieldStep:
    pairs = [line.fields.get(column, (None, None)) for column in field.columns]
    return FieldStep(field, tuple(old for old, _ in pairs), tuple(new for _, new in pairs))
