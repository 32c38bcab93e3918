"""Deals that are in their stage for longer than its limit: told in lists, proposed for closing after a month more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from guanxi.api import (
    Actor,
    Computed,
    DayEntry,
    DayPart,
    Message,
    Quick,
    Ref,
    Scope,
    columns_among,
    fields_for,
    translator,
    visible,
)
from guanxi_sales.choices import OPEN, PROPOSED_AFTER
from guanxi_sales.deals import deals
from guanxi_sales.faces import today_of
from guanxi_sales.models import Deal

_ = translator("guanxi_sales")
IS_OPEN = {"field": "state", "op": "eq", "value": OPEN}
DONE_WITH_IT = ("lose", "keep")
"""What is offered beside a deal that is proposed for closing."""


def _stale(actor: Actor) -> dict[str, Any]:
    return {"and": [IS_OPEN, {"field": "stale_on", "op": "lt", "value": today_of(actor).isoformat()}]}


def _proposed(actor: Actor) -> dict[str, Any]:
    last = today_of(actor) - timedelta(days=PROPOSED_AFTER)
    return {"and": [IS_OPEN, {"field": "stale_on", "op": "lte", "value": last.isoformat()}]}


QUICK = (
    Quick("stale", _("Stale"), _stale),
    Quick("to_close", _("Propose to close"), _proposed),
)


def days_over(deal: Deal, actor: Actor) -> int:
    """For how many days an open deal has been in its stage beyond the limit; 0 where it is not."""
    if deal.state != OPEN or deal.stale_on is None:
        return 0
    over: int = (today_of(actor) - deal.stale_on).days
    return max(0, over)


def _texts(actor: Actor, ids: Sequence[int]) -> Mapping[int, tuple[Message, str]]:
    if not {"state", "stale_on"} <= _seen(actor):
        return {}
    today = today_of(actor)
    read = columns_among(actor, deals, ids, ("state", "stale_on"))
    return {
        id: badge((today - date.fromisoformat(day)).days)
        for id, state, day in read
        if state == OPEN and day is not None and day < today.isoformat()
    }


def badge(days: int) -> tuple[Message, str]:
    """How long a deal is stale, as a badge: red from when it is proposed for closing."""
    text = _("1 day", "{n} days", n=days)
    return text, "red" if days >= PROPOSED_AFTER else "amber"


stale_column = Computed("stale", _("Stale for"), _texts)


def to_close(actor: Actor, most: int) -> list[DayPart]:
    """The deals that are proposed for closing: one's own, and those of the teams whose deals one may edit."""
    if not {"state", "stale_on", "owner"} <= _seen(actor):
        return []
    last = today_of(actor) - timedelta(days=PROPOSED_AFTER)
    every = visible(actor, deals).where(Deal.state == OPEN, Deal.stale_on <= last)
    found = [_part(actor, every.where(Deal.owner_id == actor.id), _("Propose to close"), most)]
    if actor.scope(deals.permission("edit")) >= Scope.TEAM:
        others = every.where((Deal.owner_id != actor.id) | Deal.owner_id.is_null())
        found.append(_part(actor, others, _("Propose to close in my teams"), most))
    return [part for part in found if part.entries]


def _part(actor: Actor, query: Any, label: Message, most: int) -> DayPart:
    first = query.order_by(Deal.stale_on, Deal.id).limit(most + 1)
    found, today = list(first.select(Deal.id, Deal.stale_on).tuples()), today_of(actor)
    entries = [
        DayEntry(Ref(deals.name, key), (_why((today - day).days),), DONE_WITH_IT) for key, day in found[:most]
    ]
    return DayPart(label, entries, f"/{deals.path}/?quick=to_close", len(found) > most)


def _why(days: int) -> Message:
    return _("1 day over the limit of its stage", "{n} days over the limit of its stage", n=days)


def _seen(actor: Actor) -> set[str]:
    if not actor.may(deals.permission("view")):
        return set()
    return {field.name for field in fields_for(actor, deals)}
