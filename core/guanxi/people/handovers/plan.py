"""To whom things go: one person, or several by a rule; checked before anything moves, and counted without moving anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guanxi.data.errors import InvalidValues
from guanxi.data.messages import Message, translator
from guanxi.people.collaborating import SHARE
from guanxi.people.handovers.declaration import Owned, may_give, number_of, owned_kinds
from guanxi.people.handovers.held_shares import KEEP, PASS, SHARES, shares_held
from guanxi.people.handovers.reach import in_hand_over
from guanxi.people.handovers.resource import LONGEST_NOTE, handovers
from guanxi.people.resources import users
from guanxi.people.rights import compile_rights, roles_of
from guanxi.people.tables import User
from guanxi.records import gate
from guanxi.records.actor import Actor, Scope
from guanxi.records.listing import chunks, page
from guanxi.records.listing_sort import offered
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource

_ = translator("guanxi")
EVEN, ALPHABET = "even", "alphabet"
HOW: dict[str, Message | str] = {
    EVEN: _("In turn, so that each gets as many"),
    ALPHABET: _("By alphabet: the first part of each list to the first, and so on"),
}
MOST_PEOPLE, MOST_RECORDS, AT_ONCE = 20, 1000, 1000


@dataclass(frozen=True)
class Plan:
    """What goes to whom: `to` are ids of users; `kinds` names of resources (None: all); `records` the only ones (empty: all).

    `how` deals out among several; `shares` says what becomes of shares that the person holds.
    """

    to: tuple[int, ...] = ()
    how: str = EVEN
    kinds: tuple[str, ...] | None = None
    records: tuple[Ref, ...] = ()
    shares: str = PASS
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {**vars(self), "records": [ref.text for ref in self.records]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Plan:
        """As it was kept."""
        refs = tuple(ref for text in kept["records"] if (ref := Ref.read(text)))
        kinds = None if kept["kinds"] is None else tuple(kept["kinds"])
        return cls(tuple(kept["to"]), kept["how"], kinds, refs, kept["shares"], kept["note"])


@dataclass(frozen=True, slots=True)
class Item:
    """One record, or one share in it, and who gets it (None: a share that only ends)."""

    kind: str
    record_id: int
    is_share: bool
    to: int | None


@dataclass(frozen=True)
class Line:
    """One line of the checklist: how many records (or shares) there are, and how many of them the actor may give away."""

    kind: str
    label: str
    count: int
    may: int
    only: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Checklist:
    """What a person has: records by kind, and the shares that he holds."""

    records: tuple[Line, ...]
    shares: Line

    @property
    def count(self) -> int:
        """How much there is to hand over."""
        return self.shares.count + sum(line.count for line in self.records)


def checklist(actor: Actor, user: int) -> Checklist:
    """What `user` has, as far as the actor reaches it."""
    acting = in_hand_over(actor)
    lines = tuple(_line(acting, kind, user) for kind in owned_kinds(acting))
    held = sum(len(ids) for _resource, ids in shares_held(acting, user))
    may = sum(len(ids) for _resource, ids in shares_held(acting, user, SHARE))
    return Checklist(lines, Line(SHARE, str(_("Shares held")), held, may))


def _line(actor: Actor, kind: Owned, user: int) -> Line:
    may = number_of(actor, kind, user, "edit") if _may_move(actor, kind) else 0
    return Line(kind.resource.name, kind.label, number_of(actor, kind, user), may, kind.only)


def items(actor: Actor, user: int, plan: Plan) -> Iterator[Item]:
    """Everything that will move, in order, dealt out by the plan: records by kind and title, then shares."""
    acting, turn = in_hand_over(actor), 0
    for kind in owned_kinds(acting):
        ids = _ids(acting, kind, user, plan)
        for place, record_id in enumerate(ids):
            at = place * len(plan.to) // len(ids) if plan.how == ALPHABET else (turn + place) % len(plan.to)
            yield Item(kind.resource.name, record_id, False, plan.to[at])
        turn += len(ids)
    if plan.shares == KEEP or plan.records:
        return
    for resource, ids in shares_held(acting, user, SHARE):
        for record_id in ids:
            to = plan.to[turn % len(plan.to)] if plan.shares == PASS else None
            yield Item(resource.name, record_id, True, to)
            turn += 1


def preview(actor: Actor, user: int, plan: Plan) -> dict[int | None, Counter[str]]:
    """How many of each kind everybody would get (shares under ``share``); nothing is written."""
    found: dict[int | None, Counter[str]] = {each: Counter() for each in plan.to}
    for item in items(actor, user, plan):
        found.setdefault(item.to, Counter())[SHARE if item.is_share else item.kind] += 1
    return found


def still_owned(actor: Actor, kind: Owned, user: int, ids: Sequence[int]) -> Sequence[int]:
    """Those of `ids` (at most 1,000) that belong to `user` and that the actor may give away now."""
    if not ids or not _may_move(actor, kind):
        return ()
    return [row[0] for row in page(actor, kind.query(user, "edit", among=tuple(ids), limit=AT_ONCE)).rows]


def _ids(actor: Actor, kind: Owned, user: int, plan: Plan) -> Sequence[int]:
    """The records of a kind that the plan names and the actor may give away, by title where lists are sorted by it."""
    name = kind.resource.name
    if (plan.kinds is not None and name not in plan.kinds) or not _may_move(actor, kind):
        return ()
    among = tuple(ref.id for ref in plan.records if ref.kind == name) if plan.records else None
    sort = kind.resource.title if kind.resource.title in offered(kind.resource) else None
    if among is not None:
        return still_owned(actor, kind, user, among)
    _columns, parts = chunks(actor, kind.query(user, "edit", sort=sort, limit=AT_ONCE))
    return [row[0] for part in parts for row in part]


def _may_move(actor: Actor, kind: Owned) -> bool:
    writable = {field.name for field in gate.fields_for(actor, kind.resource, "edit")}
    return may_give(actor, kind.resource) and kind.owner in writable


def refuse_faults(actor: Actor, user: int, plan: Plan) -> None:
    """Raise InvalidValues where the plan cannot be followed: nobody to give to, somebody who could not work with what he gets."""
    found: dict[str, Message] = {}
    if plan.how not in HOW:
        found["how"] = _("Choose one of the ways.")
    if plan.shares not in SHARES:
        found["shares"] = _("Choose what becomes of the shares.")
    if len(plan.note) > LONGEST_NOTE:
        found["note"] = _("At most {n} characters.").format(n=LONGEST_NOTE)
    if len(plan.records) > MOST_RECORDS:
        found["records"] = _("At most {n} records can be named here.").format(n=MOST_RECORDS)
    known = {kind.resource.name: kind for kind in owned_kinds(in_hand_over(actor))}
    if unknown := [name for name in plan.kinds or () if name not in known]:
        found["kinds"] = _("There is nothing to hand over of the kind {kind}.").format(kind=unknown[0][:100])
    wanted = [kind for name, kind in known.items() if plan.kinds is None or name in plan.kinds]
    if fault := _fault_of_people(actor, user, plan.to, wanted):
        found["to"] = fault
    if found:
        raise InvalidValues(found)


def _fault_of_people(actor: Actor, user: int, to: Sequence[int], wanted: Sequence[Owned]) -> Message | None:
    if not to:
        return _("Choose who takes over.")
    if not len(set(to)) == len(to) <= MOST_PEOPLE:
        return _("Choose 1 to {n} people.").format(n=MOST_PEOPLE)
    if user in to:
        return _("Nobody hands over to himself.")
    if set(to) - gate.rows_among(actor, users, to):
        return _("This record does not exist, or you may not see it.")
    for each in to:
        person = User.get_or_none((User.id == each) & User.active & User.deleted_at.is_null())
        if person is None:
            return _("This user is not active.")
        if kind := _cannot_see(actor, each, [*(kind.resource for kind in wanted), handovers]):
            return _("No role of {name} lets him see {kind} at all.").format(
                name=person.name, kind=kind.label
            )
    return None


def _cannot_see(actor: Actor, user: int, resources: Sequence[Resource]) -> Resource | None:
    rights = compile_rights(roles_of(user), actor.host.permissions)
    return next((each for each in resources if rights.scope(each.permission("view")) == Scope.NONE), None)
