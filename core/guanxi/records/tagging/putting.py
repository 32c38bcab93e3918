"""Putting tags on many records at once, and taking them off: one change that is undone as one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from guanxi.data.errors import InvalidValues, NotFound
from guanxi.data.messages import translator
from guanxi.data.ref import Ref
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.resource import Resource
from guanxi.records.standard import standard
from guanxi.records.tagging.side import FIELD
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
MOST = 1000


def put_tags(
    actor: Actor,
    resource: Resource,
    ids: Iterable[int],
    *,
    add: Collection[int] = (),
    remove: Collection[int] = (),
    **options: Any,
) -> Done:
    """Put the tags `add` on the records `ids` (at most 1,000) and take `remove` off; `options` are those of a change.

    Whoever may edit a record may do this. Raises NotFound, and nothing is written, where one record is out of the actor's
    reach, InvalidValues where a tag is not there or not for these records.
    """
    wanted = sorted(set(ids))
    if not 0 < len(wanted) <= MOST:
        raise InvalidValues({FIELD: _("Choose 1 to {n} records.").format(n=MOST)})
    return _Putting(resource.permission("edit"), _put)(
        actor, resource=resource.name, ids=wanted, add=sorted(set(add)), remove=sorted(set(remove)), **options
    )


class _Putting(Change):
    def _ref(self, tx: Transaction, value: Any, positional: tuple[Any, ...]) -> Ref | None:
        return None


def _put(tx: Transaction, *, resource: str, ids: list[int], add: list[int], remove: list[int]) -> int:
    """Write each record whose tags differ; returns how many did."""
    composed = tx.host.resources[resource]
    missing = set(ids) - gate.rows_among(tx.actor, composed, ids, "edit")
    if missing:
        raise NotFound(resource, min(missing))
    field = composed.by_name[FIELD]
    edit, written = standard(resource, "edit"), 0
    for record_id in ids:
        borne = {ref.id for ref in _borne(tx, composed, record_id)}
        wanted = (borne | set(add)) - set(remove)
        if wanted != borne:
            tx.call(edit, record_id, values={FIELD: field.parse(sorted(wanted))})
            written += 1
    return written


def _borne(tx: Transaction, resource: Resource, record_id: int) -> tuple[Ref, ...]:
    found = gate.values_of(resource, gate.get(tx.actor, resource, record_id, "edit"))[FIELD]
    return found or ()
