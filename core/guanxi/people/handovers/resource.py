"""What each new owner took over, as a resource: his list and page of hand-overs; written by handing over and confirming alone."""

from __future__ import annotations

from typing import Any

from guanxi.data.errors import Refused
from guanxi.data.fields import Choice, DateTime, Integer, Link, LongText, Text
from guanxi.data.messages import Message, translator
from guanxi.people.escalation import ADMINISTER
from guanxi.people.handovers.tables import Handover
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource, Rows
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
HAND_OVER = "people.user.hand_over"
CONFIRM = "people.handover.confirm"
PENDING, CONFIRMED, TAKEN_BACK = "pending", "confirmed", "taken_back"
LONGEST_NOTE = 2000
STATES: dict[str, Message | str] = {
    PENDING: _("Not confirmed yet"),
    CONFIRMED: _("Confirmed"),
    TAKEN_BACK: _("Taken back"),
}


def _concerned(actor: Actor, model: type[Any]) -> Any:
    """Who administers users reads all of them, everybody else those that he gave or got."""
    if actor.may(ADMINISTER):
        return None
    return (model.owner_id == actor.id) | (model.created_by == actor.id)


def _only_by_handing_over(tx: Transaction, verb: str, record: object, columns: object) -> None:
    if tx.name not in (HAND_OVER, CONFIRM):
        raise Refused(_("A hand-over is written by handing over and by confirming it alone."))


handovers = Resource(
    Handover,
    label=_("Hand-overs"),
    label_one=_("Hand-over"),
    title="name",
    order=["-created_at"],
    icon="arrow-right-left",
    fields=[
        Text("name", label=_("From whom"), max=100, read_only=True, filter=True),
        Link("owner", "people.user", label=_("Owner"), read_only=True, filter=True, back=None),
        Integer("records", label=_("Records taken over"), read_only=True),
        Choice("state", STATES, label=_("State"), read_only=True, filter=True),
        DateTime("created_at", label=_("Handed over at"), read_only=True, filter=True),
        DateTime("confirmed_at", label=_("Confirmed at"), read_only=True),
        Link("former", "people.user", label=_("Former owner"), read_only=True, back=None),
        Integer("run_number", label=_("Number of the hand-over"), read_only=True, grouped=False),
        LongText("open_matters", label=_("Open matters"), max=LONGEST_NOTE, read_only=True),
    ],
    rows=Rows(own="owner", everyone=True, where=_concerned),
    on_write=_only_by_handing_over,
    tells=(),
)
