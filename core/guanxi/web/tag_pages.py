"""Tags on pages: on how many records each is, merging two, putting them on the records selected, what the palette offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.errors import InvalidValues, Refused
from guanxi.data.fields import Field, Link, Tags
from guanxi.data.messages import translator
from guanxi.plugins.mount import SIGNED_IN, Route
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing_sums import Count
from guanxi.records.resource import Resource
from guanxi.records.tagging.putting import MOST, put_tags
from guanxi.records.tagging.side import FIELD
from guanxi.records.tagging.words import offered
from guanxi.resources.display import format_of, linked_title, title_of, titles_of
from guanxi.resources.faces import Computed, Faces
from guanxi.resources.forms import errors_of, form_of, refused, view
from guanxi.resources.new_tags import with_new_tags
from guanxi.web.addresses import local_address
from guanxi.web.crumbs import crumbs
from guanxi.web.rendering import fragment, page, toast
from guanxi.web.routing import may_open
from guanxi.web.run_pages import tag_list
from guanxi.web.tagged import kinds_with_tags, list_with, said, with_tag
from guanxi.web.ways import away
from guanxi.web.whole_lists import EVERY, number_in, refuse_cut, scope_choice, wanted_scope, whole_list
from guanxi.work.runs.walking import Whole
from guanxi.work.tags.changes import merge_tags
from guanxi.work.tags.resource import tags

_ = translator("guanxi")
IN_LIST, ON_PAGE, SHOWN = 100, 1000, 30
Options = dict[str, Any]


def _borne(actor: Actor, tag: int, cap: int) -> list[tuple[Resource, Count]]:
    """The kinds of records that bear a tag, with how many of each the actor sees."""
    return [(resource, with_tag(actor, resource, tag, cap)) for resource in kinds_with_tags(actor)]


def _texts(actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
    found = {}
    for key in ids:
        counts = [count for _resource, count in _borne(actor, key, IN_LIST)]
        more = any(count.more for count in counts)
        found[key] = said(actor, sum(count.number for count in counts), more=more)
    return found


borne_by = Computed("borne_by", _("On records"), _texts)


def tag_page(actor: Actor, tag: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The page of a tag with the lists of what bears it, and the way to merge it into another."""
    related = []
    for resource, count in _borne(actor, tag.id, ON_PAGE):
        href = list_with(resource, tag.id)
        number = said(actor, count.number, more=count.more)
        related.append(
            {
                "id": f"borne-{resource.name.replace('.', '-')}",
                "title": str(resource.label),
                "count": number,
                "entries": [{"label": _("Show the list"), "href": href}] if count.number else [],
                "all_href": href,
            }
        )
    more = list(values["more"])
    if tag.deleted_at is None and may_open(actor, f"/{tags.path}/<int:id>/merge", "POST"):
        more.insert(
            0, {"label": _("Merge into…"), "href": f"/{tags.path}/{tag.id}/merge", "icon": "git-merge"}
        )
    return {**values, "related": [*related, *values["related"]], "more": more}


def merge_page(actor: Actor, id: int) -> Response:
    """GET: the question into which tag. POST: merge."""
    tag = gate.get(actor, tags, id, "merge")
    field: Field = Link("into", tags.name, label=_("Merge into"), required=True)
    form = form_of(
        [field], format_of(actor), actor=actor, sent=request.form if request.method == "POST" else None
    )
    if request.method == "POST" and form.validate():
        into = form["into"].data
        try:
            if into is None:
                raise InvalidValues({"into": _("Choose another tag.")})
            done = merge_tags(actor, tag.id, into=into)
        except InvalidValues as wrong:
            refused(form, wrong.errors)
        else:
            toast(_("The tags are merged."), undo=done.change)
            return redirect(f"/{tags.path}/{into}", 303)
    lead = _("Every record that bears “{title}” will bear the other tag instead.")
    return _form_page(
        actor,
        [_drawn(actor, form, "into", f"/{tags.path}/lookup")],
        title=str(_("Merge tags")),
        lead=str(lead.format(title=title_of(actor, tags, tag))),
        crumbs=crumbs(actor, tags, tag),
        action=f"/{tags.path}/{tag.id}/merge",
        cancel=f"/{tags.path}/{tag.id}",
        errors=errors_of(form, ()),
        submit=_("Merge"),
        status=422 if request.method == "POST" else 200,
    )


def tag_selected(actor: Actor, faces: Faces) -> Response:
    """The form for the records that are selected in the list; sent with tags, it puts them on those that may be edited."""
    resource = faces.resource
    came_from = local_address(request.form.get("next") or request.referrer, request.host)
    came_from = came_from or away(actor, resource)
    ids = sorted({key for key in request.form.getlist("id", type=int) if gate.record_key(key)})
    if not ids or len(ids) > MOST:
        toast(_("Choose 1 to {n} records.").format(n=MOST), tone="info")
        return redirect(came_from, 303)
    mine = sorted(gate.rows_among(actor, resource, ids, "edit"))
    if not mine or FIELD not in {field.name for field in gate.fields_for(actor, resource, "edit")}:
        toast(_("You may edit none of these records."), tone="bad")
        return redirect(came_from, 303)
    whole = whole_list(actor, faces, came_from)
    form = _form(actor, faces, ids, whole)
    if "sent" in request.form and form.validate():
        try:
            return _put(actor, resource, mine, form, came_from, whole)
        except InvalidValues as wrong:
            refused(form, {"add": next(iter(wrong.errors.values()))})
        except Refused as no:
            form["scope"].errors = [*form["scope"].errors, str(no)]
    return _selected_page(actor, resource, ids, mine, form, came_from)


def _form(actor: Actor, faces: Faces, ids: list[int], whole: Whole | None) -> Any:
    """Tags to put on and to take off; where the list shows more than is selected, also on what."""
    fields: list[Field] = [Tags("add", label=_("Put on")), Tags("remove", label=_("Take off"))]
    number, written = number_in(actor, faces, whole) if whole else (0, "")
    if number > len(ids):
        fields.insert(0, scope_choice("scope", written))
    sent = request.form if "sent" in request.form else None
    return form_of(fields, format_of(actor), actor=actor, sent=sent, values={"scope": wanted_scope()})


def _put(
    actor: Actor, resource: Resource, mine: list[int], form: Any, came_from: str, whole: Whole | None
) -> Response:
    with with_new_tags(actor, form, {"add": form["add"].data}) as chosen:
        add, remove = ([ref.id for ref in refs or ()] for refs in (chosen["add"], form["remove"].data))
        if whole is not None and "scope" in form and form["scope"].data == EVERY:
            refuse_cut(whole)
            return tag_list(actor, whole, add=add, remove=remove)
        done = put_tags(actor, resource, mine, add=add, remove=remove)
    toast(_("1 record changed", "{n} records changed", n=done.value or 0), undo=done.change)
    return redirect(came_from, 303)


def _selected_page(
    actor: Actor,
    resource: Resource,
    ids: list[int],
    mine: list[int],
    form: Any,
    came_from: str,
) -> Response:
    left = len(gate.rows_among(actor, resource, ids)) - len(mine)
    lead = str(_("1 record is chosen.", "{n} records are chosen.", n=len(mine)))
    if left:
        lead += " " + str(_("{n} of those selected you may not edit; they are left out.").format(n=left))
    lookup = f"/{resource.path}/lookup/{FIELD}"
    return _form_page(
        actor,
        [_drawn(actor, form, name, lookup) for name in ("scope", "add", "remove") if name in form],
        title=str(_("Tags")),
        lead=lead,
        crumbs=crumbs(actor, resource),
        action=f"/{resource.path}/tags",
        hidden={"next": came_from, "sent": "1"},
        ids=mine,
        cancel=came_from,
        errors=errors_of(form, ()),
        submit=_("Save"),
        status=422 if "sent" in request.form else 200,
    )


def palette_tags(actor: Actor) -> Response:
    """Tags by a part of their name (``?q=``), each leading to the lists of what bears it."""
    typed, found = request.args.get("q", "")[:100], []
    for resource in kinds_with_tags(actor):
        items = [
            {"href": list_with(resource, word.id), "title": word.name, "detail": str(resource.label)}
            for word in offered(resource.name, typed)[:SHOWN]
        ]
        found.append(
            {
                "name": resource.name,
                "label": str(resource.label),
                "icon": "tag",
                "count": str(len(items)),
                "rest": False,
                "items": items,
            }
        )
    return fragment("components/palette.html", "hits", [each for each in found if each["items"]], typed, "")


def _drawn(actor: Actor, form: Any, name: str, lookup: str) -> Options:
    bound, fmt = form[name], format_of(actor)
    known = titles_of(actor, [bound.field], {name: bound.data})
    return view(bound, fmt, text=linked_title(bound.field, bound.data, known), lookup=lookup, titles=known)


def _form_page(actor: Actor, fields: list[Options], *, status: int, **values: Any) -> Response:
    shown: Options = {
        "people": None,
        "hidden": {},
        "sections": [{"label": values["title"], "fields": fields}],
    }
    return page("shares.html", actor, status=status, **(shown | values))


ROUTES = (
    Route(
        f"/{tags.path}/<int:id>/merge",
        "host.merge_tags",
        ("GET", "POST"),
        merge_tags.name,
        "work",
        merge_page,
    ),
    Route("/search/tags", "host.palette_tags", ("GET",), SIGNED_IN, "host", palette_tags),
)
