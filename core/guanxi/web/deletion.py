"""Deleting into the bin, one record or those selected, and the page of the bin."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.database import as_set, in_set, rows
from guanxi.data.errors import InvalidValues, Refused
from guanxi.data.messages import translator
from guanxi.records import gate, journal
from guanxi.records.actor import Actor
from guanxi.records.bulk import delete_many
from guanxi.records.former import USER, doer
from guanxi.records.resource import Resource
from guanxi.records.standard import delete
from guanxi.resources.display import format_of, titles_for
from guanxi.resources.faces import Faces
from guanxi.web.addresses import local_address
from guanxi.web.crumbs import crumbs
from guanxi.web.headings import heading
from guanxi.web.rendering import page, toast
from guanxi.web.requests import sent_version
from guanxi.web.run_pages import on_with_it
from guanxi.web.ways import away, back, to_record
from guanxi.web.whole_lists import EVERY, refuse_cut, wanted_scope, whole_list
from guanxi.work.runs import editing

_ = translator("guanxi")
KEPT_DAYS = 30
ON_PAGE = 200
MOST_SELECTED = 1000


def delete_record(actor: Actor, faces: Faces, id: int) -> Response:
    """Put one record into the bin and return to the list; where a rule refuses it, say why on its page.

    It is refused too where somebody changed the record since the page that it is deleted on, which names the version.
    """
    record, version = gate.get(actor, faces.resource, id, "delete"), sent_version()
    try:
        if version is None:
            raise Refused(_("Look at the record once more before you delete it."))
        done = delete(actor, faces.resource, id, version=_seen(actor, faces.resource, record, version))
    except Refused as no:
        toast(no, tone="bad")
        return redirect(back(actor, faces.resource, id), 303)
    toast(_("“{title}” is in the bin").format(title=heading(actor, faces.resource, record)), undo=done.change)
    return redirect(away(actor, faces.resource), 303)


def _seen(actor: Actor, resource: Resource, record: Any, version: int) -> int:
    """The version that the actor knows: what he changed himself since `version`, in place on that page, he has seen."""
    since = journal.lines_of_record(resource.name, record.id, after_version=version, limit=None)
    known = version < record.version and all(line.actor_id == actor.id for line in since)
    return int(record.version) if known else version


def delete_selected(actor: Actor, faces: Faces) -> Response:
    """Put the selected records into the bin as one change; refused as a whole where one of them is out of reach.

    Where all that the list shows was chosen, a run looks at it first, and its page offers to do it.
    """
    ids = request.form.getlist("id", type=int)
    if len(ids) > MOST_SELECTED:
        raise InvalidValues({"id": _("At most {n} records can be deleted at once.").format(n=MOST_SELECTED)})
    came_from = local_address(request.referrer, request.host) or away(actor, faces.resource)
    if not ids:
        toast(_("Nothing is selected."), tone="info")
        return redirect(came_from, 303)
    whole = whole_list(actor, faces, came_from) if wanted_scope() == EVERY else None
    try:
        if whole is not None:
            refuse_cut(whole)
            editing.start_deleting(actor, whole, look=True)
            return on_with_it(actor)
        done = delete_many(actor, faces.resource, ids)
    except Refused as no:
        toast(no, tone="bad")
        return redirect(came_from, 303)
    toast(_("1 record is in the bin", "{n} records are in the bin", n=len(set(ids))), undo=done.change)
    return redirect(came_from, 303)


def bin_page(actor: Actor, faces: Faces) -> Response:
    """The records of this kind that are in the bin, newest first."""
    resource = faces.resource
    model = resource.model
    query = gate.visible(actor, resource, "restore").where(model.deleted_at.is_null(False))
    found = list(query.order_by(model.deleted_at.desc(), model.id.desc()).limit(ON_PAGE))
    removed_by = _removed_by(resource.name, [record.id for record in found])
    names = titles_for(actor, {(USER, who) for who in removed_by.values() if who})
    return page(
        "bin.html",
        actor,
        title=str(_("Bin")),
        crumbs=crumbs(actor, resource),
        days=KEPT_DAYS,
        rows=[_row(actor, faces, record, doer(names, removed_by.get(record.id, 0))) for record in found],
    )


def _row(actor: Actor, faces: Faces, record: Any, who: str) -> dict[str, Any]:
    resource = faces.resource
    base = f"/{resource.path}/{record.id}"
    return {
        "id": record.id,
        "href": to_record(actor, resource, record.id),
        "label": heading(actor, resource, record),
        "kind": resource.label_one,
        "who": who,
        "at": format_of(actor).datetime(type(record).deleted_at.db_value(record.deleted_at)),
        "restore": f"{base}/restore",
    }


def _removed_by(kind: str, ids: list[int]) -> dict[int, int]:
    sql = f"""SELECT l.record_id, c.actor_id FROM change_line l JOIN "change" c ON c.id = l.change_id
              WHERE l.kind = ? AND {in_set("l.record_id")} AND l.verb = 'remove' ORDER BY l.id"""
    return dict(rows(sql, (kind, as_set(ids)))) if ids else {}
