"""What a saved view asks for, as a query of the gate: for programs, by the same rules as on pages."""

from __future__ import annotations

from collections.abc import Mapping

from guanxi.data.errors import NotFound
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery
from guanxi.records.resource import Resource
from guanxi.resources.faces import Faces, List
from guanxi.web.asked import asked_in
from guanxi.web.view_opening import OPEN
from guanxi.work.views.resource import views


def listing_of(actor: Actor, resource: Resource, view: int, *, known: Mapping[str, Faces]) -> ListQuery:
    """The list of a view; raises NotFound where the actor sees no such view of these records, CannotApply."""
    faces = known.get(resource.name)
    if faces is None or not faces.has(List):
        raise NotFound(views.name, view)
    return asked_in(actor, faces, ((OPEN, str(view)),)).listing(faces, actor)
