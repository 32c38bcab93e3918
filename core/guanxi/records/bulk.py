"""Changes of many records at once: one transaction, one journal head, refused whole where one record is out of reach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from guanxi.data.errors import NotFound
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.transaction import Transaction

MOST = 1000


def delete_many(actor: Actor, resource: Resource, ids: Iterable[int], **options: Any) -> Done:
    """Put the records `ids` (at most 1,000) into the bin as one change that is undone as one.

    Raises NotFound, and nothing is deleted, where one of them is out of the actor's reach.
    """
    wanted = sorted(set(ids))
    if len(wanted) > MOST:
        raise ValueError(f"at most {MOST} records go into one change")
    return _DeleteMany(resource.permission("delete"), _delete)(
        actor, resource=resource.name, ids=wanted, **options
    )


class _DeleteMany(Change):
    def _ref(self, tx: Transaction, value: Any, positional: tuple[Any, ...]) -> Ref | None:
        return None


def _delete(tx: Transaction, *, resource: str, ids: list[int]) -> None:
    composed = tx.host.resources[resource]
    missing = set(ids) - gate.rows_among(tx.actor, composed, ids, "delete")
    if missing:
        raise NotFound(resource, min(missing))
    for record_id in ids:
        record = gate.get(tx.actor, composed, record_id, "delete")
        tx.host.hooks.check("check_removal", tx=tx, resource=resource, record=record)
        tx.remove(record)
