"""How far somebody may let others in to a record: never further or longer than he is let in himself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from guanxi.data.columns import to_ms
from guanxi.data.database import row
from guanxi.data.errors import InvalidValues
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.rowset import row_set
from guanxi.records.rule_sql import condition
from guanxi.records.sharing import EDIT, MANAGE

_ = translator("guanxi")
SHARE = "share"


# guard: share-within
def within(
    actor: Actor, resource: Resource, record: Any, user: int, level: int, end: datetime | None
) -> None:
    """Refuse to let somebody in further or longer than the actor is himself; a share of his own he does not widen."""
    for needed, action in ((EDIT, "edit"), (MANAGE, "delete")):
        permitted = actor.may(resource.permission(action)) and gate.may_do(actor, resource, record, action)
        if level >= needed and not permitted:
            raise InvalidValues({"level": _("You may not do this with the record yourself.")})
    if actor.system or reaches_without_share(actor, resource, record.id):
        return
    own = row(
        "SELECT until FROM collaborator WHERE kind = ? AND record_id = ? AND user_id = ?",
        (resource.name, record.id, actor.id),
    )
    limit = own[0] if own else 0
    if limit is not None and (end is None or to_ms(end) > limit):
        raise InvalidValues({"until": _("You are let in only until an earlier day yourself.")})
    if user == actor.id:
        raise InvalidValues({"user": _("You cannot widen what you were let in to.")})


def reaches_without_share(actor: Actor, resource: Resource, record_id: int) -> bool:
    """Tell whether owner, team or scope let the actor share the record, whatever was shared with him."""
    reached = replace(row_set(actor, resource, SHARE), shared=None)
    if reached.nothing:
        return False
    rule = condition(resource, reached, "r")
    also = f" AND {rule.sql}" if rule.sql else ""
    table = resource.model._meta.table_name
    return row(f'SELECT 1 FROM "{table}" r WHERE r.id = ?{also}', (record_id, *rule.params)) is not None
