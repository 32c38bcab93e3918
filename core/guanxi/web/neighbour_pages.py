"""Walking through a list from record to record: the neighbours of one, and its form that saves and opens the next one's."""

from __future__ import annotations

from dataclasses import replace

from flask import request
from werkzeug.wrappers import Response

from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.neighbours import neighbours
from guanxi.resources.faces import Faces
from guanxi.web.asked import asked
from guanxi.web.rendering import fragment

FOR, EDIT, NEXT = "_for", "edit", "_next"
"""The parameter that says for which page, its value for the form, and the field of the form that names the next record."""


def beside(actor: Actor, faces: Faces, id: int) -> Response:
    """The links to the records beside one in the list that the address asks for; for the form, the button that saves and goes on."""
    resource = faces.resource
    gate.get(actor, resource, id)
    listing = asked(actor, faces, without=(FOR,)).listing(faces, actor)
    if request.args.get(FOR) == EDIT:
        found = neighbours(actor, replace(listing, action="edit"), id)
        return fragment("components/walk.html", "onward", found.next)
    found = neighbours(actor, listing, id)
    places = [f"/{resource.path}/{each}" if each else "" for each in (found.previous, found.next)]
    return fragment("components/walk.html", "walk", *places)


def onward(faces: Faces) -> str:
    """Where the form that was sent goes on to: the form of the next record of the list, or nowhere."""
    following = gate.record_key(request.form.get(NEXT, ""))
    return f"/{faces.resource.path}/{following}/edit" if following else ""
