"""Merging two records on the screen: choose the other one, compare the two, say which stays and what it has then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import Conflict, Forbidden, InvalidValues, NotFound, Problem
from guanxi.data.fields import Field, Link
from guanxi.data.messages import translator
from guanxi.plugins.mount import Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.records.uniting import Merging, comparable, merged_into, mergings_of, proposed
from guanxi.resources.alike import alike, watched
from guanxi.resources.display import format_of, linked_title, shown, title_of, titles, titles_of
from guanxi.resources.faces import Faces, List, Record
from guanxi.resources.forms import errors_of, form_of, refused, view
from guanxi.web.addresses import local_address
from guanxi.web.crumbs import crumbs
from guanxi.web.related import related_lists
from guanxi.web.rendering import page, toast
from guanxi.web.requests import sent_once
from guanxi.web.routing import may_open
from guanxi.web.ways import away

_ = translator("guanxi")
WITH = "with"
LONGEST = 200


def routes_of(host: Host, faces: Faces) -> Iterator[Route]:
    """The addresses at which records of a resource are merged, where a plugin has mounted that."""
    resource = faces.resource
    for each in mergings_of(host, resource) if faces.has(Record) else ():
        if faces.has(List):
            yield Route(
                rule=f"/{resource.path}/merge",
                endpoint=f"{faces.endpoint}.merge_selected",
                methods=("POST",),
                needs=each.name,
                plugin=resource.plugin,
                function=partial(merge_selected, faces=faces),
            )
        yield Route(
            rule=f"/{resource.path}/<int:id>/merge",
            endpoint=f"{faces.endpoint}.merge",
            methods=("GET", "POST"),
            needs=each.name,
            plugin=resource.plugin,
            function=partial(merge_page, faces=faces, merging=each),
        )


def merge_offer(actor: Actor, faces: Faces, record: Any) -> list[dict[str, Any]]:
    """The way from the page of a record to merging it, for whoever may merge this one."""
    resource = faces.resource
    there = mergings_of(actor.host, resource) and may_open(actor, f"/{resource.path}/<int:id>/merge")
    if not there or record.deleted_at is not None or not gate.may_do(actor, resource, record, "merge"):
        return []
    return [{"label": _("Merge with…"), "href": f"/{resource.path}/{record.id}/merge", "icon": "git-merge"}]


def merge_selected(actor: Actor, faces: Faces) -> Response:
    """The two records selected in a list, side by side; the older one first, as it is the one that mostly stays."""
    resource = faces.resource
    ids = {key for key in request.form.getlist("id", type=int)[:LONGEST] if gate.record_key(key)}
    mine = sorted(gate.rows_among(actor, resource, ids, "merge"))
    if len(ids) == len(mine) == 2:
        return redirect(f"/{resource.path}/{mine[0]}/merge?{WITH}={mine[1]}", 303)
    toast(_("Choose two records that you may edit."), tone="info")
    came_from = local_address(request.referrer, request.host)
    return redirect(came_from or away(actor, resource), 303)


def lives_on(actor: Actor, resource: Resource, id: int) -> dict[str, Any] | None:
    """Address and title of the record that a merged one lives on in, for who saw the one and sees the other; else None."""
    into = merged_into(resource, id)
    if into is None or not gate.rows_among(actor, resource, (id,), include_bin=True):
        return None
    title = titles(actor, resource.name, [into]).get(into)
    return {"href": f"/{resource.path}/{into}", "title": title} if title else None


def merge_page(actor: Actor, faces: Faces, merging: Merging, id: int) -> Response:
    """GET: which other record (``?with=``), then the two side by side. POST: merge them."""
    resource = faces.resource
    record = gate.get(actor, resource, id, "merge")
    field: Field = Link(WITH, resource.name, label=_("The other record"), required=True)
    given = request.values if WITH in request.values else None
    form = form_of([field], format_of(actor), actor=actor, sent=given)
    if given is None or not form.validate():
        return _choose(actor, resource, record, form, 200 if given is None else 422)
    other = _other(actor, resource, record, form[WITH].data)
    if other is None:
        refused(form, {WITH: _("Choose another record that you may edit.")})
        return _choose(actor, resource, record, form, 422)
    if request.method == "GET":
        return _compare(actor, resource, record, other)
    return _merged(actor, resource, merging, record, other)


def _other(actor: Actor, resource: Resource, record: Any, id: int | None) -> Any:
    """The other record, if the actor may merge the two at all."""
    if id is None or id == record.id:
        return None
    try:
        return gate.get(actor, resource, id, "merge")
    except NotFound:
        return None


def _choose(actor: Actor, resource: Resource, record: Any, form: Any, status: int) -> Response:
    """Ask which other record it is; those that look like it stand above."""
    bound = form[WITH]
    known = titles_of(actor, [bound.field], {WITH: bound.data})
    text = linked_title(bound.field, bound.data, known)
    base = f"/{resource.path}/{record.id}"
    return page(
        "merge_choose.html",
        actor,
        status=status,
        title=str(_("Merge records")),
        lead=title_of(actor, resource, record),
        crumbs=crumbs(actor, resource, record),
        action=f"{base}/merge",
        cancel=base,
        field=view(bound, format_of(actor), text=text, lookup=f"/{resource.path}/lookup", titles=known),
        errors=errors_of(form, ()),
        alike=[
            {"title": hit.title, "detail": hit.detail, "href": f"{base}/merge?{WITH}={hit.id}"}
            for hit in _alike(actor, resource, record)
        ],
    )


def _alike(actor: Actor, resource: Resource, record: Any) -> list[Any]:
    """Records that may be the same one, by what tells a new one to be."""
    values = gate.values_of(resource, record)
    typed = {each.name: each.input_text(values[each.name])[:LONGEST] for each in watched(actor, resource)}
    found = [hit for hit in alike(actor, resource, typed) if not hit.of and hit.id != record.id]
    mine = gate.rows_among(actor, resource, [hit.id for hit in found], "merge")
    return [hit for hit in found if hit.id in mine]


def _merged(actor: Actor, resource: Resource, merging: Merging, record: Any, other: Any) -> Response:
    """Merge as the form says; where that cannot be, show the two again with the reason."""
    stays, gone = (other, record) if request.form.get("keep") == str(other.id) else (record, other)
    try:
        done = merging(
            actor,
            gone.id,
            into=stays.id,
            values=_chosen(actor, resource, gone, stays),
            seen=_version(stays),
            version=_version(gone),
            key=sent_once(),
        )
    except InvalidValues as wrong:
        labels = {each.name: str(each.label) for each in resource.by_name.values()}
        told = [f"{labels.get(name, name)}: {text}" for name, text in wrong.errors.items()]
        return _compare(actor, resource, record, other, told, 422)
    except (NotFound, Forbidden):
        raise
    except Conflict as moved:
        return _compare(actor, resource, record, other, [str(moved)], 409)
    except Problem as no:
        return _compare(actor, resource, record, other, [str(no)], 409)
    if not done.repeated:
        toast(_("Merged into one record."), undo=done.change)
    return redirect(f"/{resource.path}/{stays.id}", 303)


def _chosen(actor: Actor, resource: Resource, gone: Any, stays: Any) -> dict[str, Any]:
    """The values that the record which stays gets: those chosen from the other, and the tags of both."""
    theirs, mine = gate.values_of(resource, gone), gate.values_of(resource, stays)
    found = {
        field.name: theirs[field.name]
        for field in comparable(actor, resource)
        if request.form.get(f"f-{field.name}") == str(gone.id) and theirs[field.name] != mine[field.name]
    }
    both = {
        name: value
        for name, value in proposed(actor, resource, gone, stays).items()
        if request.form.get(f"f-{name}") == "both"
    }
    return found | both


def _version(record: Any) -> int | None:
    text = request.form.get(f"v-{record.id}", "")
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _compare(
    actor: Actor,
    resource: Resource,
    record: Any,
    other: Any,
    errors: list[str] | None = None,
    status: int = 200,
) -> Response:
    """The two records side by side: what differs, to be chosen from, and what leads to each."""
    base = f"/{resource.path}/{record.id}"
    keep = request.values.get("keep", "")
    both = (record, other)
    stays = other if keep == str(other.id) or (keep != str(record.id) and other.id < record.id) else record
    return page(
        "merge.html",
        actor,
        status=status,
        title=str(_("Merge records")),
        crumbs=crumbs(actor, resource, record),
        action=f"{base}/merge",
        cancel=base,
        other=other.id,
        once=sent_once() or actor.host.nonce(),
        errors=[{"name": "", "label": "", "text": text} for text in errors or ()],
        records=[
            {
                "id": each.id,
                "title": title_of(actor, resource, each),
                "href": f"/{resource.path}/{each.id}",
                "version": each.version,
                "keep": each is stays,
                "leads": _leads(actor, resource, each),
            }
            for each in both
        ],
        lines=list(_lines(actor, resource, both, stays)),
    )


def _leads(actor: Actor, resource: Resource, record: Any) -> list[str]:
    """What leads to a record, as far as the actor sees it: "Deals 3"."""
    found = related_lists(actor, resource, record.id)
    return [f"{each['title']} {each['count']}" for each in found if each["entries"]]


def _lines(actor: Actor, resource: Resource, both: tuple[Any, Any], stays: Any) -> Iterator[dict[str, Any]]:
    """The fields that differ, each with the value of either record, and which one is proposed."""
    fields, fmt = comparable(actor, resource), format_of(actor)
    values = [gate.values_of(resource, each) for each in both]
    named: Mapping[tuple[str, int], str] = titles_of(actor, fields, values[0]) | titles_of(
        actor, fields, values[1]
    )
    gone = both[1] if stays is both[0] else both[0]
    wanted = proposed(actor, resource, gone, stays)
    for field in fields:
        one, two = (each.get(field.name) for each in values)
        if one == two:
            continue
        sides = [
            {
                "id": record.id,
                "text": shown(actor, field, field.to_row(value[field.name]), fmt, named).text,
            }
            for record, value in zip(both, values, strict=True)
        ]
        united = field.name in wanted and wanted[field.name] not in (one, two)
        picked = request.form.get(f"f-{field.name}", "")
        default = "both" if united else str(gone.id if field.name in wanted else stays.id)
        yield {
            "name": field.name,
            "label": str(field.label),
            "sides": sides,
            "both": united,
            "picked": picked or default,
        }
