"""The same values for many records: looked at first, then one change; records that refuse them are left out and named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from peewee import IntegrityError

from guanxi.data.errors import Problem
from guanxi.data.messages import Message
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.bulk import MOST
from guanxi.records.change import Change, Done
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.standard import standard
from guanxi.records.transaction import Transaction
from guanxi.records.uniqueness import explain


@dataclass
class Outcome:
    """How many records change and how many have the values already; ids that are not permitted, and why others refuse."""

    changed: int = 0
    same: int = 0
    forbidden: list[int] = field(default_factory=list)
    refused: list[tuple[int, Message | str]] = field(default_factory=list)


class _Looked(Exception):
    """Ends a change that was only tried, so that nothing of it stays."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def look_at(actor: Actor, resource: Resource, ids: Iterable[int], values: Mapping[str, Any]) -> Outcome:
    """What `edit_many` would do: the same change with every check, taken back before it ends."""
    try:
        _EditMany(resource.permission("edit"), _try)(actor, **_arguments(resource, ids, values))
    except _Looked as looked:
        return looked.outcome
    raise AssertionError("a change that is tried does not end")


def edit_many(
    actor: Actor, resource: Resource, ids: Iterable[int], values: Mapping[str, Any], **options: Any
) -> Done:
    """Give `values` to those of the records `ids` (at most 1,000) that the actor may edit and that accept them.

    One change, undone as one; its value is the Outcome. `options` are those of a change.
    """
    return _EditMany(resource.permission("edit"), _edit)(
        actor, **_arguments(resource, ids, values), **options
    )


def _arguments(resource: Resource, ids: Iterable[int], values: Mapping[str, Any]) -> dict[str, Any]:
    wanted = sorted(set(ids))
    if len(wanted) > MOST:
        raise ValueError(f"at most {MOST} records go into one change")
    return {"resource": resource.name, "ids": wanted, "values": dict(values)}


class _EditMany(Change):
    def _ref(self, tx: Transaction, value: Any, positional: tuple[Any, ...]) -> Ref | None:
        return None


def _try(tx: Transaction, **arguments: Any) -> None:
    raise _Looked(_edit(tx, **arguments))


def _edit(tx: Transaction, *, resource: str, ids: list[int], values: dict[str, Any]) -> Outcome:
    composed, found = tx.host.resources[resource], Outcome()
    mine, change = gate.rows_among(tx.actor, composed, ids, "edit"), standard(resource, "edit")
    found.forbidden = [each for each in ids if each not in mine]
    for each in sorted(mine):
        stored = gate.values_of(composed, gate.get(tx.actor, composed, each, "edit"))
        if all(stored.get(name) == value for name, value in values.items()):
            found.same += 1
            continue
        try:
            with tx.attempt():
                tx.call(change, each, values=values)
            found.changed += 1
        except Problem as no:
            found.refused.append((each, next(iter(no.errors.values()), no.message)))
        except IntegrityError as no:
            found.refused.append((each, explain(no, tx.host).message))
    return found
