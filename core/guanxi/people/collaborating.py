"""Collaborators: letting colleagues in to single records, up to a level and a day, never beyond what one holds oneself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.data.columns import from_ms, to_ms
from guanxi.data.database import rows
from guanxi.data.errors import Forbidden, InvalidValues, NotFound
from guanxi.data.messages import Message, translator
from guanxi.people.rights import compile_rights, roles_of
from guanxi.people.tables import User
from guanxi.records import gate
from guanxi.records.actor import Actor, Scope
from guanxi.records.change import Change, Done
from guanxi.records.presence import absent, let_in
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.share_limits import within
from guanxi.records.sharing import EDIT, MANAGE, VIEW
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
SHARE = "share"
MOST = 1000
LEVELS: dict[str, int] = {"view": VIEW, "edit": EDIT, "manage": MANAGE}
LEVEL_NAMES: dict[str, Message] = {
    "view": _("May read"),
    "edit": _("May edit"),
    "manage": _("May edit, delete and share"),
}
NAME_OF: dict[int, str] = {level: name for name, level in LEVELS.items()}
LAST_DAY = date(9999, 12, 30)


@dataclass(frozen=True, slots=True)
class Collaborator:
    """Who is let in to a record: user, level by name, the moment at which that ends (None: it does not)."""

    user: int
    level: str
    until: datetime | None

    def last_day(self, zone: str) -> date | None:
        """The last day on which the user is let in, in a reader's time zone."""
        if self.until is None:
            return None
        return (self.until - timedelta(milliseconds=1)).astimezone(ZoneInfo(zone)).date()


def collaborators(resource: Resource, record_id: int, now: datetime) -> list[Collaborator]:
    """Those who are let in to a record now, in the order in which they came; the record must have passed the gate."""
    if absent(let_in(Ref(resource.name, record_id))):
        return []
    found = rows(
        "SELECT user_id, level, until FROM collaborator WHERE kind = ? AND record_id = ?"
        " AND (until IS NULL OR until > ?) ORDER BY id",
        (resource.name, record_id, to_ms(now)),
    )
    return [
        Collaborator(user, NAME_OF.get(level, "view"), from_ms(end) if end else None)
        for user, level, end in found
    ]


def end_of(day: date | None, zone: str) -> datetime | None:
    """The moment at which the day ends in a time zone."""
    if day is None:
        return None
    if day > LAST_DAY:
        raise InvalidValues({"until": _("This day is too far away.")})
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def share(
    actor: Actor,
    resource: Resource,
    ids: Iterable[int],
    user: int,
    level: str,
    *,
    until: date | None = None,
    **options: Any,
) -> Done:
    """Let `user` into the records `ids` (at most 1,000) at `level` (view, edit, manage) through the day `until` of the actor's zone.

    One change that is undone as one; whoever is let in already gets the new level and day. Raises NotFound, and nothing is
    written, where one record is out of the actor's reach, InvalidValues for a user, level or day that cannot be.
    """
    return sharing(resource)(
        actor, resource=resource.name, ids=sorted(set(ids)), user=user, level=level, until=until, **options
    )


def sharing(resource: Resource) -> Change:
    """The change by which `share` lets somebody in, to be called within another one."""
    return _Sharing(resource.permission(SHARE), _share)


def end_share(actor: Actor, resource: Resource, record_id: int, user: int, **options: Any) -> Done:
    """Let `user` in no more; everybody may end his own share. Raises NotFound where there is none."""
    return _Ending(resource.permission(SHARE), _end)(
        actor, resource=resource.name, record_id=record_id, user=user, **options
    )


class _Sharing(Change):
    def _ref(self, tx: Transaction, value: Any, positional: tuple[Any, ...]) -> Ref | None:
        return value if isinstance(value, Ref) else None


class _Ending(_Sharing):
    """One's own share one ends without any permission."""

    def _permit(self, actor: Actor) -> None:
        return None


def _share(
    tx: Transaction, *, resource: str, ids: list[int], user: int, level: str, until: date | None
) -> Ref | None:
    composed = tx.host.resources[resource]
    if not composed.rows.shared:
        raise NotFound(resource)
    if not 0 < len(ids) <= MOST:
        raise InvalidValues({"id": _("Choose 1 to {n} records.").format(n=MOST)})
    end = end_of(until, tx.actor.zone)
    _refuse(_faults(tx, composed, user, level, end))
    missing = set(ids) - gate.rows_among(tx.actor, composed, ids, SHARE)
    if missing:
        raise NotFound(resource, min(missing))
    for record_id in ids:
        record = gate.get(tx.actor, composed, record_id, SHARE)
        if record.owner_id == user:
            if len(ids) == 1:
                raise InvalidValues({"user": _("The record belongs to this user already.")})
            continue
        within(tx.actor, composed, record, user, LEVELS[level], end)
        tx.share(record, user, LEVELS[level], None if end is None else to_ms(end))
    return Ref(resource, ids[0]) if len(ids) == 1 else None


def _end(tx: Transaction, *, resource: str, record_id: int, user: int) -> Ref:
    composed = tx.host.resources[resource]
    own = user == tx.actor.id and not tx.actor.system
    if not own and not tx.actor.may(composed.permission(SHARE)):
        raise Forbidden(composed.permission(SHARE))
    record = gate.get(tx.actor, composed, record_id, "view" if own else SHARE)
    if not tx.share(record, user, None):
        raise NotFound(resource, record_id)
    return Ref(resource, record.id)


# guard: share-with
def _faults(
    tx: Transaction, resource: Resource, user: int, level: str, end: datetime | None
) -> dict[str, Message]:
    found: dict[str, Message] = {}
    if level not in LEVELS:
        found["level"] = _("Choose what the colleague may do.")
    if end is not None and end <= tx.now:
        found["until"] = _("This day is past.")
    if not gate.rows_among(tx.actor, tx.host.resources["people.user"], (user,)):
        found["user"] = _("Choose a colleague.")
    elif User.get_or_none((User.id == user) & User.active & User.deleted_at.is_null()) is None:
        found["user"] = _("This user is not active.")
    elif not _may_view(tx.actor, resource, user):
        found["user"] = _("No role of this user lets him see {kind} at all.").format(kind=resource.label)
    return found


def _may_view(actor: Actor, resource: Resource, user: int) -> bool:
    return (
        compile_rights(roles_of(user), actor.host.permissions).scope(resource.permission("view")) > Scope.NONE
    )


def _refuse(errors: dict[str, Message]) -> None:
    if errors:
        raise InvalidValues(errors)
