"""Lines edited on the page of the record that they belong to: each answer is the whole small table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from guanxi.data.errors import Conflict, InvalidValues, KeyReused, Refused
from guanxi.data.fields import Field
from guanxi.data.messages import Message, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.change import Done
from guanxi.records.resource import Resource
from guanxi.records.standard import create, delete, edit
from guanxi.resources.display import format_of, linked_title, title_of, titles_of
from guanxi.resources.faces import Faces
from guanxi.resources.forms import errors_of, form_of, inputs_of, refused, view
from guanxi.resources.lines import Lines, lines_of
from guanxi.resources.new_tags import with_new_tags
from guanxi.web.conflicts import conflict_dialog
from guanxi.web.crumbs import crumbs
from guanxi.web.line_view import address, composed, panel
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.requests import NO_VERSION, sent_once, sent_version, wants_fragment
from guanxi.web.ways import back

_ = translator("guanxi")


def table(actor: Actor, faces: Faces, name: str, id: int) -> Response:
    """The lines of the record `id`, found by the Link `name`."""
    lines, whole, record = _of_whole(actor, faces, name, id)
    return _answer(actor, lines, whole, record)


def add(actor: Actor, faces: Faces, name: str, id: int) -> Response:
    """GET: the table with an empty editor. POST: create a line."""
    lines, whole, record = _of_whole(actor, faces, name, id)
    resource = composed(actor, lines)
    fields = _fields(actor, lines, resource, "create")
    if request.method == "GET":
        begun = [
            field for field in fields if field.default is not None and field.name not in lines.unset.split()
        ]
        defaults = {field.name: field.initial() for field in begun}
        return _editing(actor, lines, whole, record, _form(actor, fields, values=defaults))
    form = _form(actor, fields, sent=request.form)
    if not form.validate():
        return _editing(actor, lines, whole, record, form, status=422)
    try:
        with with_new_tags(actor, form, _sent(form)) as values:
            done = create(actor, resource, {**values, name: record.id}, key=sent_once())
    except InvalidValues as error:
        return _editing(actor, lines, whole, record, form, errors=error.errors, status=422)
    except (Refused, KeyReused) as no:
        return _editing(actor, lines, whole, record, form, others=[str(no)], status=422)
    return _saved(actor, lines, whole, record, done, _("{kind} created"))


def line(actor: Actor, faces: Faces, id: int) -> Response:
    """GET: the table with the editor of the line `id`. POST: save it."""
    part = gate.get(actor, faces.resource, id, "edit")
    lines, whole, record = _of_part(actor, faces.resource, part)
    fields = _fields(actor, lines, faces.resource, "edit")
    values = gate.values_of(faces.resource, part)
    if request.method == "GET":
        return _editing(actor, lines, whole, record, _form(actor, fields, values=values), part)
    form, version = _form(actor, fields, sent=request.form, values=values), sent_version()
    if not form.validate():
        return _editing(actor, lines, whole, record, form, part, status=422)
    if version is None:
        return _editing(actor, lines, whole, record, form, part, others=[str(NO_VERSION)], status=422)
    try:
        with with_new_tags(actor, form, _sent(form)) as sent:
            done = edit(actor, faces.resource, part.id, sent, version=version)
    except InvalidValues as error:
        return _editing(actor, lines, whole, record, form, part, errors=error.errors, status=422)
    except Conflict as conflict:
        dialog = conflict_dialog(actor, faces.resource, conflict, request.path, request.form)
        return _editing(actor, lines, whole, record, form, part, conflict=dialog, status=409)
    except Refused as no:
        return _editing(actor, lines, whole, record, form, part, others=[str(no)], status=422)
    return _saved(actor, lines, whole, record, done, _("{kind} saved"))


def remove(actor: Actor, faces: Faces, id: int) -> Response:
    """Put the line `id` into the bin; undo brings it back."""
    part = gate.get(actor, faces.resource, id, "delete")
    lines, whole, record = _of_part(actor, faces.resource, part)
    try:
        done = delete(actor, faces.resource, part.id, version=sent_version() or part.version)
    except Refused as no:
        form = _form(
            actor, _fields(actor, lines, faces.resource, "edit"), values=gate.values_of(faces.resource, part)
        )
        return _editing(actor, lines, whole, record, form, part, others=[str(no)], status=422)
    return _saved(actor, lines, whole, record, done, _("{kind} is in the bin"))


def _of_whole(actor: Actor, faces: Faces, name: str, id: int) -> tuple[Lines, Resource, Any]:
    """The lines, and the record on whose page they stand; the actor sees it or there is no such page."""
    lines = lines_of(actor.host.items, faces.resource.name).get(name)
    whole = actor.host.resources.get(lines.whole) if lines else None
    if lines is None or whole is None:
        abort(404)
    return lines, whole, gate.get(actor, whole, id)


def _of_part(actor: Actor, resource: Resource, part: Any) -> tuple[Lines, Resource, Any]:
    """The same for a line: by the link that it has."""
    values = gate.values_of(resource, part)
    found = lines_of(actor.host.items, resource.name)
    name = next((via for via in found if values.get(via)), None)
    if name is None:
        abort(404)
    whole = actor.host.resources[found[name].whole]
    return found[name], whole, gate.get(actor, whole, values[name])


def _fields(actor: Actor, lines: Lines, resource: Resource, action: str) -> list[Field]:
    writable = {field.name: field for field in gate.fields_for(actor, resource, action)}
    return [writable[name] for name in lines.asked if name in writable and name != lines.via]


def _form(actor: Actor, fields: list[Field], **filled: Any) -> Any:
    return form_of(fields, format_of(actor), actor=actor, **filled)


def _sent(form: Any) -> dict[str, Any]:
    return {name: bound.data for name, bound in inputs_of(form).items() if bound.field_was_sent(request.form)}


def _editing(
    actor: Actor,
    lines: Lines,
    whole: Resource,
    record: Any,
    form: Any,
    part: Any = None,
    *,
    errors: Mapping[str, Message] | None = None,
    others: list[str] | None = None,
    conflict: Markup | None = None,
    status: int = 200,
) -> Response:
    if errors:
        refused(form, errors)
        known = inputs_of(form)
        others = [*(others or ()), *(str(text) for name, text in errors.items() if name not in known)]
    if conflict is not None and wants_fragment():
        return Response(str(conflict), status)
    resource, table_url = composed(actor, lines), address(lines, record.id)
    own = f"/{resource.path}/{part.id}/line" if part is not None else ""
    drawn = {
        "id": part.id if part is not None else 0,
        "action": own or f"{table_url}/new",
        "cancel": table_url,
        "delete": f"{own}/delete" if own and actor.may(resource.permission("delete")) else "",
        "version": (sent_version() or part.version) if part is not None else None,
        "once": "" if part is not None else sent_once() or actor.host.nonce(),
        "fields": _views(actor, resource, form),
        "errors": errors_of(form, others or ()) if others else [],
    }
    return _answer(actor, lines, whole, record, drawn, conflict=conflict, status=status)


def _views(actor: Actor, resource: Resource, form: Any) -> list[dict[str, Any]]:
    """The editors of a line; those that hang on another field carry what shows them."""
    inputs, fmt = inputs_of(form), format_of(actor)
    values = {name: bound.data for name, bound in inputs.items()}
    linked = titles_of(actor, [bound.field for bound in inputs.values()], values)
    found = []
    for name, bound in inputs.items():
        field, lookup = bound.field, f"/{resource.path}/lookup/{name}"
        text = linked_title(field, values[name], linked)
        drawn = view(bound, fmt, text=text, lookup=lookup) | {"id": f"f-line-{name}", "folded": True}
        if field.when is not None:
            drawn |= {
                "when_field": field.when.field,
                "when_values": " ".join(map(str, field.when.values)),
                "hidden": not field.when.holds(values),
            }
        found.append(drawn)
    return found


def _saved(actor: Actor, lines: Lines, whole: Resource, record: Any, done: Done, said: Message) -> Response:
    text = said.format(kind=composed(actor, lines).label_one)
    if not wants_fragment():
        if done.change and not done.repeated:
            toast(text, undo=done.change)
        return redirect(back(actor, whole, record.id), 303)
    answer = _answer(actor, lines, whole, record)
    if done.change and not done.repeated:
        told = fragment(
            "components/feedback.html", "toast_fragment", {"text": str(text), "undo": f"/undo/{done.change}"}
        )
        answer.set_data(answer.get_data(as_text=True) + told.get_data(as_text=True))
    return answer


def _answer(
    actor: Actor,
    lines: Lines,
    whole: Resource,
    record: Any,
    form: dict[str, Any] | None = None,
    *,
    conflict: Markup | None = None,
    status: int = 200,
) -> Response:
    """The table for the page's own script, or as a page of its own for who has none."""
    drawn = panel(actor, lines, whole, record, form)
    if wants_fragment():
        return fragment("components/lines.html", "lines", drawn, status=status)
    return page(
        "lines.html",
        actor,
        title=f"{drawn['title']} · {title_of(actor, whole, record)}",
        crumbs=crumbs(actor, whole, record),
        panel=drawn,
        conflict=conflict,
        status=status,
    )
