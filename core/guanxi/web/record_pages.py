"""The page of one record: sections of fields with their editors in place, history, neighbours in time."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import Conflict, InvalidValues
from guanxi.data.fields import Field, shown_fields
from guanxi.data.messages import translator
from guanxi.people.escalation import ADMINISTER
from guanxi.records import gate, journal
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.standard import edit
from guanxi.resources.display import Shown, format_of, linked_title, shown, title_of, titles, titles_of
from guanxi.resources.faces import Faces
from guanxi.resources.forms import form_of, refused, view
from guanxi.web.conflicts import conflict_fragment
from guanxi.web.crumbs import crumbs
from guanxi.web.histories import entries
from guanxi.web.related import related_lists
from guanxi.web.rendering import face_page, fragment
from guanxi.web.slots import slot_parts

_ = translator("guanxi")
HISTORY_ON_PAGE = 20


def record_page(actor: Actor, faces: Faces, id: int) -> Response:
    """The whole page of the record `id`."""
    resource = faces.resource
    record = gate.get(actor, resource, id, include_bin=actor.may(resource.permission("delete")))
    values = gate.values_of(resource, record)
    title = title_of(resource, record)
    return face_page(
        faces.record,
        actor,
        record,
        title=title,
        kind=str(resource.label_one),
        icon=resource.icon,
        person=title if resource.icon == "user" else "",
        crumbs=crumbs(actor, resource),
        facts=_facts(actor, resource, values, record),
        actions=_actions(actor, resource, record),
        more=_more(actor, resource, record),
        sections=_sections(actor, faces, record, values),
        history=entries(actor, resource, record.id, limit=HISTORY_ON_PAGE),
        history_url=f"/{resource.path}/{record.id}/history",
        related=related_lists(actor, resource, record.id),
        side=slot_parts(actor, f"{resource.name}.side", (resource.name, record.id)),
        middle=[],
        deleted=_deleted(actor, resource, record),
    )


def field_in_place(actor: Actor, faces: Faces, id: int, name: str) -> Response:
    """GET: the editor of one field (``?display``: the field as it is read). POST: save it."""
    resource = faces.resource
    field = {f.name: f for f in gate.fields_for(actor, resource, "view")}.get(name) or abort(404)
    if request.method == "GET" and "display" in request.args:
        return _display(actor, resource, gate.get(actor, resource, id), field)
    if field.name not in {f.name for f in gate.fields_for(actor, resource, "edit")}:
        abort(404)
    record = gate.get(actor, resource, id, "edit")
    if request.method == "GET":
        return _editor(actor, resource, record, field, _form(actor, faces, record, field))
    return _save_field(actor, faces, record, field)


def _form(actor: Actor, faces: Faces, record: Any, field: Field, sent: Any = None) -> Any:
    values = gate.values_of(faces.resource, record)
    return form_of([field], format_of(actor), sent=sent, values=values, own=faces.form.form, actor=actor)


def _save_field(actor: Actor, faces: Faces, record: Any, field: Field) -> Response:
    resource = faces.resource
    form = _form(actor, faces, record, field, request.form)
    if not form.validate():
        return _editor(actor, resource, record, field, form, 422)
    version = request.form.get("version", type=int)
    try:
        done = edit(actor, resource, record.id, {field.name: form[field.name].data}, version=version)
    except InvalidValues as error:
        refused(form, error.errors)
        return _editor(actor, resource, record, field, form, 422)
    except Conflict as conflict:
        address = f"/{resource.path}/{record.id}/field/{field.name}"
        return conflict_fragment(actor, resource, conflict, address)
    answer = _display(actor, resource, gate.get(actor, resource, record.id), field)
    if done.change:
        told = {"text": str(_("{field} saved").format(field=field.label)), "undo": f"/undo/{done.change}"}
        answer.set_data(answer.get_data(as_text=True) + _toast(told))
    return answer


def _toast(told: dict[str, str]) -> str:
    return str(fragment("components/feedback.html", "toast_fragment", told).get_data(as_text=True))


def _display(actor: Actor, resource: Resource, record: Any, field: Field) -> Response:
    values = gate.values_of(resource, record)
    found = _fields(actor, resource, record, values, [field], _last_changes(actor, resource, record.id))
    return fragment("components/record.html", "display", found[0])


def _editor(
    actor: Actor, resource: Resource, record: Any, field: Field, form: Any, status: int = 200
) -> Response:
    fmt, values = format_of(actor), gate.values_of(resource, record)
    linked = linked_title(field, values.get(field.name), titles_of(actor, [field], values))
    lookup = f"/{resource.path}/lookup/{field.name}"
    address = f"/{resource.path}/{record.id}/field/{field.name}"
    drawn = view(form[field.name], fmt, text=linked, lookup=lookup)
    return fragment(
        "components/record.html",
        "inplace",
        drawn | {"edit_url": address, "version": record.version},
        status=status,
    )


def _sections(actor: Actor, faces: Faces, record: Any, values: dict[str, Any]) -> list[dict[str, Any]]:
    resource = faces.resource
    visible = {f.name: f for f in shown_fields(gate.fields_for(actor, resource, "view"), values)}
    changes = _last_changes(actor, resource, record.id)
    placed = [
        {"label": label, "fields": [visible[name] for name in names if name in visible]}
        for label, names in faces.record.placed(resource)
    ]
    return [
        {"label": part["label"], "fields": _fields(actor, resource, record, values, part["fields"], changes)}
        for part in placed
        if part["fields"]
    ]


def _fields(
    actor: Actor,
    resource: Resource,
    record: Any,
    values: dict[str, Any],
    fields: list[Field],
    changes: dict[str, tuple[str, int]],
) -> list[dict[str, Any]]:
    fmt, linked = format_of(actor), titles_of(actor, fields, values)
    writable = {f.name for f in gate.fields_for(actor, resource, "edit")}
    editable = record.deleted_at is None and bool(
        gate.rows_among(actor, resource, (record.id,), "edit")
        if actor.may(resource.permission("edit"))
        else ()
    )
    base = f"/{resource.path}/{record.id}"
    found = []
    for field in fields:
        part = shown(actor, field, field.to_row(values[field.name]), fmt, linked)
        found.append(_drawn(part, base, editable and field.name in writable, changes.get(field.name), fmt))
    return found


def _drawn(
    part: Shown, base: str, editable: bool, change: tuple[str, int] | None, fmt: Any
) -> dict[str, Any]:  # noqa: FBT001
    field = part.field
    return {
        "name": field.name,
        "label": field.label,
        "shown": part.text,
        "kind": field.editor,
        "href": part.href,
        "withheld": part.masked and not part.text,
        "edit_url": f"{base}/field/{field.name}" if editable and not part.masked else "",
        "history_url": f"{base}/history?field={field.name}",
        "changed_by": change[0] if change else "",
        "changed_at": fmt.datetime(change[1]) if change else "",
    }


def _last_changes(actor: Actor, resource: Resource, record_id: int) -> dict[str, tuple[str, int]]:
    """Who last wrote each field, and when (ms UTC)."""
    last: dict[str, tuple[int, int]] = {}
    for line in journal.lines_of_record(resource.name, record_id, limit=200):
        for column in line.fields:
            last[column] = (line.actor_id, line.at)
    names = titles(actor, "people.user", {who for who, _at in last.values()})
    return {
        field.name: (names.get(last[field.columns[0]][0], str(_("System"))), last[field.columns[0]][1])
        for field in resource.by_name.values()
        if field.columns[0] in last
    }


def _facts(actor: Actor, resource: Resource, values: dict[str, Any], record: Any) -> list[tuple[Any, str]]:
    fmt, found = format_of(actor), []
    own = resource.by_name.get(resource.rows.own or "")
    if own is not None:
        owner = titles_of(actor, [own], values).get((getattr(own, "to", ""), values.get(own.name) or 0), "")
        found.append((own.label, owner))
    found.append(
        (
            _("Changed"),
            fmt.relative(record._meta.columns["changed_at"].db_value(record.changed_at), actor.host.clock()),
        )
    )
    return found


def _actions(actor: Actor, resource: Resource, record: Any) -> list[dict[str, Any]]:
    if record.deleted_at is not None or not actor.may(resource.permission("edit")):
        return []
    return [
        {
            "label": _("Edit"),
            "href": f"/{resource.path}/{record.id}/edit",
            "icon": "pencil",
            "key": "e",
            "kind": "main",
        }
    ]


def _more(actor: Actor, resource: Resource, record: Any) -> list[dict[str, Any]]:
    base = f"/{resource.path}/{record.id}"
    found: list[dict[str, Any]] = [{"label": _("History"), "href": f"{base}/history", "icon": "history"}]
    if actor.may(ADMINISTER):
        found.append({"label": _("Who may do what here"), "href": f"{base}/rights", "icon": "shield-check"})
    if record.deleted_at is None and actor.may(resource.permission("delete")):
        found.append({"label": _("Delete"), "post": f"{base}/delete", "icon": "trash-2", "kind": "danger"})
    return found


def _deleted(actor: Actor, resource: Resource, record: Any) -> dict[str, Any] | None:
    if record.deleted_at is None:
        return None
    lines = [
        line for line in journal.lines_of_record(resource.name, record.id) if line.verb == journal.REMOVE
    ]
    who = titles(actor, "people.user", {lines[-1].actor_id}) if lines else {}
    return {
        "at": format_of(actor).datetime(record._meta.columns["deleted_at"].db_value(record.deleted_at)),
        "who": next(iter(who.values()), str(_("System"))),
        "restore": f"/{resource.path}/{record.id}/restore",
    }


def back_to(resource: Resource, record_id: int) -> Response:
    """To the page of a record."""
    return redirect(f"/{resource.path}/{record_id}", 303)
