"""What one field of a record held in the course of time, read back from the journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from guanxi.data.fields import Field
from guanxi.records.journal import ADD, SHARE, Line


@dataclass(frozen=True, slots=True)
class HeldValue:
    """The database values of a field's columns from the journal `line` on, until the next one."""

    line: Line
    row: tuple[Any, ...]


def held_values(field: Field, now: Sequence[Any], lines: Sequence[Line]) -> Iterator[HeldValue]:
    """The newest first, from what the field holds `now` backwards through all newer `lines` of its record (oldest first).

    A line names only the columns that changed; the others hold what they held.
    """
    row = dict(zip(field.columns, now, strict=True))
    for line in reversed(lines):
        touched = () if line.verb == SHARE else [name for name in field.columns if name in line.fields]
        if not touched and line.verb != ADD:
            continue
        yield HeldValue(line, tuple(row.values()))
        row |= {name: line.fields[name][0] for name in touched}
