"""One row of a list by itself: what stands there once a cell of it was edited."""

from __future__ import annotations

from werkzeug.wrappers import Response

from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery, page
from guanxi.resources.faces import Faces
from guanxi.web.asked import asked
from guanxi.web.list_pages import body_of


def row(actor: Actor, faces: Faces, id: int) -> Response:
    """The row of the record `id` in the columns that the address of the list asks for, whether or not the list's filter finds it."""
    gate.get(actor, faces.resource, id)
    columns = asked(actor, faces).columns(faces)
    found = page(actor, ListQuery(faces.resource, columns=columns, among=(id,), limit=1))
    return Response(str(body_of(actor, faces, found.columns, found.rows, pick=False)))
