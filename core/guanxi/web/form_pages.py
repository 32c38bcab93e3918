"""The pages that create and edit a record: every field validates, errors are explained, nothing typed is lost."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import Conflict, InvalidValues, KeyReused, Refused
from guanxi.data.fields import Field, check_record, shown_fields
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.standard import create, edit
from guanxi.resources.alike import watched
from guanxi.resources.display import format_of, linked_title, titles_of
from guanxi.resources.faces import Faces
from guanxi.resources.forms import errors_of, form_of, inputs_of, refused, view
from guanxi.resources.new_tags import with_new_tags
from guanxi.web.conflicts import THEIRS, conflict_dialog
from guanxi.web.crumbs import crumbs
from guanxi.web.headings import heading
from guanxi.web.neighbour_pages import onward
from guanxi.web.rendering import face_page, toast
from guanxi.web.requests import NO_VERSION, sent_once, sent_version
from guanxi.web.unreached import mentions_of, tell_unreached
from guanxi.web.ways import away, back
from guanxi.web.wording import inside

_ = translator("guanxi")


def new_page(actor: Actor, faces: Faces) -> Response:
    """GET: an empty form, filled from the address where it names fields. POST: create the record."""
    resource = faces.resource
    fields = gate.fields_for(actor, resource, "create")
    if request.method == "GET":
        return _new_form(actor, faces, _form(actor, faces, fields, values=_proposed(actor, faces, fields)))
    once = sent_once()
    form = _form(actor, faces, fields, sent=request.form)
    values = _sent_values(form, request.form)
    if not _valid(form, values):
        return _new_form(actor, faces, form, status=422)
    try:
        with with_new_tags(actor, form, values) as whole:
            done = create(actor, resource, whole, key=once)
    except InvalidValues as error:
        refused(form, error.errors)
        return _new_form(actor, faces, form, status=422)
    except (Refused, KeyReused) as no:
        return _new_form(actor, faces, form, others=[str(no)], status=409)
    assert done.ref is not None
    if not done.repeated:
        toast(_("{kind} created").format(kind=resource.label_one), undo=done.change)
        tell_unreached(actor, resource, done.value)
    return redirect(back(actor, resource, done.ref.id), 303)


def edit_page(actor: Actor, faces: Faces, id: int) -> Response:
    """GET: the whole record as a form. POST: save it, merged with what others saved since."""
    resource = faces.resource
    record = gate.get(actor, resource, id, "edit")
    fields = gate.fields_for(actor, resource, "edit")
    before, told = gate.values_of(resource, record), mentions_of(resource, record)
    if request.method == "GET":
        return _edit_form(actor, faces, record, _form(actor, faces, fields, values=before))
    version = sent_version()
    form = _form(actor, faces, fields, sent=request.form, values=before)
    values = _sent_values(form, request.form)
    if not _valid(form, before | values):
        return _edit_form(actor, faces, record, form, status=422)
    if version is None:
        return _edit_form(actor, faces, record, form, others=[str(NO_VERSION)], status=428)
    try:
        with with_new_tags(actor, form, values) as whole:
            done = edit(actor, resource, record.id, whole, version=version)
    except InvalidValues as error:
        refused(form, error.errors)
        return _edit_form(actor, faces, record, form, status=422)
    except Conflict as conflict:
        dialog = conflict_dialog(actor, resource, conflict, request.path, request.form)
        return _edit_form(actor, faces, record, form, conflict=dialog, status=409)
    except Refused as no:
        return _edit_form(actor, faces, record, form, others=[str(no)], status=409)
    if done.change:
        toast(_("{kind} saved").format(kind=resource.label_one), undo=done.change)
        tell_unreached(actor, resource, done.value, told)
    return redirect(onward(faces) or back(actor, resource, record.id), 303)


def _form(actor: Actor, faces: Faces, fields: tuple[Field, ...], **filled: Any) -> Any:
    return form_of(fields, format_of(actor), own=faces.form.form, actor=actor, **filled)


def _sent_values(form: Any, sent: Any) -> dict[str, Any]:
    """Typed values of the fields that the form carried, without those where another's value was said to stay."""
    theirs = set(sent.getlist(THEIRS))
    carried = {name: bound for name, bound in inputs_of(form).items() if bound.field_was_sent(sent)}
    return {name: bound.data for name, bound in carried.items() if name not in theirs}


def _valid(form: Any, whole: dict[str, Any]) -> bool:
    """Tell whether every field could be read; if not, what is required and empty is said at once too.

    Otherwise the change says what is required: it knows the whole record.
    """
    if form.validate():
        return True
    readable = [bound.field for bound in inputs_of(form).values() if not bound.errors]
    defaults = {field.name: field.initial() for field in readable if field.default is not None}
    refused(form, check_record(readable, defaults | whole))
    return False


def _proposed(actor: Actor, faces: Faces, fields: tuple[Field, ...]) -> dict[str, Any]:
    """Defaults, then what the address names (``?customer_type=retail``); what a field refuses is left out."""
    resource, unset = faces.resource, faces.form.unset.split()
    found = {f.name: f.initial() for f in fields if f.default is not None and f.name not in unset}
    if resource.rows.own and resource.rows.own in {field.name for field in fields}:
        found[resource.rows.own] = actor.id
    sent = {name: text for name, text in request.args.items() if name in {field.name for field in fields}}
    proposed = form_of(fields, format_of(actor), sent=request.args, values=found)
    for name in sent:
        if not proposed[name].process_errors:
            found[name] = proposed[name].data
    return found


def _new_form(
    actor: Actor, faces: Faces, form: Any, *, others: list[str] | None = None, status: int = 200
) -> Response:
    resource = faces.resource
    return face_page(
        faces.form,
        actor,
        None,
        status=status,
        title=str(_("New {kind}").format(kind=inside(resource.label_one))),
        crumbs=crumbs(actor, resource),
        action=request.path,
        cancel=away(actor, resource),
        sections=_sections(actor, faces, form, "create"),
        errors=errors_of(form, others or ()),
        once=sent_once() or actor.host.nonce(),
        paste_url=faces.paste,
        alike=_alike(actor, resource),
        own_form=form,
    )


def _alike(actor: Actor, resource: Resource) -> dict[str, str] | None:
    """Where the form asks for records alike, and which of its fields it sends; None where nothing is compared."""
    names = " ".join(field.name for field in watched(actor, resource))
    return {"url": f"/{resource.path}/alike", "fields": names} if names else None


def _edit_form(
    actor: Actor,
    faces: Faces,
    record: Any,
    form: Any,
    *,
    others: list[str] | None = None,
    conflict: Any = None,
    status: int = 200,
) -> Response:
    resource = faces.resource
    return face_page(
        faces.form,
        actor,
        record,
        status=status,
        title=str(_("Edit {name}").format(name=heading(actor, resource, record))),
        crumbs=crumbs(actor, resource, record),
        action=request.path,
        cancel=back(actor, resource, record.id),
        sections=_sections(actor, faces, form, "edit"),
        errors=errors_of(form, others or ()),
        version=sent_version() or record.version,
        conflict=conflict,
        walk=True,
        own_form=form,
    )


def _sections(actor: Actor, faces: Faces, form: Any, action: str) -> list[dict[str, Any]]:
    """The record page's sections as form sections; conditional fields carry what shows them, so that a script can."""
    resource, fmt = faces.resource, format_of(actor)
    inputs = inputs_of(form)
    values = {name: bound.data for name, bound in inputs.items()}
    linked = titles_of(actor, [bound.field for bound in inputs.values()], values)
    shown = {field.name for field in shown_fields([bound.field for bound in inputs.values()], values)}
    found = []
    for label, names in faces.form_sections():
        fields = [
            _view(resource, inputs[name], fmt, linked, values, shown=name in shown)
            for name in names
            if name in inputs
        ]
        if fields:
            found.append({"label": label, "fields": fields})
    return found


def _view(
    resource: Resource, bound: Any, fmt: Any, linked: dict[Any, str], values: dict[str, Any], *, shown: bool
) -> dict[str, Any]:
    field = bound.field
    text = linked_title(field, values.get(field.name), linked)
    found = view(bound, fmt, text=text, lookup=f"/{resource.path}/lookup/{field.name}", titles=linked)
    if field.when is not None:
        found |= {
            "when_field": field.when.field,
            "when_values": " ".join(map(str, field.when.values)),
            "hidden": not shown,
        }
    return found
