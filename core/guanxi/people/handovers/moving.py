"""The changes of a hand-over: a part of it moves, the new owners are told, they confirm, or all is taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from guanxi.data.errors import NotFound, Problem, Refused
from guanxi.data.messages import Message, translator
from guanxi.people.handovers.declaration import owned_kinds
from guanxi.people.handovers.held_shares import pass_on
from guanxi.people.handovers.plan import Item, still_owned
from guanxi.people.handovers.reach import in_hand_over
from guanxi.people.handovers.resource import (
    CONFIRM,
    CONFIRMED,
    HAND_OVER,
    PENDING,
    TAKEN_BACK,
    handovers,
)
from guanxi.people.handovers.tables import Handover
from guanxi.people.resources import users
from guanxi.people.tables import User
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.ref import Ref
from guanxi.records.standard import standard
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
NOTICE = "host.handover"
NOT_HIS = _("It belongs to somebody else by now, is done or deleted, or you may not give it away.")


def move(
    actor: Actor, user: int, part: Sequence[Item], *, batch: str, reason: str
) -> list[Message | str | None]:
    """Give a part of what `user` has to its new owners, as one change of `batch`; for each item why it stayed, or None."""
    rows = [[each.kind, each.record_id, each.is_share, each.to] for each in part]
    done: Done = _move(in_hand_over(actor), user, items=rows, batch=batch, reason=reason)
    found: list[Message | str | None] = done.value
    return found


class _Handing(Change):
    def _ref(self, tx: Transaction, value: Any, positional: tuple[Any, ...]) -> Ref | None:
        return Ref(users.name, int(positional[0]))


def _move_items(tx: Transaction, user: User, *, items: list[list[Any]]) -> list[Message | str | None]:
    part = [Item(*each) for each in items]
    owned = _still_owned(tx.actor, user.id, part)
    return [_moved(tx, user.id, each, owned) for each in part]


def _still_owned(actor: Actor, user: int, part: Sequence[Item]) -> set[tuple[str, int]]:
    """The records of a part that belong to the user as before; one statement a kind."""
    ids: dict[str, list[int]] = defaultdict(list)
    for each in part:
        if not each.is_share:
            ids[each.kind].append(each.record_id)
    known = {kind.resource.name: kind for kind in owned_kinds(actor)}
    return {
        (name, key)
        for name, wanted in ids.items()
        if name in known
        for key in still_owned(actor, known[name], user, wanted)
    }


def _moved(tx: Transaction, user: int, item: Item, owned: set[tuple[str, int]]) -> Message | str | None:
    resource = tx.host.resources.get(item.kind)
    if resource is None or not (item.is_share or (item.kind, item.record_id) in owned):
        return NOT_HIS
    try:
        with tx.attempt():
            if item.is_share:
                pass_on(tx, resource, item.record_id, user, item.to)
            else:
                edit = standard(resource.name, "edit")
                tx.call(edit, item.record_id, values={str(resource.rows.own): item.to})
    except NotFound:
        return NOT_HIS
    except Problem as refused:
        return refused.message
    return None


def announce(actor: Actor, user: int, run: int, given: dict[int, int], note: str) -> Done:
    """Write down what each new owner got, and tell each once, with the open matters."""
    return _announce(actor, user, run=run, given=[list(each) for each in sorted(given.items())], note=note)


def _tell_new_owners(tx: Transaction, user: User, *, run: int, given: list[list[int]], note: str) -> None:
    for owner, count in given:
        made = tx.add(
            handovers,
            name=user.name,
            owner=owner,
            records=count,
            state=PENDING,
            open_matters=note or None,
            former=user.id,
            run_number=run,
        )
        tx.notify(owner, _told(user, count, note), about=Ref(handovers.name, made.id), kind=NOTICE)


def _told(user: User, count: int, note: str) -> Message:
    if note:
        return _(
            "You take over {n} records of {name}. Please look through them and confirm. Open matters: {note}"
        ).format(n=count, name=user.name, note=note[:300])
    return _("You take over {n} records of {name}. Please look through them and confirm.").format(
        n=count, name=user.name
    )


def take_back(actor: Actor, user: int, run: int) -> Done:
    """Mark what the new owners got in a run as taken back, and tell them."""
    return _take_back(actor, user, run=run)


def _mark_taken_back(tx: Transaction, user: User, *, run: int) -> None:
    for each in Handover.select().where((Handover.run_number == run) & Handover.deleted_at.is_null()):
        if each.state != TAKEN_BACK:
            tx.set(each, state=TAKEN_BACK)
            text = _("The hand-over of the records of {name} was taken back.").format(name=user.name)
            tx.notify(int(each.owner_id or 0), text, about=Ref(handovers.name, each.id), kind=NOTICE)


def confirm(actor: Actor, handover: int, **options: Any) -> Done:
    """Confirm what one took over; who handed it over is told. Only the new owner may; raises NotFound, Refused."""
    return _CONFIRM(actor, handover, **options)


class _Confirming(Change):
    """One's own hand-over one confirms without any permission."""

    def _permit(self, actor: Actor) -> None:
        return None

    def _record(self, actor: Actor, positional: tuple[Any, ...]) -> tuple[Any, ...]:
        record = gate.get(actor, handovers, positional[0])
        if record.owner_id != actor.id or actor.system:
            raise NotFound(handovers.name, positional[0])
        return (record,)


def _confirm(tx: Transaction, record: Handover) -> Handover:
    if record.state != PENDING:
        raise Refused(_("This hand-over is confirmed or taken back already."))
    tx.set(record, state=CONFIRMED, confirmed_at=tx.now)
    if record.created_by:
        text = _("{who} has confirmed taking over the records of {name}.").format(
            who=tx.actor.name, name=record.name
        )
        tx.notify(record.created_by, text, about=Ref(handovers.name, record.id), kind=NOTICE)
    return record


_move = _Handing(HAND_OVER, _move_items, users)
_announce = _Handing(HAND_OVER, _tell_new_owners, users)
_take_back = _Handing(HAND_OVER, _mark_taken_back, users)
_CONFIRM = _Confirming(CONFIRM, _confirm)
