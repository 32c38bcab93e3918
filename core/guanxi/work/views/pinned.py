"""Which saved views somebody has pinned to the side bar, for himself alone, in the order in which he pinned them."""

from __future__ import annotations

from typing import Any

from guanxi.data.database import rows
from guanxi.data.errors import Forbidden, Refused
from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.transaction import Transaction
from guanxi.work.views.resource import pinned_views, views
from guanxi.work.views.seen import Seen, all_views, view_of
from guanxi.work.views.tables import PinnedView

_ = translator("guanxi")
MOST = 20
_ALL = "SELECT view_id FROM work_pinned_view WHERE owner_id = ? AND deleted_at IS NULL ORDER BY id"


def pinned(actor: Actor) -> list[Seen]:
    """The views that the actor has pinned and sees, of records that he may see at all."""
    keys = [key for (key,) in rows(_ALL, (actor.id,))]
    seen = {view.id: view for view in all_views(actor)} if keys else {}
    return [seen[key] for key in keys if key in seen and _open(actor, seen[key])]


def pin_view(actor: Actor, view: int, *, on: bool, **options: Any) -> Done:
    """Pin a view that the actor sees to his side bar, or take it off; raises Refused where as many as are kept stand there."""
    return _PIN(actor, view, on=on, **options)


def _open(actor: Actor, view: Seen) -> bool:
    resource = actor.host.resources.get(view.of)
    return resource is not None and actor.may(resource.permission("view"))


class _Pin(Change):
    """Whoever sees a view may pin it."""

    def _permit(self, actor: Actor) -> None:
        if not actor.may(views.permission("view")):
            raise Forbidden(views.permission("view"))


def _pinning(tx: Transaction, view: int, *, on: bool) -> PinnedView | None:
    seen, known = view_of(tx.actor, view), _kept(tx, view)
    if known is not None:
        if not on:
            tx.remove(known)
        return known
    if not on:
        return None
    if len(pinned(tx.actor)) >= MOST:
        raise Refused(_("{n} views are pinned already. Unpin one of them first."), n=MOST)
    made: PinnedView = tx.add(pinned_views, owner=tx.actor.id, of=seen.of, view=seen.id)
    return made


def _kept(tx: Transaction, view: int) -> PinnedView | None:
    mine = (PinnedView.owner_id == tx.actor.id) & (PinnedView.view_id == view)
    found: PinnedView | None = PinnedView.get_or_none(mine & PinnedView.deleted_at.is_null())
    return found


_PIN = _Pin("work.view.pin", _pinning)
