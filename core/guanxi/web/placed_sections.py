"""The sections of a record page as they stand for the reader: as the page declares them, arranged by his role."""

from __future__ import annotations

from collections.abc import Mapping

from guanxi.people.page_layouts import DELIVERED, Layout, layouts_of
from guanxi.records.actor import Actor
from guanxi.resources.faces import Faces, Sections
from guanxi.web.security import door, signed_in


def sections_for(actor: Actor, faces: Faces) -> Sections:
    """The sections of the page of a record, each with the names of its fields."""
    return _held(actor).get(faces.resource.name, DELIVERED).arranged(faces.record.placed(faces.resource))


def _held(actor: Actor) -> Mapping[str, Layout]:
    """What holds for the reader; asked once for as long as no right and no layout moves."""
    signed = signed_in()
    if signed is None or signed.user_id != actor.id:
        return layouts_of(actor.id)
    kept = door().keeper.sections(signed.rights)
    found = kept.get(actor.id)
    if found is None:
        found = kept[actor.id] = layouts_of(actor.id)
    return found
