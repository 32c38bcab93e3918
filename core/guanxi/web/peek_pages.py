"""A record beside its list, as a part of the page: head, fields, what happened last, how much belongs to it."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from guanxi.records import gate, journal
from guanxi.records.actor import Actor
from guanxi.records.presence import looked_up
from guanxi.records.resource import Resource
from guanxi.records.rowset import remembering_rows
from guanxi.records.titles import remembering_titles
from guanxi.resources.faces import Faces
from guanxi.web.headings import heading
from guanxi.web.placed_sections import sections_for
from guanxi.web.record_pages import LINES_READ, facts_of, tags_of, what_may_be_there
from guanxi.web.record_view import RecordView
from guanxi.web.related import related_lists
from guanxi.web.rendering import fragment
from guanxi.web.timeline_pages import is_drawn
from guanxi.web.timeline_view import Timeline

NEWEST = 3


def peek(actor: Actor, faces: Faces, id: int) -> Response:
    """The record `id` as it is shown beside a list."""
    resource = faces.resource
    with remembering_rows(actor), remembering_titles(actor):
        record = gate.get(actor, resource, id, include_bin=actor.may(resource.permission("delete")))
        with looked_up(what_may_be_there(actor, resource, record.id)):
            return fragment("components/peek.html", "peek", _parts(actor, faces, record))


def _parts(actor: Actor, faces: Faces, record: Any) -> dict[str, Any]:
    resource = faces.resource
    lines = journal.lines_of_record(resource.name, record.id, limit=LINES_READ)
    view = RecordView(actor, resource, record, lines)
    days = _newest(actor, resource, record, lines, view)
    title = heading(actor, resource, record)
    return {
        "href": f"/{resource.path}/{record.id}",
        "title": title,
        "kind": str(resource.label_one),
        "icon": resource.icon,
        "person": title if resource.icon == "user" else "",
        "facts": facts_of(view),
        "tags": tags_of(view),
        "sections": view.sections(sections_for(actor, faces)),
        "related": _related(actor, resource, record),
        "days": days,
    }


def _newest(
    actor: Actor, resource: Resource, record: Any, lines: Any, view: RecordView
) -> list[dict[str, Any]]:
    """The days of the last entries; none of a record without a timeline."""
    if not is_drawn(resource, record):
        return []
    return Timeline(actor, resource, record, lines=lines, beside=view.named, most=NEWEST).page()[0]


def _related(actor: Actor, resource: Resource, record: Any) -> list[dict[str, Any]]:
    """How many records lead here, by kind, of which there are any."""
    found = related_lists(actor, resource, record.id, deleted=record.deleted_at is not None)
    return [
        {"title": each["title"], "count": each["count"], "href": each["all_href"]}
        for each in found
        if each["entries"]
    ]
