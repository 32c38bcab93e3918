"""Actions on the pages of records: their buttons, and the form that asks for what a change still needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import Conflict, InvalidValues, Refused
from guanxi.data.messages import translator
from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.resources.actions import Action, actions_of
from guanxi.resources.display import format_of, linked_title, title_of, titles_of
from guanxi.resources.faces import Faces, Record
from guanxi.resources.forms import PARTS, errors_of, form_of, inputs_of, refused, view
from guanxi.web.crumbs import crumbs
from guanxi.web.rendering import page, toast
from guanxi.web.requests import sent_version
from guanxi.web.routing import may_open
from guanxi.web.ways import back

_ = translator("guanxi")


def routes_of(host: Host, faces: Faces) -> Iterator[Route]:
    """The address of each action of a resource whose records have pages."""
    resource = faces.resource
    for each in actions_of(host, resource) if faces.has(Record) else ():
        yield Route(
            rule=f"/{resource.path}/<int:id>/{each.name}",
            endpoint=f"{faces.endpoint}.{each.name}",
            methods=("GET", "POST"),
            needs=each.change.name,
            plugin=resource.plugin,
            function=partial(action_page, faces=faces, action=each),
        )


def action_page(actor: Actor, faces: Faces, action: Action, id: int) -> Response:
    """GET: the form with what is asked for. POST: do it; where something is missing, the form with just that besides."""
    resource = faces.resource
    record = gate.get(actor, resource, id, action.name)
    fields, now = action.fields(actor), gate.values_of(resource, record)
    if request.method == "GET" and action.propose:
        now = now | dict(action.propose(actor, record))
    form_with = partial(form_of, fields, format_of(actor), values=now, own=faces.form.form, actor=actor)
    asked = set(action.asks.split())
    if request.method == "GET":
        form = form_with(sent=request.args if _sent(request.args, asked) else None)
        return _form(actor, resource, action, record, form, asked)
    form = form_with(sent=request.form)
    sent = _sent(request.form, inputs_of(form))
    shown = asked | sent
    if any(inputs_of(form)[name].process_errors for name in sent):
        form.validate()
        return _form(actor, resource, action, record, form, shown, status=422)
    values = {name: inputs_of(form)[name].data for name in sent}
    try:
        done = action.run(actor, record.id, values, version=sent_version())
    except InvalidValues as error:
        refused(form, error.errors)
        others = [
            f"{resource.by_name[name].label if name in resource.by_name else name}: {message}"
            for name, message in error.errors.items()
            if name not in inputs_of(form)
        ]
        return _form(actor, resource, action, record, form, shown | error.errors.keys(), others, 422)
    except (Refused, Conflict) as no:
        return _form(actor, resource, action, record, form, shown, [str(no)], 409)
    if done.change:
        toast(action.done or _("{kind} saved").format(kind=resource.label_one), undo=done.change)
    return redirect(back(actor, resource, record.id), 303)


def buttons(actor: Actor, resource: Resource, record: Any) -> list[dict[str, Any]]:
    """The actions that fit this record and that the actor may do to it, as its page draws them.

    `presses` is None of those that are always called for.
    """
    found = []
    for each in actions_of(actor.host, resource):
        address = f"/{resource.path}/{record.id}/{each.name}"
        if not each.shown or record.deleted_at is not None or not (each.fits is None or each.fits(record)):
            continue
        if not may_open(actor, f"/{resource.path}/<int:id>/{each.name}", "POST"):
            continue
        if gate.may_do(actor, resource, record, each.name):
            drawn = {"label": each.label, "icon": each.icon, "kind": each.kind}
            drawn["presses"] = each.presses and each.presses(actor, record)
            way = {"href": address} if each.asks else {"post": address, "hidden": {"version": record.version}}
            found.append(drawn | way)
    return found


def _sent(given: Any, names: Collection[str]) -> set[str]:
    """Those of the fields that stood on the form: a box that is not ticked sends nothing, but its form says that it asked."""
    told = set(given.get("asked", "").split())
    return {
        name
        for name in names
        if name in told
        or any(f"{name}{part}" in given for part in PARTS)
        or any(key.startswith(f"{name}:") for key in given)
    }


def _form(
    actor: Actor,
    resource: Resource,
    action: Action,
    record: Any,
    form: Any,
    names: Collection[str],
    others: Collection[str] = (),
    status: int = 200,
) -> Response:
    inputs = {name: bound for name, bound in inputs_of(form).items() if name in names}
    linked = titles_of(actor, [bound.field for bound in inputs.values()], _data(inputs))
    fields = [_drawn(actor, resource, bound, linked) for bound in inputs.values()]
    sections = (
        [{"label": "", "help": str(action.says or ""), "fields": fields, "wide": False}] if fields else []
    )
    return page(
        "form.html",
        actor,
        status=status,
        title=str(action.label),
        lead=title_of(actor, resource, record),
        crumbs=crumbs(actor, resource, record),
        action=f"/{resource.path}/{record.id}/{action.name}",
        cancel=back(actor, resource, record.id),
        save=str(action.label),
        sections=sections,
        errors=errors_of(form, others),
        hidden={"asked": " ".join(inputs)},
        version=sent_version() or record.version,
    )


def _data(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: bound.data for name, bound in inputs.items()}


def _drawn(actor: Actor, resource: Resource, bound: Any, linked: Any) -> dict[str, Any]:
    field = bound.field
    text = linked_title(field, bound.data, linked)
    return view(
        bound, format_of(actor), text=text, lookup=f"/{resource.path}/lookup/{field.name}", titles=linked
    )
