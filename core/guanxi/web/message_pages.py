"""The message to a customer: the tab of the composer, sending, and cancelling while the ten seconds run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import Forbidden, InvalidValues, NotFound, Problem
from guanxi.data.messages import Message, translator
from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.titles import title_of
from guanxi.resources.display import format_of
from guanxi.web.attachment_view import glyph_of
from guanxi.web.message_html import BASE, line
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.requests import sent_once, wants_fragment
from guanxi.web.timeline_at import SHOWN_AT
from guanxi.web.ways import has_pages
from guanxi.work.attachments import FILES, Upload
from guanxi.work.messages.addressees import Offered, offered, writes_from
from guanxi.work.messages.enclosing import may_enclose, most_bytes, stored_with
from guanxi.work.messages.resource import CANCEL, SEND, messages
from guanxi.work.messages.sending import cancel, send

_ = translator("guanxi")
FIELDS = ("subject", "text")
ATTACHED, OFFERED_FILES = "attached", 10


def offer(actor: Actor, resource: Resource, id: int) -> dict[str, str] | None:
    """The tab of the composer on the page of a record; None where no message is written there."""
    if not actor.may(SEND) or not writes_from(actor, resource):
        return None
    return {
        "label": str(messages.label_one),
        "href": f"{BASE}/write?about={resource.name}/{id}",
        "icon": messages.icon,
    }


def write(actor: Actor) -> Response:
    """GET: the form, for the record ``?about=``. POST: keep the message, which is sent in ten seconds."""
    about = Ref.read(request.values.get("about", ""))
    resource = actor.host.resources.get(about.kind) if about else None
    if about is None or resource is None or not writes_from(actor, resource):
        abort(404)
    record = gate.get(actor, resource, about.id)
    if request.method == "GET":
        return _form(actor, resource, record)
    chosen = [ref for text in request.form.getlist("recipient") if (ref := Ref.read(text))]
    try:
        done = send(
            actor,
            about,
            chosen,
            *(request.form.get(name, "") for name in FIELDS),
            uploads=[
                Upload(each.filename, each.stream) for each in request.files.getlist(FILES) if each.filename
            ],
            attached=_attached(),
            key=sent_once(),
        )
    except InvalidValues as no:
        return _form(actor, resource, record, no.errors, status=422)
    except (NotFound, Forbidden):
        raise
    except Problem as no:
        return _form(actor, resource, record, {"": str(no)}, status=409)
    if not done.repeated:
        toast(_("The message waits ten seconds; cancel it in the timeline."), tone="info")
    address = f"/{resource.path}/{record.id}{SHOWN_AT}"
    if wants_fragment():
        return Response("", 204, {"HX-Redirect": address})
    return redirect(address, 303)


def _attached() -> list[int]:
    """The attachments of the record that are to go along."""
    return request.form.getlist(ATTACHED, type=int)[: 2 * OFFERED_FILES]


def cancel_one(actor: Actor, id: int) -> Response:
    """Keep a message in the house, if it is not on its way yet; what became of it is told in either case."""
    try:
        cancel(actor, id)
    except (NotFound, Forbidden):
        raise
    except Problem as no:
        toast(no, tone="bad")
    else:
        toast(_("Sending cancelled"))
    return redirect(_back(actor, id), 303)


def state(actor: Actor, id: int) -> Response:
    """What became of a message, as the line below its entry; asked by the page's own script when the seconds are over."""
    message = gate.get(actor, messages, id)
    seen = {field.name for field in gate.fields_for(actor, messages)}
    if "state" not in seen or not wants_fragment():
        return redirect(f"{BASE}/{id}")
    return Response(
        line(actor, message.id, message.state, message.send_at, mine=message.owner_id == actor.id)
    )


def _back(actor: Actor, id: int) -> str:
    """The page of the first record that the message is about, as far as the actor may open it."""
    message = gate.get(actor, messages, id)
    for ref in messages.by_name["about"].from_row((message.about,)) or ():
        resource = actor.host.resources.get(ref.kind)
        if resource and has_pages(actor, resource) and gate.rows_among(actor, resource, (ref.id,)):
            return f"/{resource.path}/{ref.id}{SHOWN_AT}"
    return f"{BASE}/{id}"


def _form(
    actor: Actor,
    resource: Resource,
    record: Any,
    errors: Mapping[str, Message | str] | None = None,
    status: int = 200,
) -> Response:
    base, wrong = f"/{resource.path}/{record.id}", errors or {}
    drawn = {
        "action": f"{BASE}/write?about={resource.name}/{record.id}",
        "once": sent_once() or actor.host.nonce(),
        "base": base,
        "cancel": f"{base}{SHOWN_AT}",
        "ready": bool(actor.host.settings.get("host.mail")),
        "recipients": _chips(offered(actor, Ref(resource.name, record.id))),
        "fields": [_input(name, wrong) for name in FIELDS],
        "wrong": str(wrong.get("recipients", "")),
        "error": str(wrong.get("", "")),
        "files": {"most": most_bytes(actor.host), "name": FILES} if may_enclose(actor) else None,
        "stored": _stored(actor, Ref(resource.name, record.id)),
        "wrong_files": str(wrong.get(FILES, "")),
    }
    if wants_fragment():
        return fragment("components/message.html", "message", drawn, status=status)
    title = f"{messages.label_one} · {title_of(actor, resource, record)}"
    return page("message.html", actor, status=status, title=title, message=drawn, glyph=messages.icon)


def _chips(found: Sequence[Offered]) -> list[dict[str, Any]]:
    """Whom one may choose: as they were sent, else the first of them is chosen."""
    first = next((each.ref.text for each in found if not each.closed), "")
    chosen = request.form.getlist("recipient") if request.method == "POST" else [first]
    return [
        {
            "value": each.ref.text,
            "name": each.name or each.mail,
            "mail": each.mail,
            "closed": each.closed,
            "chosen": not each.closed and each.ref.text in chosen,
        }
        for each in found
    ]


def _stored(actor: Actor, about: Ref) -> list[dict[str, Any]]:
    """Files of the record that can go along without being chosen anew; those that were chosen stay so."""
    found = stored_with(actor, about, OFFERED_FILES) if may_enclose(actor) else []
    fmt, chosen = format_of(actor), set(_attached())
    return [
        {"id": each.id, "name": each.name, "size": fmt.size(each.size), "icon": glyph_of(each.media)}
        | {"chosen": each.id in chosen}
        for each in found
    ]


def _input(name: str, wrong: Mapping[str, Message | str]) -> dict[str, Any]:
    field = messages.by_name[name]
    return {
        "name": name,
        "label": str(field.label),
        "max": getattr(field, "max", 0),
        "value": request.form.get(name, ""),
        "error": str(wrong.get(name, "")),
    }


ROUTES = (
    Route(f"{BASE}/write", "host.write_message", ("GET", "POST"), SEND, "host", write),
    Route(f"{BASE}/<int:id>/cancel", "host.cancel_message", ("POST",), CANCEL, "host", cancel_one),
    Route(
        f"{BASE}/<int:id>/state", "host.message_state", ("GET",), messages.permission("view"), "host", state
    ),
)
