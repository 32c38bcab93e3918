"""Masked values in full: shown once, for a reason, to whoever may ask; each showing is a line that administrators read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from guanxi.data.columns import to_ms
from guanxi.data.database import is_sqlite, row
from guanxi.data.errors import Forbidden, InvalidValues, NotFound, Refused
from guanxi.data.fields import Choice, DateTime, Field, Integer, Link, Text
from guanxi.data.messages import Message, translator
from guanxi.people.escalation import ADMINISTER
from guanxi.people.privacy_tables import Reveal
from guanxi.plugins.mount import Setting
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done
from guanxi.records.resource import Resource, Rows
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
UNMASK = "unmask"
OTHER = "other"
LONGEST_NOTE = 200
REASONS: dict[str, Message] = {
    "contact": _("To call or write to them"),
    "identity": _("To check who they are"),
    "contract": _("For a contract or an invoice"),
    "service": _("To solve their request"),
    OTHER: _("Another reason"),
}
REVEALS_AN_HOUR = Setting(
    "host.reveals_an_hour",
    int,
    30,
    _("Masked values that one user may have shown in an hour"),
    ADMINISTER,
)


def _own_or_all(actor: Actor, model: type[Any]) -> Any:
    """Who administers users reads all lines, everybody else his own."""
    return None if actor.may(ADMINISTER) else model.owner_id == actor.id


def _only_by_revealing(tx: Transaction, verb: str, record: object, columns: object) -> None:
    if not tx.name.endswith(f".{UNMASK}"):
        raise Refused(_("This log is written by the house alone and is never changed."))


reveals = Resource(
    Reveal,
    label=_("Revealed values"),
    label_one=_("Revealed value"),
    title="reason",
    order=["-created_at"],
    icon="eye",
    fields=[
        DateTime("created_at", label=_("Time"), read_only=True, filter=True),
        Link("owner", "people.user", label=_("Seen by"), read_only=True, filter=True),
        Text("kind", label=_("Kind of record"), read_only=True, filter=True),
        Integer("record_id", label=_("Number of the record"), read_only=True, grouped=False, filter=True),
        Text("field", label=_("Field"), read_only=True, filter=True),
        Choice("reason", list(REASONS.items()), label=_("Reason"), read_only=True, filter=True),
        Text("note", label=_("Note"), max=LONGEST_NOTE, read_only=True),
    ],
    rows=Rows(own="owner", everyone=True, where=_own_or_all),
    on_write=_only_by_revealing,
    tells=("created",),
)


def has_masks(resource: Resource) -> bool:
    """Tell whether a field of the resource is shown in part to somebody."""
    return any(field.mask for field in resource.every_field)


def reveal(
    actor: Actor, resource: Resource, record_id: int, field: str, *, reason: str, note: str = ""
) -> tuple[Field, Any]:
    """The field with its whole value, after a line in the log says who saw it and why; a repetition is a line of its own.

    Raises NotFound for a record or field that the actor does not see, InvalidValues without a reason, Refused beyond the
    hour's limit. Nothing is logged for a field that the actor sees in full anyway.
    """
    done: Done = Change(resource.permission(UNMASK), _reveal, resource)(
        actor, record_id, field=field, why=reason, note=note, reason=note or None
    )
    found: tuple[Field, Any] = done.value
    return found


def _reveal(tx: Transaction, record: Any, *, field: str, why: str, note: str) -> tuple[Field, Any]:
    resource = tx.host.resource_of(type(record))
    found = {each.name: each for each in gate.fields_for(tx.actor, resource)}.get(field)
    if found is None:
        raise NotFound(resource.name, record.id)
    value = gate.values_of(resource, record)[field]
    if gate.masked(tx.actor, found):
        _check_reason(why, note)
        _check_limit(tx)
        tx.add(
            reveals,
            owner=tx.actor.id,
            kind=resource.name,
            record_id=record.id,
            field=field,
            reason=why,
            note=note or None,
        )
    return found, value


# guard: reveal-reason
def _check_reason(why: str, note: str) -> None:
    if why not in REASONS:
        raise InvalidValues({"reason": _("Choose a reason.")})
    if len(note) > LONGEST_NOTE:
        raise InvalidValues({"note": _("At most {n} characters.").format(n=LONGEST_NOTE)})
    if why == OTHER and not note.strip():
        raise InvalidValues({"note": _("Say in a few words why.")})


# guard: reveal-limit
def _check_limit(tx: Transaction) -> None:
    most = int(tx.host.settings.get(REVEALS_AN_HOUR.name, REVEALS_AN_HOUR.default))
    lock_user(tx.actor)
    since = to_ms(tx.now - timedelta(hours=1))
    counted = row(
        "SELECT count(*) FROM people_reveal WHERE owner_id = ? AND created_at > ?", (tx.actor.id, since)
    )
    if counted and counted[0] >= most:
        raise Refused(
            _("You have had {n} masked values shown within an hour, which is the limit. Try again later."),
            n=most,
        )


def lock_user(actor: Actor) -> None:
    """Let the limits of one user be counted one request after the other, whatever runs at once."""
    if actor.system:
        raise Forbidden("host.reveal")
    if not is_sqlite():
        row("SELECT id FROM people_user WHERE id = ? FOR UPDATE", (actor.id,))
