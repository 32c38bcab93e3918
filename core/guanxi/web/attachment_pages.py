"""Attachments on the pages of records: the list with its upload, the download behind the gate, pictures that are shown."""

from __future__ import annotations

from collections.abc import Mapping
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
from guanxi.records.standard import delete
from guanxi.resources.display import format_of, title_of
from guanxi.resources.faces import Faces
from guanxi.web.attachment_view import attachments_of
from guanxi.web.crumbs import crumbs
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.requests import sent_once, sent_version, wants_fragment
from guanxi.web.security import POLICY
from guanxi.web.ways import HOME, to_record
from guanxi.work.attachments import (
    Attachment,
    Upload,
    attach,
    attachments,
    content_of,
    is_picture,
    takes_files,
)
from guanxi.work.content_types import served_type, type_name
from guanxi.work.file_names import disposition

_ = translator("guanxi")
CLOSED = f"{POLICY}; sandbox"


def list_attachments(actor: Actor, faces: Faces, id: int) -> Response:
    """The attachments of the record `id`: the panel for the page's own script, else a page of their own."""
    resource = faces.resource
    return _answer(actor, resource, gate.get(actor, resource, id))


def upload(actor: Actor, faces: Faces, id: int) -> Response:
    """Keep the files that the form brings with the record `id`."""
    resource = faces.resource
    record = gate.get(actor, resource, id)
    if not takes_files(actor.host, resource):
        abort(404)
    given = [
        Upload(each.filename or "", each.stream) for each in request.files.getlist("file") if each.filename
    ]
    try:
        done = attach(actor, Ref(resource.name, record.id), given, key=sent_once())
    except (NotFound, Forbidden):
        raise
    except Problem as no:
        errors: list[Message | str] = [*no.errors.values()] if isinstance(no, InvalidValues) else [str(no)]
        return _answer(actor, resource, record, errors=errors, status=422)
    said = _("1 file is attached", "{n} files are attached", n=len(given))
    return _written(actor, resource, record, said, 0 if done.repeated else done.change)


def download(actor: Actor, id: int) -> Response:
    """The content of the attachment `id`, to be saved; the gate is asked each time."""
    record = _found(actor, id)
    answer = _content(actor, record, served_type(record.media))
    answer.headers["Content-Disposition"] = disposition(record.name)
    return answer


def picture(actor: Actor, id: int) -> Response:
    """The content of an attachment that is a safe picture, to be shown on its page."""
    record = _found(actor, id)
    if not is_picture(actor, record):
        raise NotFound(attachments.name, id)
    answer = _content(actor, record, record.media)
    answer.headers["Content-Disposition"] = "inline"
    return answer


def remove(actor: Actor, id: int) -> Response:
    """Put the attachment `id` into the bin, and go back to the record on whose page it stood."""
    resource = actor.host.resources[attachments.name]
    record = gate.get(actor, resource, id, "delete")
    whole, beside = _whole(actor, resource, record)
    done = delete(actor, resource, id, version=sent_version() or record.version)
    said = _("“{title}” is in the bin").format(title=title_of(actor, resource, record))
    if whole is None:
        toast(said, undo=done.change)
        return redirect(HOME, 303)
    return _written(actor, whole, beside, said, done.change)


def attachment_page(actor: Actor, record: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the page of one attachment shows besides its fields: type and size, the way to its content, the picture itself."""
    base = f"/{attachments.path}/{record.id}"
    saving = {"label": _("Download"), "href": f"{base}/file", "icon": "download", "kind": "main", "key": "d"}
    resource = actor.host.resources[attachments.name]
    seen = {field.name for field in gate.fields_for(actor, resource)}
    facts = [(_("Type"), type_name(record.media))] if "media" in seen else []
    facts += [(_("Size"), format_of(actor).size(record.size))] if "size" in seen else []
    whole, beside = _whole(actor, resource, record)
    leading = []
    if whole is not None:
        leading = [*crumbs(actor, whole, beside)]
    return {
        **values,
        "facts": [*facts, *values["facts"]],
        "actions": [*values["actions"], saving],
        "crumbs": [*leading, *values["crumbs"]],
        "picture": f"{base}/picture" if is_picture(actor, record) else "",
    }


# guard: attachment-seen
def _found(actor: Actor, id: int) -> Attachment:
    resource = actor.host.resources[attachments.name]
    found: Attachment = gate.get(actor, resource, id, include_bin=actor.may(resource.permission("delete")))
    return found


def _content(actor: Actor, record: Attachment, media: str) -> Response:
    answer = Response(content_of(actor, record), content_type=media)
    answer.headers["Content-Length"] = str(record.size)
    answer.headers["Content-Security-Policy"] = CLOSED
    return answer


def _whole(actor: Actor, resource: Resource, record: Any) -> tuple[Resource | None, Any]:
    """The record on whose page one was: the one that the form names, else the first that the actor sees."""
    refs = gate.values_of(resource, record)["about"] or ()
    named = Ref.read(request.form.get("at", "")) if request.method == "POST" else None
    seen = gate.seen_among(actor, refs)
    for ref in sorted((ref for ref in refs if ref in seen), key=lambda ref: ref != named):
        whole = actor.host.resources[ref.kind]
        return whole, gate.get(actor, whole, ref.id)
    return None, None


def _written(actor: Actor, resource: Resource, record: Any, said: Message, change: int) -> Response:
    if not wants_fragment():
        toast(said, undo=change)
        return redirect(f"{to_record(actor, resource, record.id) or HOME}#attachments", 303)
    answer = _answer(actor, resource, record)
    told = {"text": str(said), "undo": f"/undo/{change}" if change else ""}
    extra = fragment("components/feedback.html", "toast_fragment", told)
    answer.set_data(answer.get_data(as_text=True) + extra.get_data(as_text=True))
    return answer


def _answer(
    actor: Actor,
    resource: Resource,
    record: Any,
    *,
    errors: list[Message | str] | None = None,
    status: int = 200,
) -> Response:
    whole_page = not wants_fragment()
    panel = attachments_of(actor, resource, record, errors=errors or (), everything=whole_page)
    if panel is None:
        abort(404)
    if not whole_page:
        return fragment("components/attachments.html", "attachments", panel, status=status)
    return page(
        "attachments.html",
        actor,
        status=status,
        title=f"{attachments.label} · {title_of(actor, resource, record)}",
        crumbs=crumbs(actor, resource, record),
        panel=panel,
    )


_VIEW, _DELETE = attachments.permission("view"), attachments.permission("delete")
_BASE = f"/{attachments.path}/<int:id>"
ROUTES = (
    Route(f"{_BASE}/file", f"{attachments.name}.file", ("GET",), _VIEW, attachments.plugin, download),
    Route(f"{_BASE}/picture", f"{attachments.name}.picture", ("GET",), _VIEW, attachments.plugin, picture),
    Route(f"{_BASE}/delete", f"{attachments.name}.delete", ("POST",), _DELETE, attachments.plugin, remove),
)
