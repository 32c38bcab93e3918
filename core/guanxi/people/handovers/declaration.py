"""What goes along when a person hands over: by default all records of which somebody is the owner; a plugin may say more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from guanxi.data.messages import Message
from guanxi.records.actor import Actor
from guanxi.records.gate import searchable_fields
from guanxi.records.listing import ListQuery
from guanxi.records.listing_sums import count
from guanxi.records.resource import Resource


@dataclass(frozen=True, eq=False)
class HandOver:
    """Which records of a resource go to somebody else when their owner hands over; list it in `mount`.

    Without it all records of a resource go along whose owner can be edited, but not entries (what is *about* other records):
    who wrote them stays their author. `only` narrows them, in the notation of filters (what is done stays whose it was);
    `kept` lets all of them stay. `label` is how the checklist calls them.

    >>> HandOver(tickets, only={"field": "state", "op": "in", "value": ["new", "working"]})  # doctest: +SKIP
    """

    resource: Resource
    only: Mapping[str, Any] | None = field(default=None, hash=False)
    kept: bool = False
    label: Message | None = None

    def problems(self, plugin: str) -> Iterator[str]:
        """A resource without an owner; a filter by a field that the resource does not have."""
        if not self.resource.rows.own:
            yield f"the hand-over of {self.resource.name}: its records have no owner (Rows(own=…))"
        name = (self.only or {}).get("field")
        if name and name not in self.resource.by_name:
            yield f"the hand-over of {self.resource.name} names the field {name!r}, which it does not have"


@dataclass(frozen=True, eq=False)
class Owned:
    """A kind of record that can be handed over, as the actor reaches it."""

    resource: Resource
    label: str
    only: Mapping[str, Any] | None = None

    @property
    def owner(self) -> str:
        """The name of the field that holds the owner."""
        return str(self.resource.rows.own)

    def query(self, user: int, action: str = "view", **more: Any) -> ListQuery:
        """The list of what `user` has of this kind, by title."""
        own = {"field": self.owner, "op": "eq", "value": user}
        asked = [own, *([self.only] if self.only else [])]
        return ListQuery(self.resource, columns=(), filter=asked, action=action, **more)


def owned_kinds(actor: Actor) -> tuple[Owned, ...]:
    """The kinds of records that can be handed over and whose owner the actor sees, in the order in which they were mounted."""
    declared = {item.resource.name: item for item in actor.host.items if isinstance(item, HandOver)}
    found = []
    for name, resource in actor.host.resources.items():
        own = resource.rows.own
        said = declared.get(name)
        if (
            not own
            or not actor.may(resource.permission("view"))
            or own not in searchable_fields(actor, resource)
        ):
            continue
        if said is None and (resource.rows.about or resource.by_name[own].read_only):
            continue
        if said is None or not said.kept:
            label = said.label if said and said.label else resource.label
            found.append(Owned(resource, str(label), said.only if said else None))
    return tuple(found)


def number_of(actor: Actor, kind: Owned, user: int, action: str = "view") -> int:
    """How many records of the kind `user` has that the actor sees, or on which he may do `action`."""
    return count(actor, kind.query(user, action), None).number


def may_give(actor: Actor, resource: Resource) -> bool:
    """Tell whether the actor may give records of a resource to somebody else at all."""
    return actor.may(resource.permission("assign")) and actor.may(resource.permission("edit"))
