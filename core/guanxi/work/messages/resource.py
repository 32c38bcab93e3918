"""Messages to customers as records: read on the pages of their records, written by sending and cancelling alone."""

from __future__ import annotations

from typing import Any

from guanxi.data.errors import Refused
from guanxi.data.fields import About, Choice, DateTime, Link, LongText, Text
from guanxi.data.messages import translator
from guanxi.records.entries import Entries
from guanxi.records.journal import REMOVE, RESTORE
from guanxi.records.resource import Resource, Rows
from guanxi.records.transaction import Transaction
from guanxi.work.messages.tables import CANCELLED, FAILED, SENDING, SENT, WAITING, CustomerMessage

_ = translator("guanxi")
SEND, CANCEL, HAND_OVER = "work.message.create", "work.message.cancel", "work.message.hand_over"
STATES = {
    WAITING: _("Waiting"),
    CANCELLED: _("Sending cancelled"),
    SENDING: _("Being sent"),
    SENT: _("Sent"),
    FAILED: _("Not sent"),
}
NO_SERVER, LEFT, CLOSED, REFUSED, SILENT, UNFIT = "no_server", "left", "closed", "refused", "silent", "unfit"
GONE = "gone"
TROUBLES = {
    NO_SERVER: _("No mail server is set up"),
    LEFT: _("Whoever wrote it may not write to these customers any more"),
    CLOSED: _("There is no address any more, or the consent was withdrawn"),
    REFUSED: _("The mail server refused it; check the address"),
    SILENT: _("The mail server did not answer for hours"),
    UNFIT: _("The address cannot stand in a mail; correct it"),
    GONE: _("One of its files is not there any more"),
}
_KEPT = {"subject", "text", "recipients", "missed", "state", "trouble", "send_at", "sent_at"}


def _only_by_sending(tx: Transaction, verb: str, record: Any, columns: dict[str, Any]) -> None:
    """What was or will be sent is not rewritten, neither by hand nor by an undo; while it waits it is not put into the bin."""
    binned = verb in (REMOVE, RESTORE) and record.state not in (WAITING, SENDING)
    written = record is None or verb in (REMOVE, RESTORE) or _KEPT & columns.keys()
    allowed = tx.undoes is None and (binned or tx.name in (SEND, CANCEL, HAND_OVER))
    if written and not allowed:
        raise Refused(_("A message to a customer stays as it was sent. While it waits, cancel it."))


messages = Resource(
    CustomerMessage,
    label=_("Messages to customers"),
    label_one=_("Message to customer"),
    title="subject",
    order=["created_at"],
    icon="send",
    fields=[
        Text("subject", label=_("Subject"), max=150, search=True, reading="sentence", read_only=True),
        LongText("text", label=_("Message"), max=20_000, search=True, read_only=True),
        About("about", label=_("About"), read_only=True),
        About("recipients", label=_("Recipients"), read_only=True),
        About("missed", label=_("Not reached"), read_only=True),
        Choice("state", label=_("State"), choices=STATES, read_only=True),
        Choice("trouble", label=_("Why not"), choices=TROUBLES, read_only=True),
        DateTime("send_at", label=_("To be sent at"), read_only=True),
        DateTime("sent_at", label=_("Sent at"), read_only=True),
        Link("owner", "people.user", label=_("Owner"), read_only=True),
        Link("team", "people.team", label=_("Team"), read_only=True),
    ],
    rows=Rows(own="owner", team="team", about="about"),
    on_write=_only_by_sending,
    tells=(),
)
message_entries = Entries(
    messages, at="send_at", text="text", head="state", more="subject recipients missed trouble", sealed=SEND
)
