"""What plugins ask of a record for a card or a sum of their own: the newest entries about it, and what is open."""

from __future__ import annotations

from typing import Any

from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.timeline import Stream, read
from guanxi.work.activities import due


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
