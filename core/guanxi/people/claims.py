"""Who shall have a customer that somebody looked up: asked of those who may decide, decided by one of them, answered to the asker."""

from __future__ import annotations

from typing import Any

from guanxi.data.errors import InvalidValues, NotFound, Problem, Refused
from guanxi.data.fields import Choice, DateTime, Integer, Link, LongText, Text
from guanxi.data.messages import Message, translator
from guanxi.people.collaborating import SHARE, sharing
from guanxi.people.deciders import ASSIGN
from guanxi.people.escalation import ADMINISTER
from guanxi.people.privacy_tables import Claim
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource, Rows
from guanxi.records.standard import standard
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
DECIDE = "people.claim.decide"
ASKED, DECIDED = "host.claim", "host.claim_decided"
OPEN, GIVEN, LET_IN, KEPT = "open", "given", "let_in", "kept"
LONGEST_ANSWER = 300
STATES: dict[str, Message] = {
    OPEN: _("Not decided yet"),
    GIVEN: _("Given to who asked"),
    LET_IN: _("Let in as co-worker"),
    KEPT: _("Stays with the owner"),
}
DECISIONS: dict[str, Message] = {
    GIVEN: _("Give the customer to who asks"),
    LET_IN: _("Let who asks in as co-worker, who may edit"),
    KEPT: _("Leave all as it is"),
}


def _asked_of(actor: Actor, model: type[Any]) -> Any:
    """Who administers users reads all of them, everybody else what is asked of himself; not who asks: they name the record."""
    return None if actor.may(ADMINISTER) else model.owner_id == actor.id


def _only_by_asking(tx: Transaction, verb: str, record: object, columns: object) -> None:
    if tx.name not in ("host.lookup.look", DECIDE):
        raise Refused(_("This is written by asking and by deciding alone."))


claims = Resource(
    Claim,
    label=_("Decisions asked for"),
    label_one=_("Decision asked for"),
    title="name",
    order=["-created_at"],
    icon="scale",
    fields=[
        Text("name", label=_("Who asks"), max=100, read_only=True),
        Text("asked", label=_("Looked for"), max=100, read_only=True),
        LongText("why", label=_("Why"), max=LONGEST_ANSWER, read_only=True),
        Choice("state", STATES, label=_("State"), read_only=True, filter=True),
        LongText("answer", label=_("Answer"), max=LONGEST_ANSWER, read_only=True),
        DateTime("created_at", label=_("Asked at"), read_only=True, filter=True),
        DateTime("decided_at", label=_("Decided at"), read_only=True),
        Link("decided_by", "people.user", label=_("Decided by"), read_only=True, back=None),
        Link("asker", "people.user", label=_("User who asks"), read_only=True, back=None),
        Link("owner", "people.user", label=_("Who decides"), read_only=True, back=None),
        Text("kind", label=_("Kind of record"), read_only=True),
        Integer("lookup_number", label=_("Number of the lookup"), read_only=True, grouped=False),
        Integer("record_id", label=_("Number of the record"), read_only=True, grouped=False),
    ],
    rows=Rows(own="owner", everyone=True, where=_asked_of),
    on_write=_only_by_asking,
    tells=(),
)


def put_to(tx: Transaction, user: int, about: Ref, *, lookup: int, asked: str, note: str) -> None:
    """Ask one of those who may decide about a record, in the transaction of whoever asks."""
    made = tx.add(
        claims,
        name=tx.actor.name,
        owner=user,
        asker=tx.actor.id,
        lookup_number=lookup,
        asked=asked,
        kind=about.kind,
        record_id=about.id,
        why=note or None,
        state=OPEN,
    )
    tx.notify(user, _question(tx.actor.name, about, note), about=Ref(claims.name, made.id), kind=ASKED)


def decide(actor: Actor, claim: int, decision: str, answer: str = "", **options: Any) -> Done:
    """Decide for all who were asked: `decision` is "given", "let_in" or "kept"; who asked is told, with the `answer`.

    Raises NotFound for what is not asked of the actor, InvalidValues for what he may not do with the record, Refused where it is
    decided already.
    """
    words = " ".join(answer.split())[:LONGEST_ANSWER]
    return _DECIDE(actor, claim, decision=decision, answer=words, **options)


# guard: claim-decisions
def open_to(actor: Actor, claim: Claim) -> tuple[str, ...]:
    """What the actor may decide: to give what he may assign, to let in where he may share, to leave what he sees."""
    resource = actor.host.resources.get(claim.kind)
    if resource is None or not gate.rows_among(actor, resource, (claim.record_id,)):
        return ()
    needed = {GIVEN: (ASSIGN, "edit"), LET_IN: (SHARE,) if resource.rows.shared else ("",), KEPT: ("view",)}
    return tuple(
        decision
        for decision, actions in needed.items()
        if all(gate.rows_among(actor, resource, (claim.record_id,), each) for each in actions)
    )


def _decide(tx: Transaction, claim: Claim, *, decision: str, answer: str) -> Claim:
    if claim.state != OPEN:
        raise Refused(_("This is decided already."))
    if decision not in DECISIONS:
        raise InvalidValues({"decision": _("Choose what shall happen.")})
    if decision not in open_to(tx.actor, claim):
        raise InvalidValues({"decision": _("You may not do this with the record.")})
    try:
        _carry_out(tx, claim, decision)
    except InvalidValues as wrong:
        raise InvalidValues({"decision": next(iter(wrong.errors.values()))}) from wrong
    except Problem as wrong:
        raise Refused(wrong.message) from wrong
    same = (Claim.lookup_number == claim.lookup_number) & (Claim.kind == claim.kind)
    for each in Claim.select().where(same, Claim.record_id == claim.record_id, Claim.state == OPEN):
        told = {"state": decision, "answer": answer or None, "decided_at": tx.now}
        tx.set(each, decided_by=tx.actor.id, **told)
        text = _("{who} has decided what {asker} asked.").format(who=tx.actor.name, asker=claim.name)
        tx.notify(int(each.owner_id or 0), text, about=Ref(claims.name, each.id), kind=DECIDED)
    _answer(tx, claim, decision, answer)
    return claim


def _carry_out(tx: Transaction, claim: Claim, decision: str) -> None:
    resource = tx.host.resources[claim.kind]
    if decision == GIVEN:
        own = {str(resource.rows.own): claim.asker_id}
        tx.call(standard(resource.name, "edit"), claim.record_id, values=own)
    elif decision == LET_IN:
        ids, who = [claim.record_id], claim.asker_id
        tx.call(sharing(resource), resource=resource.name, ids=ids, user=who, level="edit", until=None)


def _answer(tx: Transaction, claim: Claim, decision: str, answer: str) -> None:
    """Tell who asked. That something stays is told once, when nothing else is open: not even the number of records shows."""
    about, places = Ref(claim.kind, claim.record_id), {"asked": claim.asked, "answer": answer}
    if decision == GIVEN:
        text = _("You asked about “{asked}”: the customer is yours now. {answer}").format(**places)
        tx.notify(claim.asker_id, text, about=about, kind=DECIDED)
    elif decision == LET_IN:
        text = _("You asked about “{asked}”: you are let in as a co-worker. {answer}").format(**places)
        tx.notify(claim.asker_id, text, about=about, kind=DECIDED)
    else:
        others = Claim.lookup_number == claim.lookup_number
        if not Claim.select().where(others, Claim.state != KEPT).exists():
            text = _("You asked about “{asked}”: the customer stays with its owner. {answer}").format(
                **places
            )
            tx.notify(claim.asker_id, text, kind=DECIDED)


def _question(who: str, about: Ref, note: str) -> Message:
    if note:
        return _("{who} looked up {customer} and asks who shall have it: {note}").format(
            who=who, customer=about, note=note
        )
    return _("{who} looked up {customer} and asks who shall have it.").format(who=who, customer=about)


class _Deciding(Change):
    """What is asked of oneself one decides by what one may do with the record."""

    def _permit(self, actor: Actor) -> None:
        return None

    def _record(self, actor: Actor, positional: tuple[Any, ...]) -> tuple[Any, ...]:
        claim = gate.get(actor, claims, positional[0])
        if claim.owner_id != actor.id or actor.system:
            raise NotFound(claims.name, positional[0])
        return (claim,)


_DECIDE = _Deciding(DECIDE, _decide)
