"""Rows that a run refused, kept or found equal, as they are kept; each reason is read in the language of whoever reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from guanxi.data.columns import storable
from guanxi.data.database import rows, run
from guanxi.data.formats import Format
from guanxi.data.many import insert_many
from guanxi.data.messages import Message, language
from guanxi.resources.imports.faults import Fault
from guanxi.resources.imports.reading import Row
from guanxi.work.notifications.packing import packed, unpacked

FAULT, KEPT, EQUAL = "fault", "kept", "equal"
LONGEST = 1000
_COLUMNS = ("run_id", "kind", "number", "line", "lettered", "position", "field", "value", "reason", "cells")


def add_faults(run_id: int, kind: str, faults: Iterable[Fault]) -> None:
    """Keep rows that were refused or kept, with their reasons."""
    found = [
        (
            run_id,
            kind,
            each.row.number,
            each.row.line,
            int(each.row.lettered),
            each.column,
            storable(str(each.field)),
            storable(each.value[:LONGEST]),
            _reason(each.reason),
            in_ascii(list(each.row.cells)),
        )
        for each in faults
    ]
    if found:
        insert_many("import_fault", _COLUMNS, found)


def faults_of(run_id: int, kind: str = FAULT, limit: int | None = None) -> list[Fault]:
    """The rows that were refused (or kept), in the order of the file, with reasons in the language in force."""
    sql = (
        "SELECT number, line, lettered, position, field, value, reason, cells FROM import_fault "
        "WHERE run_id = ? AND kind = ? ORDER BY line, id"
    )
    found = rows(f"{sql} LIMIT ?", (run_id, kind, limit)) if limit else rows(sql, (run_id, kind))
    return [
        Fault(
            Row(number, line, tuple(json.loads(cells)), bool(lettered)), name, value, _read(reason), position
        )
        for number, line, lettered, position, name, value, reason, cells in found
    ]


def forget_faults(run_id: int, kind: str) -> None:
    """Forget the rows that earlier work refused."""
    run("DELETE FROM import_fault WHERE run_id = ? AND kind = ?", (run_id, kind))


def in_ascii(value: Any) -> str:
    """As JSON in ASCII, which both databases keep whatever a file holds."""
    return json.dumps(value, separators=(",", ":"))


def _reason(reason: Message | str) -> str:
    """The sentence with its places; where one of these is of a kind that cannot be kept, as it reads now."""
    try:
        return in_ascii(packed(reason))
    except TypeError:
        return in_ascii(packed(str(reason)))


def _read(kept: str) -> str:
    """The sentence in the language in force; older runs kept it as they said it."""
    found: Any = None
    with suppress(ValueError):
        found = json.loads(kept)
    if not isinstance(found, dict) or "text" not in found:
        return kept
    return unpacked(found, Format.of(language()), {})
