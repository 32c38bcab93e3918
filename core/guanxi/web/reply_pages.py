"""Writing a reply to an entry: below it in the timeline, or on a page of its own without a script."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import Forbidden, InvalidValues, NotFound, Problem
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.rowset import has_timeline
from guanxi.resources.display import format_of, titles
from guanxi.resources.faces import Faces
from guanxi.resources.forms import errors_of, form_of, inputs_of, refused, view
from guanxi.web.lookup import linking_text
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.requests import sent_once, wants_fragment
from guanxi.web.timeline_at import SHOWN_AT
from guanxi.web.unreached import tell_unreached
from guanxi.web.ways import has_pages
from guanxi.work.replies import REPLY, reply

_ = translator("guanxi")


def reply_to(actor: Actor, faces: Faces, id: int) -> Response:
    """GET: the form of a reply to this entry. POST: keep it, and go back to the page ``at`` on which the entry stands."""
    resource, replies = faces.resource, actor.host.resources[REPLY]
    gate.get(actor, resource, id)
    entry, back = Ref(resource.name, id), _back(actor, resource, id)
    fields = [each for each in gate.fields_for(actor, replies, "create") if each.name == "text"]
    sent = request.form if request.method == "POST" else None
    form = form_of(fields, format_of(actor), sent=sent, actor=actor)
    if sent is None:
        return _form(actor, resource, entry, form, back)
    if not form.validate():
        return _form(actor, resource, entry, form, back, status=422)
    try:
        done = reply(actor, entry, form["text"].data, key=sent_once())
    except InvalidValues as error:
        refused(form, error.errors)
        return _form(actor, resource, entry, form, back, status=422)
    except (NotFound, Forbidden):
        raise
    except Problem as no:
        return _form(actor, resource, entry, form, back, [str(no)], 409)
    if not done.repeated:
        toast(_("{kind} saved").format(kind=replies.label_one), undo=done.change)
        tell_unreached(actor, replies, done.value)
    if wants_fragment():
        return Response("", 204, {"HX-Redirect": back})
    return redirect(back, 303)


def _back(actor: Actor, resource: Resource, id: int) -> str:
    """The page that the form came from, as far as the actor sees it; else that of the entry."""
    at = Ref.read(request.values.get("at", ""))
    known = actor.host.resources.get(at.kind) if at else None
    if at and known and has_pages(actor, known) and gate.rows_among(actor, known, (at.id,)):
        return f"/{known.path}/{at.id}{f'{SHOWN_AT}-{resource.name}-{id}' if has_timeline(known) else '#replies'}"
    return f"/{resource.path}/{id}#replies"


def _form(
    actor: Actor,
    resource: Resource,
    entry: Ref,
    form: object,
    back: str,
    others: list[str] | None = None,
    status: int = 200,
) -> Response:
    fmt, at = format_of(actor), request.values.get("at", "")
    lookup = f"/{actor.host.resources[REPLY].path}/lookup"
    label = str(_("Reply"))
    text = linking_text(actor, resource)
    drawn = {
        "label": label,
        "icon": "reply",
        "action": f"/{resource.path}/{entry.id}/reply",
        "hidden": {"at": at},
        "once": sent_once() or actor.host.nonce(),
        "fields": [
            view(bound, fmt, lookup="", titles={}) | {"id": f"q-reply-{entry.id}"}
            for bound in inputs_of(form).values()
        ],
        "errors": errors_of(form, others or ()) if others else [],
        "base": f"/{resource.path}/{entry.id}/reply",
        "cancel": back,
        "mentions": f"{lookup}/mentions?{urlencode({'seeing': entry.text})}",
        "links": f"/{resource.path}/lookup/{quote(text)}" if text else "",
        "internal": True,
        "files": None,
        "wrong": "",
    }
    if wants_fragment():
        return fragment("components/timeline.html", "quick", drawn, status=status)
    title = f"{label} · {titles(actor, resource.name, [entry.id]).get(entry.id) or resource.label_one}"
    return page("quick.html", actor, status=status, title=title, quick=drawn)
