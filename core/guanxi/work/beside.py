"""What plugins ask of a record for a card or a sum of their own: the newest entries about it, and what is open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from guanxi.data.database import as_set, in_set, rows
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.timeline import Stream, read
from guanxi.work.activities import due
from guanxi.work.activities.tables import OPEN


def newest_entries(actor: Actor, resource: Resource, record: Ref, limit: int) -> list[Any]:
    """The newest `limit` entries of `resource` about `record`, as far as the actor sees them; empty where he sees none.

    The record itself must have passed the gate. What he sees of an entry's fields is for `fields_for` to say.
    """
    if not actor.may(resource.permission("view")):
        return []
    found = read(actor, [record], [Stream(resource.name)], {}, limit=limit).found
    known = {each.id: each for each in gate.records_among(actor, resource, [each.ref.id for each in found])}
    return [known[each.ref.id] for each in found if each.ref.id in known]


def open_activities(actor: Actor, record: Ref, limit: int) -> list[Any]:
    """The next `limit` open activities about `record` that the actor sees, the first due first."""
    return due.about(actor, record, limit)


def unplanned(actor: Actor, resource: Resource, ids: Iterable[int]) -> set[int]:
    """Those of the records that the actor sees of `resource` about which nothing is planned: no open activity; one statement.

    The records must have passed the gate. Who sees no activities is told of none that anything is planned.
    """
    wanted = set(ids)
    if due.activities_of(actor) is None or not wanted:
        return wanted
    sql = f"""SELECT DISTINCT record_id FROM about WHERE kind = ? AND {in_set("record_id")} AND entry_kind = ? AND topic = ?
              AND deleted_at IS NULL"""
    planned = rows(sql, (resource.name, as_set(wanted), due.NAME, OPEN))
    return wanted - {key for (key,) in planned}
