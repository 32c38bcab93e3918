"""A masked field on the page of its record: asked for with a reason, shown in full in its place, gone with the page."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues, Refused
from guanxi.data.fields import Field
from guanxi.data.messages import Message, translator
from guanxi.people.revealing import LONGEST_NOTE, REASONS, UNMASK, reveal
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import in_full
from guanxi.resources.faces import Faces
from guanxi.web.field_html import FieldView
from guanxi.web.line_view import LINE, said_by
from guanxi.web.record_view import RecordView
from guanxi.web.rendering import fragment

_ = translator("guanxi")


def unmask_field(actor: Actor, faces: Faces, id: int, name: str) -> Response:
    """GET: the question for the reason (``?display``: the field as it was). POST: the field in full, written down."""
    resource = faces.resource
    record = gate.get(actor, resource, id, UNMASK)
    field = {f.name: f for f in gate.fields_for(actor, resource, "view")}.get(name) or abort(404)
    if not gate.masked(actor, field) or (request.method == "GET" and "display" in request.args):
        return fragment("components/record.html", "display", _view(actor, resource, record, field))
    if request.method == "GET":
        return _question(actor, resource, record, field)
    why, note = request.form.get("reason", ""), " ".join(request.form.get("note", "").split())
    try:
        reveal(actor, resource, id, name, reason=why, note=note)
    except InvalidValues as wrong:
        return _question(
            actor, resource, record, field, errors=dict(wrong.errors), why=why, note=note, status=422
        )
    except Refused as no:
        return _question(
            actor, resource, record, field, errors={"": no.message}, why=why, note=note, status=422
        )
    view = _view(actor, resource, record, field)
    view.shown, view.href = in_full(actor, field, gate.values_of(resource, record)[name])
    view.unmask_url, view.revealed = "", True
    return fragment("components/record.html", "display", view)


def _view(actor: Actor, resource: Resource, record: Any, field: Field) -> FieldView:
    view = RecordView(actor, resource, record, fields=[field]).field(field)
    view.label = _label(actor, resource, record, field)
    view.unmask_url += f"?{LINE}" if view.unmask_url and LINE in request.args else ""
    return view


def _label(actor: Actor, resource: Resource, record: Any, field: Field) -> Message | str:
    """The name of the field; asked for from a line, what that line is called."""
    line = said_by(actor, resource, record) if LINE in request.args else ""
    return line or field.label


def _question(
    actor: Actor,
    resource: Resource,
    record: Any,
    field: Field,
    *,
    errors: dict[str, Any] | None = None,
    why: str = "",
    note: str = "",
    status: int = 200,
) -> Response:
    asked = {
        "name": field.name,
        "label": _label(actor, resource, record, field),
        "url": f"/{resource.path}/{record.id}/{UNMASK}/{field.name}",
        "line": LINE if LINE in request.args else "",
        "reasons": [(code, _word(label)) for code, label in REASONS.items()],
        "reason": why,
        "note": note[:LONGEST_NOTE],
        "most": LONGEST_NOTE,
        "errors": [str(text) for text in (errors or {}).values()],
    }
    return fragment("components/record.html", "unmasking", asked, status=status)


def _word(label: Message) -> str:
    return str(label)
