"""Answers to programs: JSON, with the version as ETag, the change behind a write, and where a new record is found."""

from __future__ import annotations

import json
from typing import Any

from flask import Response

from guanxi.data.errors import NotFound
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Done
from guanxi.records.resource import Resource
from guanxi.rest.representation import of_record

API = "/api/v1"
CHANGE = "Guanxi-Change"
REPLAYED = "Idempotent-Replayed"


def answer(content: Any, status: int = 200) -> Response:
    """`content` as JSON."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text, status, content_type="application/json")


def found(actor: Actor, resource: Resource, record: Any, status: int = 200) -> Response:
    """A record with its version as ETag."""
    made = answer(of_record(actor, resource, record), status)
    made.headers["ETag"] = f'"{record.version}"'
    return made


def written(actor: Actor, resource: Resource, done: Done, *, new: bool = False) -> Response:
    """The record as it is after a change; its id alone where the change took it out of the actor's sight.

    A new record is answered with 201 and its address; a repetition of an Idempotency-Key with 200 and a header.
    """
    assert done.ref is not None
    status = 201 if new and not done.repeated else 200
    try:
        made = found(actor, resource, gate.get(actor, resource, done.ref.id), status)
    except NotFound:
        made = answer({"id": done.ref.id}, status)
    if new:
        made.headers["Location"] = f"{API}/{resource.path}/{done.ref.id}"
    return marked(made, done)


def nothing() -> Response:
    """204: done, without content and so without a type of content."""
    made = Response(status=204)
    del made.headers["Content-Type"]
    return made


def marked(made: Response, done: Done) -> Response:
    """The answer with the change that it reports, and whether that is a repetition."""
    if done.change:
        made.headers[CHANGE] = str(done.change)
    if done.repeated:
        made.headers[REPLAYED] = "true"
    return made
