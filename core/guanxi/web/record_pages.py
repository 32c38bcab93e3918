"""The page of one record: sections of fields with their editors in place, history, neighbours in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from guanxi.data.columns import to_ms
from guanxi.data.errors import Conflict, FieldReadOnly, InvalidValues, NotFound
from guanxi.data.fields import DateTime, Field, Tags
from guanxi.data.messages import translator
from guanxi.people.escalation import ADMINISTER
from guanxi.records import gate, journal
from guanxi.records.about import MARKED
from guanxi.records.actor import Actor
from guanxi.records.change import Done
from guanxi.records.former import doer
from guanxi.records.presence import (
    Question,
    absent,
    beside,
    entered,
    indexed,
    let_in,
    linked,
    looked_up,
    passed,
)
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.rowset import has_timeline, remembering_rows
from guanxi.records.standard import edit
from guanxi.records.titles import remembering_titles
from guanxi.resources.display import format_of, linked_title, links_of, titles_for, titles_of
from guanxi.resources.faces import Faces
from guanxi.resources.forms import form_of, refused, view
from guanxi.resources.new_tags import with_new_tags
from guanxi.web.action_pages import buttons
from guanxi.web.activity_view import panel_of
from guanxi.web.attachment_view import attachments_of
from guanxi.web.conflicts import conflict_fragment
from guanxi.web.crumbs import crumbs
from guanxi.web.head_actions import parted
from guanxi.web.headings import heading
from guanxi.web.help_offer import help_offer
from guanxi.web.histories import entries_of
from guanxi.web.layout_pages import layout_offer
from guanxi.web.line_view import panels
from guanxi.web.merge_pages import lives_on, merge_offer
from guanxi.web.placed_sections import sections_for
from guanxi.web.record_numbers import numbers_of
from guanxi.web.record_view import USER, RecordView, last_of
from guanxi.web.related import depending, related_lists
from guanxi.web.rendering import face_page, fragment
from guanxi.web.replies_view import replies_panel
from guanxi.web.requests import NO_VERSION, sent_version
from guanxi.web.routing import may_open
from guanxi.web.sharing_pages import collaborators_of
from guanxi.web.sharing_pages import panel as collaborators_panel
from guanxi.web.slots import slot_parts
from guanxi.web.star_pages import short_address, star_view
from guanxi.web.timeline_pages import is_drawn, timeline_of
from guanxi.web.timeline_pins import pinnable
from guanxi.work import stars
from guanxi.work.activities import due, next_due
from guanxi.work.activities.tables import OPEN

_ = translator("guanxi")
RECORD = "/{path}/<int:id>"
HISTORY_ON_PAGE, LINES_READ = 20, 200


def record_page(actor: Actor, faces: Faces, id: int) -> Response:
    """The whole page of the record `id`."""
    resource = faces.resource
    with remembering_rows(actor), remembering_titles(actor):
        try:
            record = gate.get(actor, resource, id, include_bin=actor.may(resource.permission("delete")))
        except NotFound:
            if living := lives_on(actor, resource, id):
                return redirect(living["href"], 302)
            raise
        with looked_up(what_may_be_there(actor, resource, record.id)):
            return _page(actor, faces, record)


def what_may_be_there(actor: Actor, resource: Resource, record_id: int) -> Iterator[Question]:
    """All that may stand on the page of a record or not: whatever leads to it, what is about it, who is let in."""
    record, host = Ref(resource.name, record_id), actor.host
    for other, link in host.leading.get(resource.name, ()):
        if indexed(other, link) and actor.may(other.permission("view")):
            yield linked(other, link, record_id)
    yield from (beside(extension, record_id) for extension in resource.extensions)
    if resource.rows.shared:
        yield let_in(record)
    yield stars.asked(actor, record)
    if has_timeline(resource):
        yield from (entered(record, name) for name in host.entries if name not in host.hanging)
        yield from (passed(record, name) for name in host.milestones)
        yield from (entered(record, name, MARKED) for name in pinnable(actor))
        yield entered(record, due.NAME, OPEN)


def _page(actor: Actor, faces: Faces, record: Any) -> Response:
    resource = faces.resource
    lines = journal.lines_of_record(resource.name, record.id, limit=LINES_READ)
    happened = is_drawn(resource, record)
    view = RecordView(actor, resource, record, lines, history=0 if happened else HISTORY_ON_PAGE)
    inside = collaborators_of(actor, resource, record)
    named = {*view.named, *((USER, each.user) for each in inside)}
    timeline = timeline_of(actor, resource, record, lines, named) if happened else None
    title = heading(actor, resource, record)
    leading = related_lists(actor, resource, record.id, deleted=record.deleted_at is not None)
    sections, rest = _with_lines(view.sections(sections_for(actor, faces)), panels(actor, resource, record))
    return face_page(
        faces.record,
        actor,
        record,
        title=title,
        kind=str(resource.label_one),
        icon=resource.icon,
        person=title if resource.icon == "user" else "",
        crumbs=crumbs(actor, resource),
        facts=facts_of(view),
        tags=tags_of(view),
        **_buttons(
            view, depending(leading), [*merge_offer(actor, faces, record), *layout_offer(actor, faces)]
        ),
        sections=sections,
        lines=rest,
        attachments=attachments_of(actor, resource, record),
        replies=replies_panel(actor, resource, record),
        history=[] if timeline else entries_of(actor, resource, record, view.steps, view.titles),
        history_url=f"/{resource.path}/{record.id}/history",
        numbers=numbers_of(actor, resource, record),
        related=[*leading, *collaborators_panel(actor, resource, record, inside)],
        planned=panel_of(actor, resource, record.id, deleted=record.deleted_at is not None),
        side=slot_parts(actor, f"{resource.name}.side", (resource.name, record.id)),
        middle=[],
        timeline=timeline,
        **_standing(view),
    )


def field_in_place(actor: Actor, faces: Faces, id: int, name: str) -> Response:
    """GET: the editor of one field (``?display``: the field as it is read). POST: save it."""
    resource = faces.resource
    field = {f.name: f for f in gate.fields_for(actor, resource, "view")}.get(name) or abort(404)
    if request.method == "GET" and "display" in request.args:
        return _display(actor, resource, gate.get(actor, resource, id), field)
    writable = {f.name for f in gate.fields_for(actor, resource, "edit")}
    if field.name not in writable or not actor.may(resource.permission("edit")):
        gate.get(actor, resource, id, "edit")
        raise FieldReadOnly
    if request.method == "GET":
        values = gate.values_of(resource, gate.get(actor, resource, id, "edit"))
        return _editor(actor, resource, id, field, _form(actor, faces, field, values=values))
    return _save_field(actor, faces, id, field)


def _form(actor: Actor, faces: Faces, field: Field, **filled: Any) -> Any:
    return form_of([field], format_of(actor), own=faces.form.form, actor=actor, **filled)


def _save_field(actor: Actor, faces: Faces, id: int, field: Field) -> Response:
    resource, filled = faces.resource, {}
    if isinstance(field, DateTime):
        filled["values"] = gate.values_of(resource, gate.get(actor, resource, id, "edit"))
    form = _form(actor, faces, field, sent=request.form, **filled)
    if not form[field.name].field_was_sent(request.form):
        return _display(actor, resource, gate.get(actor, resource, id, "edit"), field)
    if not form.validate():
        return _editor(actor, resource, id, field, form, 422)
    version = sent_version()
    if version is None:
        refused(form, {field.name: NO_VERSION})
        return _editor(actor, resource, id, field, form, 422)
    try:
        with with_new_tags(actor, form, {field.name: form[field.name].data}) as values:
            done = edit(actor, resource, id, values, version=version)
    except InvalidValues as error:
        refused(form, error.errors)
        return _editor(actor, resource, id, field, form, 422)
    except Conflict as conflict:
        return conflict_fragment(actor, resource, conflict, f"/{resource.path}/{id}/field/{field.name}")
    return field_saved(actor, resource, done, field)


def field_saved(actor: Actor, resource: Resource, done: Done, field: Field) -> Response:
    """The field after an edit of it, with the toast that takes the edit back."""
    if not done.change:
        return _display(actor, resource, gate.get(actor, resource, done.value.id), field)
    answer = _saved(actor, resource, done, field)
    told = {"text": str(_("{field} saved").format(field=field.label)), "undo": f"/undo/{done.change}"}
    answer.set_data(answer.get_data(as_text=True) + _toast(told))
    return answer


def _saved(actor: Actor, resource: Resource, done: Done, field: Field) -> Response:
    """The field as it now is. Who moved the record out of his own reach by this very change is told that it is gone."""
    rows = resource.rows
    decides = rows.through or rows.where or field.name in (rows.own, rows.team)
    record = gate.get(actor, resource, done.value.id) if decides else done.value
    last = dict.fromkeys(field.columns, (actor.id, to_ms(record.changed_at)))
    view = RecordView(actor, resource, record, last=last, fields=[field], editable=None if decides else True)
    return fragment("components/record.html", "display", view.field(field))


def _toast(told: dict[str, str]) -> str:
    return str(fragment("components/feedback.html", "toast_fragment", told).get_data(as_text=True))


def _display(actor: Actor, resource: Resource, record: Any, field: Field) -> Response:
    lines = journal.lines_of_record(resource.name, record.id, limit=LINES_READ)
    view = RecordView(actor, resource, record, last=last_of(lines, field.columns), fields=[field])
    return fragment("components/record.html", "display", view.field(field))


def _editor(
    actor: Actor, resource: Resource, id: int, field: Field, form: Any, status: int = 200
) -> Response:
    record, fmt = gate.get(actor, resource, id, "edit"), format_of(actor)
    values = gate.values_of(resource, record)
    known = titles_of(actor, [field], values) | titles_of(actor, [field], {field.name: form[field.name].data})
    linked = linked_title(field, values.get(field.name), known)
    lookup = f"/{resource.path}/lookup/{field.name}"
    address = f"/{resource.path}/{record.id}/field/{field.name}"
    drawn = view(form[field.name], fmt, text=linked, lookup=lookup, titles=known)
    return fragment(
        "components/record.html",
        "inplace",
        drawn | {"edit_url": address, "version": record.version, "history_url": f"{address}/history"},
        status=status,
    )


def facts_of(view: RecordView) -> list[tuple[Any, str]]:
    """What the head tells besides the title: whose the record is, for when something is planned, when it changed."""
    resource, found = view.resource, list[tuple[Any, str]]()
    own = resource.by_name.get(resource.rows.own or "")
    if own is not None:
        owner = next(links_of([own], view.values), ("", 0))
        found.append((own.label, view.titles.get(owner) or titles_for(view.actor, [owner]).get(owner, "")))
    if (planned := _next_day(view)) is not None:
        found.append((_("Next activity"), view.fmt.date(planned)))
    changed = view.fmt.relative(to_ms(view.record.changed_at), view.actor.host.clock())
    return [*found, (_("Changed"), changed)]


def _next_day(view: RecordView) -> date | None:
    """The day of the first open activity about the record."""
    resource, record = view.resource, view.record
    if record.deleted_at is not None or not has_timeline(resource):
        return None
    if absent(entered(Ref(resource.name, record.id), due.NAME, OPEN)):
        return None
    return next_due.next_days(view.actor, resource, [record.id]).get(record.id)


def tags_of(view: RecordView) -> Any:
    """The tags of the record as its head shows them; None for records that bear none, or whose tags the reader does not see."""
    found = next((field for field in view.fields if isinstance(field, Tags)), None)
    return view.field(found) if found else None


def _with_lines(
    sections: list[dict[str, Any]], found: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The sections, each with the tables of lines that stand below it; and those that stand below all."""
    for section in sections:
        section["lines"] = [each for each in found if each["after"] == section["label"]]
    placed = {each["id"] for section in sections for each in section["lines"]}
    return sections, [each for each in found if each["id"] not in placed]


def _reaches(actor: Actor, resource: Resource, record: Any, action: str) -> bool:
    """Tell whether the actor may do `action` to this very record, not only to some."""
    return actor.may(resource.permission(action)) and gate.may_do(actor, resource, record, action)


def _buttons(view: RecordView, depends: str, offered: list[dict[str, Any]]) -> dict[str, Any]:
    """What may be done with the record: beside its name, and in the menu behind."""
    shown, others = parted(buttons(view.actor, view.resource, view.record), _actions(view))
    line = [None] if others else []
    rest = _more(view.actor, view.resource, view.record, depends, offered)
    return {
        "actions": shown,
        "more": [*others, *line, *help_offer(view), *rest],
    }


def _actions(view: RecordView) -> list[dict[str, Any]]:
    if not view.editable or not may_open(view.actor, f"/{view.resource.path}/<int:id>/edit"):
        return []
    return [
        {
            "label": _("Edit"),
            "href": f"/{view.resource.path}/{view.record.id}/edit",
            "icon": "pencil",
            "key": "e",
            "kind": "main",
        }
    ]


def _more(
    actor: Actor, resource: Resource, record: Any, depends: str, offered: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    base = f"/{resource.path}/{record.id}"
    found: list[dict[str, Any]] = [{"label": _("History"), "href": f"{base}/history", "icon": "history"}]
    short = short_address(Ref(resource.name, record.id))
    found.append({"label": _("Copy address"), "href": short, "icon": "link"})
    if actor.may(ADMINISTER):
        found.append({"label": _("Who may do what here"), "href": f"{base}/rights", "icon": "shield-check"})
    found += offered
    deletes = may_open(actor, f"{RECORD.format(path=resource.path)}/delete", "POST")
    if deletes and record.deleted_at is None and _reaches(actor, resource, record, "delete"):
        based = {"version": record.version}
        deleting = {"label": _("Delete"), "post": f"{base}/delete", "icon": "trash-2", "kind": "danger"}
        found.append({**deleting, "hidden": based, "confirm": depends})
    return found


def _standing(view: RecordView) -> dict[str, Any]:
    """That the record is in the bin, or whether the reader has starred it."""
    ref = Ref(view.resource.name, view.record.id)
    star = star_view(ref, on=not absent(stars.asked(view.actor, ref)))
    return {"deleted": _deleted(view), "star": star if view.record.deleted_at is None else None}


def _deleted(view: RecordView) -> dict[str, Any] | None:
    record = view.record
    if record.deleted_at is None:
        return None
    who = next((line.actor_id for line in reversed(view.lines) if line.verb == journal.REMOVE), 0)
    return {
        "at": view.fmt.datetime(to_ms(record.deleted_at)),
        "who": doer(view.titles, who),
        "restore": f"/{view.resource.path}/{record.id}/restore",
        "into": lives_on(view.actor, view.resource, record.id),
    }
