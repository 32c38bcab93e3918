"""Who owned a record at a moment, read from the journal: so that figures of the past stay with whom they belong to."""

from __future__ import annotations

import json
from datetime import datetime

from guanxi.data.columns import to_ms
from guanxi.data.database import row, rows
from guanxi.records.host import Host
from guanxi.records.ref import Ref
from guanxi.records.rowset import link_column


def owner_at(host: Host, record: Ref, moment: datetime) -> int | None:
    """The id of the user who owned `record` at `moment` (aware); None where nobody did, or there is no such record.

    `host` is that of an actor. The journal keeps each change of owner with its time, hand-overs and their reverts too; what was written
    at `moment` itself counts. Before the record was created its first owner is named. Nothing is asked of the gate: read the
    record through it first.
    """
    resource = host.resources[record.kind]
    if resource.rows.own is None:
        return None
    column = link_column(resource, resource.rows.own)
    steps = [
        (at, json.loads(fields)[column])
        for at, fields in rows(
            "SELECT at, fields FROM change_line WHERE kind = ? AND record_id = ? AND fields LIKE ? ORDER BY id",
            (record.kind, record.id, f'%"{column}"%'),
        )
        if column in json.loads(fields)
    ]
    before = [new for at, (_old, new) in steps if at <= to_ms(moment)]
    if before:
        return _user(before[-1])
    if steps:
        old, new = steps[0][1]
        return _user(new if old is None else old)
    now = row(f'SELECT "{column}" FROM "{resource.model._meta.table_name}" WHERE id = ?', (record.id,))
    return _user(now[0]) if now else None


def _user(value: object) -> int | None:
    return value if isinstance(value, int) else None
