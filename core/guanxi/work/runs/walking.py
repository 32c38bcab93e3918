"""Everything that a list shows, a part at a time, in an order that no record leaves by what is done to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery, Page, page
from guanxi.records.listing_sort import BadSort, offered, own_place, sort_of
from guanxi.records.listing_sums import count
from guanxi.records.resource import Resource
from guanxi.work.activities.next_due import NextDue, condition, is_told

AT_ONCE = 100


@dataclass(frozen=True)
class Whole:
    """Which list is meant: its resource, its filter, the only ids that it shows (None: no search), when the next activity is due."""

    resource: str
    filter: Any
    among: Collection[int] | None = None
    due: str = ""

    @classmethod
    def of(cls, wanted: Mapping[str, Any]) -> Whole:
        """The list out of the arguments of a job."""
        return cls(wanted["resource"], wanted["filter"], wanted["among"], wanted.get("due", ""))

    def arguments(self) -> dict[str, Any]:
        """The same as arguments of a job."""
        among = None if self.among is None else sorted(self.among)
        return {"resource": self.resource, "filter": self.filter, "among": among, "due": self.due}

    def number(self, actor: Actor, resource: Resource, cap: int | None = None) -> int:
        """How many records of it the actor sees now, counted up to `cap`."""
        return count(actor, self._listed(actor, resource), cap=cap).number

    def part(
        self, actor: Actor, resource: Resource, after: str | None, changing: Collection[str] = ()
    ) -> Page:
        """The next hundred behind `after`; fields that are `changing` meanwhile do not order them."""
        return page(actor, self._listed(actor, resource, after, changing))

    def _listed(
        self, actor: Actor, resource: Resource, after: str | None = None, changing: Collection[str] = ()
    ) -> ListQuery:
        today = actor.host.clock().astimezone(ZoneInfo(actor.zone)).date()
        among = None if self.among is None else tuple(self.among)
        if self.due and not is_told(actor, resource):
            among = ()  # he may no longer know what is due, so nothing is meant
        return ListQuery(
            resource,
            (),
            _steady(actor, resource, changing),
            self.filter,
            limit=AT_ONCE,
            after=after,
            among=among,
            also=condition(resource.name, today, NextDue(self.due)) if self.due else None,
        )


def mine(actor: Actor, resource: Resource, found: Page, action: str) -> tuple[list[int], int]:
    """The ids of a part with which the actor may do `action`, and how many are left."""
    ids = [row[0] for row in found.rows]
    allowed = gate.rows_among(actor, resource, ids, action)
    return sorted(allowed), len(ids) - len(allowed)


def _steady(actor: Actor, resource: Resource, changing: Collection[str]) -> str | None:
    """An order that no record leaves by being changed: not that of the latest change, nor of a field that changes."""
    for name, key in offered(resource).items():
        if key.place == own_place(resource) and key.column != "changed_at" and name not in changing:
            try:
                sort_of(actor, resource, name)
            except BadSort:  # hidden from him
                continue
            return name
    return None
