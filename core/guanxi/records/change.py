"""A change: a named, permitted function that runs in one transaction, by one actor, for one reason, with its journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peewee import IntegrityError, OperationalError

from guanxi.data.columns import RecordTable
from guanxi.data.database import write_transaction
from guanxi.data.errors import Forbidden, Refused
from guanxi.data.messages import translator
from guanxi.records import gate, journal
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.transaction import Stale, Transaction
from guanxi.records.uniqueness import explain

_ = translator("guanxi")
ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Done:
    """What a change left: its id in the journal (0 where nothing differed), the record, and whether it was a repetition."""

    change: int
    ref: Ref | None
    value: Any = None
    repeated: bool = False


@dataclass(frozen=True)
class Change:
    """A function that writes. Called as ``close_deal(actor, deal_id, …)``; `name` is its permission.

    `on` is the resource whose record the function takes after `tx`; the record is read through the gate for the action
    that `name` ends in, or to edit it where the change is another plugin's than the record. `new` marks a change that
    starts without a record (a creation).
    """

    name: str
    function: Callable[..., Any]
    on: Resource | None = None
    new: bool = False

    def __call__(
        self,
        actor: Actor,
        *positional: Any,
        version: int | None = None,
        key: str | None = None,
        reason: str | None = None,
        batch: str | None = None,
        **arguments: Any,
    ) -> Done:
        """Run in a transaction of its own and return Done.

        `version` is the record's version the caller saw, `key` makes a repetition return the first result, `batch` ties
        this change to others that are undone as one. Raises Forbidden, NotFound, Refused, InvalidValues, Conflict,
        KeyReused; nothing is written then.
        """
        self._permit(actor)
        digest = journal.digest_of([self.name, positional, arguments, version]) if key else None
        for _attempt in range(ATTEMPTS):
            tx = Transaction(actor, self.name, reason=reason, expected=version, batch=batch)
            tx.key, tx.digest = key, digest
            try:
                return self._once(tx, positional, arguments)
            except (Stale, OperationalError) as moved:
                if not _is_passing(moved):
                    raise
            except IntegrityError as refused:
                if not (key and journal.repeated(actor.id, key, digest or "")):
                    raise explain(refused, actor.host) from refused
        raise Refused(_("Too many people are changing this record at the moment. Please try again."))

    def run_in(self, tx: Transaction, *positional: Any, **arguments: Any) -> Any:
        """Run as part of another change: its transaction, its actor, its journal head; the permission is this change's own."""
        self._permit(tx.actor)
        return self.function(tx, *self._record(tx.actor, positional), **arguments)

    def _once(self, tx: Transaction, positional: tuple[Any, ...], arguments: dict[str, Any]) -> Done:
        with write_transaction():
            if tx.key and (before := journal.repeated(tx.actor.id, tx.key, tx.digest or "")):
                return Done(before[0], before[1], repeated=True)
            given = self._record(tx.actor, positional)
            tx.subject = next((each for each in given if isinstance(each, RecordTable)), None)
            value = self.function(tx, *given, **arguments)
            ref = self._ref(tx, value, positional)
            tx.finish(ref)
            return Done(tx.change_id, ref, value)

    def _permit(self, actor: Actor) -> None:
        if not actor.may(self.name):
            raise Forbidden(self.name)

    def _record(self, actor: Actor, positional: tuple[Any, ...]) -> tuple[Any, ...]:
        if self.on is None or self.new:
            return positional
        record_id, *rest = positional
        resource = actor.host.resources.get(self.on.name, self.on)
        action = self.name.rpartition(".")[2]
        if self.name != resource.permission(action):
            action = "edit"
        return (gate.get(actor, resource, record_id, action), *rest)

    def _ref(self, tx: Transaction, value: Any, positional: tuple[Any, ...]) -> Ref | None:
        model = type(value)
        if hasattr(model, "_meta"):
            return Ref(tx.host.resource_of(model).name, value.id)
        if self.on is not None and not self.new:
            return Ref(self.on.name, int(positional[0]))
        return None


def change(
    name: str, *, on: Resource | None = None, new: bool = False
) -> Callable[[Callable[..., Any]], Change]:
    """Make a function a change; `name` is its permission, such as ``sales.deal.close``."""

    def make(function: Callable[..., Any]) -> Change:
        return Change(name, function, on, new)

    return make


def _is_passing(error: Exception) -> bool:
    """A moved record or a deadlock passes when the whole change is run again; anything else does not."""
    return isinstance(error, Stale) or "deadlock" in str(error) or "serialize" in str(error)
