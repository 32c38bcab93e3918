"""The hint below the head of a new record's form: records that may be the same, while somebody types."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from guanxi.records.actor import Actor
from guanxi.resources.alike import alike
from guanxi.resources.faces import Faces
from guanxi.web.rendering import fragment
from guanxi.web.routing import may_open

LONGEST = 200


def hint(actor: Actor, faces: Faces) -> Response:
    """The records alike to what was sent; it writes nothing, and is a POST so that no name or number stands in an address."""
    typed = {name: text[:LONGEST] for name, text in request.form.items()}
    found = alike(actor, faces.resource, typed) if may_open(actor, f"/{faces.resource.path}/<int:id>") else []
    items = [
        {
            "href": "/{}/{}".format(*(hit.of or (faces.resource.path, hit.id))),
            "title": hit.title,
            "detail": hit.detail,
        }
        for hit in found
    ]
    return fragment("components/alike.html", "alike", items)
