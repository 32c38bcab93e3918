"""Attachments for programs: the list of a record's, upload as multipart, download; all else is the face of every resource."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request

from guanxi.data.errors import InvalidValues, NotFound
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.about import newest_about
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.rest.answers import answer, marked
from guanxi.rest.asked import BadParameter, whole_number
from guanxi.rest.body import idempotency_key
from guanxi.rest.lists import list_records
from guanxi.rest.opened import Opens
from guanxi.rest.representation import of_record
from guanxi.work.attachments import Upload, attach, attachments, content_of
from guanxi.work.content_types import served_type
from guanxi.work.file_names import disposition

_ = translator("guanxi")
NAME = attachments.name
MOST_LISTED = 200
UNKNOWN_RECORD = _("Write a record as kind and number, such as {example}.").format(
    example="contacts.company/7"
)
Part = dict[str, Any]


def list_attachments(actor: Actor, resource: Resource, opens: Opens) -> Response:
    """Those of one record with ``?about=contacts.company/7``, newest first; without it the list as of any resource."""
    if "about" not in request.args:
        return list_records(actor, resource, opens)
    for name in request.args:
        if name not in ("about", "limit"):
            raise BadParameter(name[:60], _("There is no parameter {name} here."))
    ref = _ref(request.args["about"])
    if ref is None:
        raise BadParameter("about", UNKNOWN_RECORD)
    if not gate.seen_among(actor, [ref]):
        raise NotFound(ref.kind, ref.id)
    limit = whole_number(request.args.get("limit", ""), "limit", MOST_LISTED, MOST_LISTED)
    ids = newest_about(ref, resource.name, limit)
    model = resource.model
    found = {each.id: each for each in gate.visible(actor, resource).where(model.id.in_(ids))} if ids else {}
    return answer({"items": [of_record(actor, resource, found[key]) for key in ids if key in found]})


def upload(actor: Actor, resource: Resource) -> Response:
    """Keep the files of a multipart body (parts `file`, at least one) with the record that the part `about` names; 201."""
    key = idempotency_key()
    ref = _ref(request.form.get("about", ""))
    if ref is None:
        raise InvalidValues({"about": UNKNOWN_RECORD})
    given = [Upload(each.filename or "", each.stream) for each in request.files.getlist("file")]
    done = attach(actor, ref, given, key=key)
    made = [of_record(actor, resource, record) for record in done.value or ()]
    return marked(answer({"items": made}, 200 if done.repeated else 201), done)


def download(actor: Actor, resource: Resource, id: str) -> Response:
    """The content, always to be saved."""
    record = gate.get(actor, resource, id)
    made = Response(content_of(actor, record), content_type=served_type(record.media))
    made.headers["Content-Length"] = str(record.size)
    made.headers["Content-Disposition"] = disposition(record.name)
    return made


OWN: dict[tuple[str, str], Callable[..., Response]] = {
    (attachments.name, "list"): list_attachments,
    (attachments.name, "create"): upload,
}
"""What stands for a function of every resource."""

CONTENT = ("/<id>/file", "file", "GET", "view", download)
"""The address that attachments have besides; as a row of the table of addresses."""

ABOUT: Part = {
    "name": "about",
    "in": "query",
    "schema": {"type": "string"},
    "description": "The record whose attachments are wanted, written as kind and number; then only `limit` goes with it.",
}
UPLOAD: Part = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["about", "file"],
                "properties": {
                    "about": {"type": "string", "description": "The record, written as kind and number."},
                    "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
                },
            }
        }
    },
}
FILE: Part = {
    "200": {
        "description": "The content, to be saved.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def _ref(text: str) -> Ref | None:
    return Ref.read(text) if len(text) <= 100 else None
