"""One field of many records: those selected or all that the list shows, looked at before anything is written."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import KeyReused, Refused
from guanxi.data.fields import Choice, Field
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.bulk import MOST
from guanxi.records.bulk_edits import Outcome, edit_many, look_at
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, linked_title, titles, titles_of
from guanxi.resources.faces import Faces
from guanxi.resources.forms import errors_of, form_of, view
from guanxi.web.addresses import local_address
from guanxi.web.crumbs import crumbs
from guanxi.web.rendering import page, toast
from guanxi.web.requests import sent_once
from guanxi.web.run_pages import on_with_it
from guanxi.web.ways import away
from guanxi.web.whole_lists import (
    EVERY,
    number_in,
    refuse_cut,
    scope_choice,
    wanted_scope,
    whole_list,
)
from guanxi.work.runs import editing
from guanxi.work.runs.walking import Whole

_ = translator("guanxi")
SCOPE, FIELD, STEP, NEXT = "bulk_scope", "bulk_field", "bulk_step", "bulk_next"
VALUE, LOOK, GO = "value", "look", "go"
SEVERAL = ("choices", "about")
NAMED = 10
"""How many of the records that stay as they are the page names."""


def edit_selected(actor: Actor, faces: Faces) -> Response:
    """Ask which field, then for its value, then show what would happen; sent once more, it happens."""
    resource, step = faces.resource, request.form.get(STEP, "")
    came_from = local_address(request.form.get(NEXT) or request.referrer, request.host)
    came_from = came_from or away(actor, resource)
    ids = [key for key in request.form.getlist("id", type=int) if gate.record_key(key)]
    seen = sorted(gate.rows_among(actor, resource, ids)) if len(ids) <= MOST else []
    fields = {f.name: f for f in gate.fields_for(actor, resource, "edit") if f.editor not in SEVERAL}
    if not seen or not fields:
        toast(_("Choose 1 to {n} records.").format(n=MOST), tone="info")
        return redirect(came_from, 303)
    chosen, whole = fields.get(request.form.get(FIELD, "")), whole_list(actor, faces, came_from)
    if chosen is None or not step:
        return _which_field(actor, faces, seen, fields, came_from, whole)
    meant = whole if request.form.get(SCOPE) == EVERY else None
    if meant is not None and step == VALUE and meant.number(actor, resource, MOST + 1) <= MOST:
        seen, meant = _ids_of(actor, resource, meant) or seen, None
    return _with_field(actor, resource, seen, chosen, came_from, step, meant)


def _which_field(
    actor: Actor,
    faces: Faces,
    ids: list[int],
    fields: dict[str, Field],
    came_from: str,
    whole: Whole | None,
) -> Response:
    """Which field; where the list shows more than is selected, also of which records."""
    number, written = number_in(actor, faces, whole) if whole else (0, "")
    asked: list[Field] = [Choice(FIELD, {n: f.label for n, f in fields.items()}, label=_("Field"))]
    if number > len(ids):
        asked.insert(0, scope_choice(SCOPE, written))
    form = form_of(asked, format_of(actor), actor=actor, values={SCOPE: wanted_scope()})
    drawn = [_drawn(actor, form, each.name, "") for each in asked]
    return _page(actor, faces.resource, ids, came_from, VALUE, drawn, submit=_("Go on"))


def _with_field(
    actor: Actor,
    resource: Resource,
    ids: list[int],
    field: Field,
    came_from: str,
    step: str,
    whole: Whole | None,
) -> Response:
    """The value of the chosen field: asked for, looked at, written; for a `whole` list a run looks and writes."""
    sent = request.form if step in (LOOK, GO) else None
    form = form_of([field], format_of(actor), actor=actor, sent=sent)
    lookup = f"/{resource.path}/lookup/{field.name}"
    hidden = {FIELD: field.name} | ({SCOPE: EVERY} if whole else {})
    valid = sent is not None and form.validate()
    drawn = [_drawn(actor, form, field.name, lookup)]
    if not valid:
        return _page(
            actor,
            resource,
            ids,
            came_from,
            LOOK,
            drawn,
            hidden=hidden,
            errors=errors_of(form),
            submit=_("Preview"),
            status=200 if sent is None else 422,
        )
    values = {field.name: form[field.name].data}
    if whole is not None:
        return _run(actor, resource, whole, values, came_from)
    if step == GO:
        return _written(actor, resource, ids, values, came_from)
    return _preview(actor, resource, ids, values, came_from)


def _preview(
    actor: Actor, resource: Resource, ids: list[int], values: dict[str, Any], came_from: str
) -> Response:
    """What would happen; the form carries on what was typed."""
    (name,) = values
    outcome = look_at(actor, resource, ids, values)
    typed = {
        key: text
        for key, text in request.form.items()
        if key.partition(":")[0] in (name, f"{name}_currency", f"{name}_text")
    }
    return _page(
        actor,
        resource,
        ids,
        came_from,
        GO,
        [],
        hidden={FIELD: name} | typed,
        once=actor.host.nonce(),
        outcome=outcome,
        left=_left(actor, resource, outcome),
        submit=_("Change"),
    )


def _written(
    actor: Actor, resource: Resource, ids: list[int], values: dict[str, Any], came_from: str
) -> Response:
    try:
        done = edit_many(actor, resource, ids, values, key=sent_once())
    except KeyReused as no:
        toast(no, tone="bad")
        return redirect(came_from, 303)
    if not done.repeated:
        outcome: Outcome = done.value
        toast(_("1 record changed", "{n} records changed", n=outcome.changed), undo=done.change)
        if left := len(outcome.forbidden) + len(outcome.refused):
            toast(_("1 record was left out.", "{n} records were left out.", n=left), tone="info")
    return redirect(came_from, 303)


def _left(actor: Actor, resource: Resource, outcome: Outcome) -> list[tuple[str, str]]:
    """The first records that would stay as they are, each with the reason; all of them he sees."""
    not_permitted = str(_("You may not edit this record."))
    found = [(key, str(reason)) for key, reason in outcome.refused[:NAMED]]
    found += [(key, not_permitted) for key in outcome.forbidden[:NAMED]]
    named = titles(actor, resource.name, [key for key, _reason in found])
    return [(named.get(key, str(key)), reason) for key, reason in found]


def _run(actor: Actor, resource: Resource, whole: Whole, values: dict[str, Any], came_from: str) -> Response:
    """Let a run look at what would happen; its page offers to do it."""
    try:
        refuse_cut(whole)
        editing.start(actor, whole, resource, values, look=True)
    except Refused as no:
        toast(no, tone="bad")
        return redirect(came_from, 303)
    return on_with_it(actor)


def _ids_of(actor: Actor, resource: Resource, whole: Whole) -> list[int]:
    """The ids of all that a list shows, as far as they go into one change."""
    found: list[int] = []
    after: str | None = None
    while True:
        part = whole.part(actor, resource, after)
        found += [row[0] for row in part.rows]
        after = part.next
        if after is None or len(found) >= MOST:
            return sorted(set(found))[:MOST]


def _drawn(actor: Actor, form: Any, name: str, lookup: str) -> dict[str, Any]:
    bound = form[name]
    known = titles_of(actor, [bound.field], {name: bound.data})
    return view(
        bound,
        format_of(actor),
        text=linked_title(bound.field, bound.data, known),
        lookup=lookup,
        titles=known,
    )


def _page(
    actor: Actor,
    resource: Resource,
    ids: list[int],
    came_from: str,
    step: str,
    fields: list[dict[str, Any]],
    *,
    status: int = 200,
    **values: Any,
) -> Response:
    shown: dict[str, Any] = {
        "title": str(_("Edit many records")),
        "lead": str(_("1 record is chosen.", "{n} records are chosen.", n=len(ids))),
        "crumbs": crumbs(actor, resource),
        "action": f"/{resource.path}/edit-many",
        "cancel": came_from,
        "ids": ids,
        "sections": [{"label": "", "fields": fields}] if fields else [],
        "errors": [],
        "outcome": None,
    }
    hidden = {NEXT: came_from, STEP: step, **values.pop("hidden", {})}
    return page("bulk_edit.html", actor, status=status, **(shown | values), hidden=hidden)
