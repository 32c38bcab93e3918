"""Writing a message to a customer, cancelling it while it waits, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from guanxi.data.errors import Forbidden, InvalidValues, NotFound, Problem, Refused
from guanxi.data.fields import Invalid
from guanxi.data.messages import Message, translator
from guanxi.jobs.queue import put
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Change, Done, change
from guanxi.records.ref import Ref
from guanxi.records.transaction import Transaction
from guanxi.work.attachments import FILES, Given, Upload
from guanxi.work.messages.addressees import offered, writes_from
from guanxi.work.messages.enclosing import enclose, uploaded
from guanxi.work.messages.resource import CANCEL, HAND_OVER, SEND, messages
from guanxi.work.messages.tables import CANCELLED, FAILED, SENDING, SENT, WAITING, CustomerMessage

_ = translator("guanxi")
SEND_JOB = "work.send_message"
WAIT = timedelta(seconds=10)
MOST = 10


def send(
    actor: Actor,
    about: Ref,
    recipients: Iterable[Ref],
    subject: str,
    text: str,
    *,
    uploads: Sequence[Upload] = (),
    attached: Iterable[int] = (),
    key: str | None = None,
) -> Done:
    """Keep a message that leaves the house in ten seconds, with files and copies of attachments; `Done.value` is the record.

    Raises Forbidden; NotFound for a record that the actor does not see; Refused where there is no mail server; InvalidValues
    that name `recipients`, `subject`, `text` or, of the files, `FILES`.
    """
    if not actor.may(SEND):
        raise Forbidden(SEND)
    written = {"subject": subject, "text": text, "recipients": [ref.text for ref in recipients]}
    with ExitStack() as opened:
        try:
            given = opened.enter_context(uploaded(actor, uploads))
        except (Forbidden, NotFound):
            raise
        except Problem as no:
            raise InvalidValues({FILES: next(iter(no.errors.values()), no.message)}) from no  # type: ignore[dict-item]
        return _SEND(actor, about=about.text, written=written, files=given, attached=list(attached), key=key)


@change(CANCEL, on=messages)
def cancel(tx: Transaction, message: CustomerMessage) -> CustomerMessage:
    """Keep a message that waits in the house; refused once it is on its way."""
    if message.state != WAITING:
        raise Refused(_("This message does not wait any more, so it cannot be cancelled."))
    tx.set(message, state=CANCELLED)
    return message


def claim(host_actor: Actor, message: int) -> bool:
    """Mark a message that waits as being sent; False where it was cancelled."""
    return bool(_CLAIM(host_actor, message).value)


def settle(host_actor: Actor, message: int, missed: Iterable[str], trouble: str) -> None:
    """Keep what became of a message that was being sent."""
    _SETTLE(host_actor, message, missed=list(missed), trouble=trouble)


def _send(
    tx: Transaction,
    *,
    about: str,
    written: Mapping[str, Any],
    files: Sequence[Given],
    attached: Sequence[int],
) -> CustomerMessage:
    ref = Ref.read(about)
    resource = tx.host.resources.get(ref.kind) if ref else None
    if ref is None or resource is None or not writes_from(tx.actor, resource):
        raise Refused(_("Messages to customers are not written here."))
    gate.get(tx.actor, resource, ref.id)
    if not tx.host.settings.get("host.mail"):
        raise Refused(_("No mail server is set up, so nothing can be sent. Ask your administrator."))
    words, wrong = _words(written)
    chosen = _chosen(tx.actor, ref, written["recipients"], wrong)
    if wrong:
        raise InvalidValues(wrong)
    due = tx.now + WAIT
    concerned = tuple(dict.fromkeys((ref, *chosen)))
    made: CustomerMessage = tx.add(
        messages, **words, about=concerned, recipients=chosen, state=WAITING, send_at=due
    )
    enclose(tx, made.id, files, attached)
    put(SEND_JOB, {"message": made.id}, at=due, change_id=tx.change_id, host=tx.host)
    return made


def _words(written: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Message]]:
    """Subject and text as their fields take them, and what is wrong with them."""
    words, wrong = dict[str, str](), dict[str, Message]()
    for name in ("subject", "text"):
        try:
            words[name] = messages.by_name[name].parse(written[name]) or ""
        except Invalid as no:
            wrong[name] = no.message
        else:
            if not words[name].strip():
                wrong[name] = _("This is required; enter a value.")
    return words, wrong


def _chosen(actor: Actor, about: Ref, written: list[str], wrong: dict[str, Message]) -> tuple[Ref, ...]:
    """Those who were chosen, if the actor may write to them all."""
    wanted = list(dict.fromkeys(written))
    open_to = {each.ref.text: each.ref for each in offered(actor, about) if not each.closed}
    if not wanted:
        wrong["recipients"] = _("Choose at least one recipient.")
    elif len(wanted) > MOST:
        wrong["recipients"] = _("At most {n} recipients; write to the others in a second message.").format(
            n=MOST
        )
    elif not open_to.keys() >= set(wanted):
        wrong["recipients"] = _("One of the recipients cannot be written to any more. Choose again.")
    return tuple(open_to[text] for text in wanted if text in open_to)


def _claim(tx: Transaction, message: CustomerMessage) -> bool:
    waits = message.state == WAITING and message.deleted_at is None
    if waits:
        tx.set(message, state=SENDING)
    return waits


def _settle(tx: Transaction, message: CustomerMessage, *, missed: list[str], trouble: str) -> None:
    if message.state != SENDING:
        return
    refs = tuple(ref for text in missed if (ref := Ref.read(text)))
    reached = len(refs) < len(messages.by_name["recipients"].from_row((message.recipients,)) or ())
    values: dict[str, Any] = {"state": SENT if reached else FAILED, "missed": refs or None}
    tx.set(message, **values, trouble=trouble or None, sent_at=tx.now if reached else None)
    if refs and message.created_by:
        text = _("Your message to a customer did not reach everybody: {message}").format(
            message=Ref(messages.name, message.id)
        )
        tx.notify(message.created_by, text, about=Ref(messages.name, message.id))


class _Moving(Change):
    """What the job does to its own message, by the house itself."""

    def _permit(self, actor: Actor) -> None:
        return None

    def _record(self, actor: Actor, positional: tuple[Any, ...]) -> tuple[Any, ...]:
        return (CustomerMessage.get_by_id(positional[0]),)

    def _ref(self, tx: Transaction, value: Any, positional: tuple[Any, ...]) -> Ref:
        return Ref(messages.name, int(positional[0]))


_SEND = Change(SEND, _send, new=True)
_CLAIM, _SETTLE = _Moving(HAND_OVER, _claim), _Moving(HAND_OVER, _settle)
