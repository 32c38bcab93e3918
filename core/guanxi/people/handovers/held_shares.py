"""The shares of a person who hands over: what others let him in to, which ends or goes on to the new owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guanxi.data.columns import from_ms, to_ms
from guanxi.data.database import rows
from guanxi.data.errors import NotFound
from guanxi.data.messages import Message, translator
from guanxi.people.collaborating import SHARE
from guanxi.records import gate, shares
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.share_limits import within
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
PASS, END, KEEP = "pass", "end", "keep"
SHARES: dict[str, Message | str] = {
    PASS: _("Go to the new owner"),
    END: _("End"),
    KEEP: _("Stay as they are"),
}


def shares_held(actor: Actor, user: int, action: str = "view") -> Iterator[tuple[Resource, list[int]]]:
    """The records into which `user` is let in, by kind, as far as the actor sees them or may do `action` to them."""
    now = to_ms(actor.host.clock())
    for resource in _shared(actor):
        found = rows(
            "SELECT record_id FROM collaborator WHERE user_id = ? AND kind = ? AND (until IS NULL OR until > ?)"
            " AND deleted_at IS NULL ORDER BY record_id",
            (user, resource.name, now),
        )
        ids = gate.rows_among(actor, resource, [key for (key,) in found], action)
        if ids and (action == "view" or actor.may(resource.permission(action))):
            yield resource, sorted(ids)


def shares_given(actor: Actor, user: int) -> int:
    """How many shares `user` has given to others in records that the actor sees; they hang on the records and stay."""
    return sum(
        len(gate.rows_among(actor, resource, {key}))
        for resource in _shared(actor)
        for (key,) in rows(
            "SELECT record_id FROM collaborator WHERE kind = ? AND created_by = ? AND user_id <> ?",
            (resource.name, user, user),
        )
    )


def pass_on(tx: Transaction, resource: Resource, record_id: int, user: int, to: int | None) -> None:
    """End the share of `user` in a record and let `to` in as far, unless he reaches further already.

    Raises NotFound where the share, the record or the right to share it is not there (any more).
    """
    if not tx.actor.may(resource.permission(SHARE)):
        raise NotFound(resource.name, record_id)
    record = gate.get(tx.actor, resource, record_id, SHARE)
    held = shares.shared_with(resource, record_id, user)
    if held is None:
        raise NotFound(resource.name, record_id)
    level, end = held
    if (
        to is not None
        and record.owner_id != to
        and not _reaches(shares.shared_with(resource, record_id, to), held)
    ):
        within(tx.actor, resource, record, to, level, from_ms(end) if end else None)
        tx.share(record, to, level, end)
    tx.share(record, user, None)


def _reaches(present: tuple[int, int | None] | None, wanted: tuple[int, int | None]) -> bool:
    """Tell whether a share lets in as far and as long as another."""
    if present is None or present[0] < wanted[0]:
        return False
    return present[1] is None or (wanted[1] is not None and present[1] >= wanted[1])


def _shared(actor: Actor) -> Iterable[Resource]:
    known = actor.host.resources.values()
    return [each for each in known if each.rows.shared and actor.may(each.permission("view"))]
