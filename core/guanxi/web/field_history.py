"""What a field held before, beside it: who set it and when, and taking an earlier value back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import Conflict, FieldReadOnly, InvalidValues, Refused
from guanxi.data.fields import About, Field
from guanxi.data.messages import translator
from guanxi.records import gate, journal
from guanxi.records.actor import Actor
from guanxi.records.field_values import HeldValue, held_values
from guanxi.records.former import doer
from guanxi.records.resource import Resource
from guanxi.records.standard import edit
from guanxi.resources.display import format_of, links_of, shown, titles_for
from guanxi.resources.faces import Faces
from guanxi.web.conflicts import conflict_fragment
from guanxi.web.reasons import told
from guanxi.web.record_pages import LINES_READ, field_saved
from guanxi.web.record_view import USER
from guanxi.web.rendering import fragment, toast
from guanxi.web.requests import NO_VERSION, sent_version, wants_fragment

_ = translator("guanxi")
MOST_SHOWN = 20


def field_history(actor: Actor, faces: Faces, id: int, name: str) -> Response:
    """The last values of a field in a dialog; asked for as a page, its whole history."""
    resource = faces.resource
    if not wants_fragment():
        return redirect(f"/{resource.path}/{id}/history?field={name}")
    record = gate.get(actor, resource, id, include_bin=actor.may(resource.permission("delete")))
    field = _field(actor, resource, name)
    held = _held(resource, record, field)
    restorable = (
        record.deleted_at is None
        and _may_write(actor, resource, field)
        and gate.may_do(actor, resource, record, "edit")
    )
    base = f"/{resource.path}/{record.id}"
    return fragment(
        "components/field_history.html",
        "history_dialog",
        {
            "name": field.name,
            "label": field.label,
            "version": record.version,
            "restore_url": f"{base}/field/{field.name}/restore" if restorable else "",
            "all_url": f"{base}/history?field={field.name}",
            "values": _drawn(actor, field, held[:MOST_SHOWN]),
            "more": len(held) > MOST_SHOWN,
        },
    )


def restore_value(actor: Actor, faces: Faces, id: int, name: str) -> Response:
    """Give a field back what it held from one journal line on: an edit like any other, with its checks and the version."""
    resource = faces.resource
    record = gate.get(actor, resource, id, "edit")
    field = _field(actor, resource, name)
    if not _may_write(actor, resource, field):
        raise FieldReadOnly
    version, wanted = sent_version(), request.form.get("line", "")
    if version is None:
        raise Refused(NO_VERSION)
    held = next((each for each in _held(resource, record, field) if str(each.line.id) == wanted), None)
    if held is None:
        abort(404)
    try:
        done = edit(actor, resource, id, {field.name: field.from_row(held.row)}, version=version)
    except InvalidValues as error:
        raise Refused(next(iter(error.errors.values()), error.message)) from error
    except Conflict as conflict:
        if not wants_fragment():
            raise
        return conflict_fragment(actor, resource, conflict, f"/{resource.path}/{id}/field/{field.name}")
    if wants_fragment():
        return field_saved(actor, resource, done, field)
    if done.change:
        toast(_("{field} saved").format(field=field.label), undo=done.change)
    return redirect(f"/{resource.path}/{id}", 303)


def _field(actor: Actor, resource: Resource, name: str) -> Field:
    """A field that the actor sees; a hidden one is like one that does not exist."""
    return {field.name: field for field in gate.fields_for(actor, resource, "view")}.get(name) or abort(404)


def _may_write(actor: Actor, resource: Resource, field: Field) -> bool:
    """Tell whether the actor writes the field at all; what he sees in part he cannot give back, nor whom an entry is about."""
    writable = {each.name for each in gate.fields_for(actor, resource, "edit")}
    permitted = field.name in writable and actor.may(resource.permission("edit"))
    return permitted and not gate.masked(actor, field) and not isinstance(field, About)


def _held(resource: Resource, record: Any, field: Field) -> list[HeldValue]:
    lines = journal.lines_of_record(resource.name, record.id, limit=LINES_READ)
    return list(held_values(field, field.to_row(gate.values_of(resource, record)[field.name]), lines))


def _drawn(actor: Actor, field: Field, held: Sequence[HeldValue]) -> list[dict[str, Any]]:
    """Each value in the reader's language; of two alike in a row (as he may read them) each stays, with its own writer."""
    fmt, now = format_of(actor), actor.host.clock()
    named = {(USER, each.line.actor_id) for each in held if each.line.actor_id}
    for each in held:
        named.update(links_of((field,), {field.name: field.from_row(each.row)}))
    titles = titles_for(actor, named)
    found = []
    for place, each in enumerate(held):
        part = shown(actor, field, each.row, fmt, titles)
        found.append(
            {
                "line": each.line.id,
                "text": part.text,
                "withheld": part.masked and not part.text,
                "now": place == 0,
                "who": doer(titles, each.line.actor_id),
                "at": fmt.relative(each.line.at, now),
                "at_exact": fmt.datetime(each.line.at),
                "reason": told(each.line.reason) if each.line.reason else "",
                "same": each.row == held[0].row,
            }
        )
    return found
