"""The answer that hands an export to a browser or a program."""

from __future__ import annotations

from flask import Response, request

from guanxi.data import database as db
from guanxi.data.errors import Forbidden
from guanxi.records.actor import Actor
from guanxi.resources.exports.naming import disposition
from guanxi.resources.exports.run import TYPES, UnknownFormat, Wanted, export


def download(actor: Actor, wanted: Wanted) -> Response:
    """The file as it is read. A HEAD gets its headers, reads nothing and is no export."""
    if request.environ["REQUEST_METHOD"] == "HEAD":
        return _answer(actor, wanted, b"")
    made = export(actor, wanted)
    answer = _answer(actor, wanted, made)
    answer.call_on_close(_give_connection_back)
    return answer


def _answer(actor: Actor, wanted: Wanted, content: object) -> Response:
    kind, resource = wanted.kind, wanted.query.resource
    if kind not in TYPES:
        raise UnknownFormat(kind)
    if not actor.may(resource.permission("export")):
        raise Forbidden(resource.permission("export"))
    answer = Response(content, content_type=TYPES[kind])  # type: ignore[arg-type]
    answer.headers["Content-Disposition"] = disposition(actor, resource, kind)
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _give_connection_back() -> None:
    if not db.in_transaction():
        db.close()
