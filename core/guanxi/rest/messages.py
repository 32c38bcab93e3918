"""Messages to customers for programs: writing one, reading what became of it, cancelling it while it waits."""

from __future__ import annotations

from flask import Response, request

from guanxi.data.errors import InvalidValues
from guanxi.data.fields import About, Field
from guanxi.data.messages import translator
from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.rest.answers import API, found, written
from guanxi.rest.body import idempotency_key, read_nothing, read_object
from guanxi.rest.operations import ID, WRITING, Part, answered, body, operation, ref
from guanxi.rest.records import given_id, only_known, typed
from guanxi.rest.schema import action_schema, read_schema
from guanxi.work.attachments import FILES, attachments
from guanxi.work.messages.resource import CANCEL, SEND, messages
from guanxi.work.messages.sending import cancel, send

_ = translator("guanxi")
BASE = f"/{messages.path}"
NAME, NEW = messages.name, f"{messages.name}.create"
ABOUT, RECIPIENTS, ENCLOSED = "about", "recipients", "attachments"
FIELDS: tuple[Field, ...] = (
    About(ABOUT, label=_("About")),
    About(RECIPIENTS, label=_("Recipients")),
    messages.by_name["subject"],
    messages.by_name["text"],
    About(ENCLOSED, label=_("Attachments")),
)
NEEDED = [ABOUT, RECIPIENTS, "subject", "text"]


def send_message(actor: Actor) -> Response:
    """Keep a message that leaves the house in ten seconds; 201.

    ``{"about": ["contacts.company/7"], "recipients": ["contacts.person/3"], "subject": "Offer", "text": "Good day",
    "attachments": ["work.attachment/5"]}``; the attachments are such as the actor sees.
    """
    key, given = idempotency_key(), typed(actor, FIELDS, read_object())
    about: tuple[Ref, ...] = given.get(ABOUT) or ()
    if len(about) != 1:
        raise InvalidValues({ABOUT: _("Name the one record from which the message is written.")})
    enclosed: tuple[Ref, ...] = given.get(ENCLOSED) or ()
    if any(ref.kind != attachments.name for ref in enclosed):
        raise InvalidValues(
            {ENCLOSED: _("Name attachments only: {example}.").format(example="work.attachment/5")}
        )
    words = (given.get("subject") or "", given.get("text") or "")
    try:
        done = send(
            actor,
            about[0],
            given.get(RECIPIENTS) or (),
            *words,
            attached=[ref.id for ref in enclosed],
            key=key,
        )
    except InvalidValues as wrong:
        raise InvalidValues(
            {ENCLOSED if name == FILES else name: said for name, said in wrong.errors.items()}
        ) from wrong
    return written(actor, messages, done, new=True)


def read_message(actor: Actor, id: str) -> Response:
    """A message and what became of it."""
    only_known(request.args, ())
    return found(actor, messages, gate.get(actor, messages, given_id(NAME, id)))


def cancel_message(actor: Actor, id: str) -> Response:
    """Keep a message in the house while it waits; 409 once it is on its way."""
    message, key = given_id(NAME, id), idempotency_key()
    read_nothing()
    return written(actor, messages, cancel(actor, message, key=key))


def schemas(actor: Actor) -> Part:
    """A message, and the body of a new one."""
    new = action_schema(FIELDS, NEEDED)
    new["properties"].pop("version")
    return {NAME: read_schema(actor, messages), NEW: new}


def described(actor: Actor) -> Part:
    """The addresses for the OpenAPI document, as far as the actor may write or read messages."""
    may = {verb: actor.may(messages.permission(verb)) for verb in ("view", "create", "cancel")}
    sent = operation(
        "send_message", "Write to customers", (ref("parameters", "Key"),), answered(NAME, 201), WRITING
    )
    sent["responses"] |= answered(NAME, 200, "The first result of a repeated key.")
    one = f"{BASE}/{{id}}"
    stop = operation(
        "cancel_message", "Cancel sending", (ID, ref("parameters", "Key")), answered(NAME), WRITING
    )
    read = operation("read_message", "A message to customers", (ID,), answered(NAME))
    found = {BASE: may["create"] and {"post": sent | body(NEW)}}
    found |= {one: may["view"] and {"get": read}, f"{one}/cancel": may["cancel"] and {"post": stop}}
    return {path: parts for path, parts in found.items() if parts}


ROUTES = (
    Route(f"{API}{BASE}", "rest.send_message", ("POST",), SEND, "host", send_message),
    Route(
        f"{API}{BASE}/<id>", "rest.read_message", ("GET",), messages.permission("view"), "host", read_message
    ),
    Route(f"{API}{BASE}/<id>/cancel", "rest.cancel_message", ("POST",), CANCEL, "host", cancel_message),
)
