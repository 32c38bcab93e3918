"""The list of a resource: rows by key, filters as chips, sorting, columns; counts come as a fragment of their own."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from flask import current_app, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from guanxi.data.messages import language, translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery, Page, page
from guanxi.records.listing_columns import Column
from guanxi.records.listing_sums import Count, count_on_page
from guanxi.records.listing_sums import count as counted
from guanxi.records.resource import Resource
from guanxi.records.search.finding import MOST
from guanxi.records.search.kinds import is_complete
from guanxi.records.search.question import asked as question
from guanxi.resources.boards import Board
from guanxi.resources.calendars import Calendar
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces, List
from guanxi.resources.table import body
from guanxi.web.asked import Asked, asked
from guanxi.web.column_widths import WIDTH, drawn_widths, sizes_of
from guanxi.web.export_pages import export_selected, export_url
from guanxi.web.facet_pages import search_box
from guanxi.web.filter_words import chips
from guanxi.web.grouping import groupings
from guanxi.web.kept import Kept
from guanxi.web.list_heads import NARROWED, READ_ONLY, heads, narrowed, writable
from guanxi.web.list_totals import coming_totals, is_cut
from guanxi.web.rendering import face_page, fragment
from guanxi.web.routing import may_open
from guanxi.web.search_pages import INCOMPLETE, MORE, TOO_SHORT
from guanxi.web.view_bar import view_bar
from guanxi.web.ways import has_pages
from guanxi.web.wording import inside

_ = translator("guanxi")
COUNTED = 1000
NO_FOOT = Markup("")
AT_LEAST = "least"
OFFERED = (("delete", "bin"), ("import", "import"), ("create", "new"))


def list_page(actor: Actor, faces: Faces) -> Response:
    """One page of the records the actor may see."""
    resource, query = faces.resource, asked(actor, faces, opening=True)
    listing = query.listing(faces, actor)
    grouped = bool(groupings(actor, resource, query.grouped))
    found = page(actor, replace(listing, limit=1) if grouped else listing)
    bulk = [] if grouped else _bulk(actor, resource, query)
    state = "rows" if found.rows else "filtered" if query.narrowed else "empty"
    actions = actions_of(actor, resource)
    return face_page(
        faces.list,
        actor,
        title=str(resource.label),
        icon=resource.icon,
        actions=actions,
        **_said(faces, actions) if state == "empty" else {},
        state=state,
        table=_table(actor, faces, query, found, pick=bool(bulk)) if found.rows else "",
        search=search_box(query),
        quick=quick_filters(faces, query),
        views=views(faces, query),
        saved=view_bar(actor, faces, query),
        chips=chips(actor, resource, query),
        search_note=_search_note(resource, query, listing),
        clear=query.address(quick="", q="", f=None, o=None, v=None, clear=True),
        filtered=len(query.conditions),
        builder_url=f"/{resource.path}/filter?{query.encoded}",
        columns_url=f"/{resource.path}/columns?{query.encoded}",
        export_url=export_url(actor, resource, query) if found.rows else "",
        grouping_url=f"/{resource.path}/grouping?{query.encoded}",
        groups_url=f"/{resource.path}/groups?{query.encoded}" if grouped else "",
        count_url=f"/{resource.path}/count?{query.encoded}",
        total=_total(actor, listing, found),
        previous=query.address(before=found.previous) if found.previous and not grouped else "",
        next=query.address(after=found.next) if found.next and not grouped else "",
        bulk=bulk,
    )


def _search_note(resource: Resource, query: Asked, listing: ListQuery) -> str:
    """What must be said about a search: that nothing was looked for, that there is more, or that not all is indexed yet."""
    if listing.among is None:
        return ""
    if question(query.text).short:
        return str(TOO_SHORT)
    if not is_complete([resource.name]):
        return str(INCOMPLETE)
    return str(MORE.format(n=MOST)) if len(listing.among) >= MOST else ""


def count(actor: Actor, faces: Faces) -> Response:
    """How many records the filter finds, counted up to a limit; ``?exact`` counts all."""
    query = asked(actor, faces)
    cap = None if "exact" in request.args else COUNTED
    listing = query.listing(faces, actor)
    text, more, number = _counted(actor, listing, counted(actor, listing, cap))
    return fragment("components/pager.html", "counted", text, more, number=number)


def _total(actor: Actor, listing: ListQuery, found: Page) -> tuple[str, bool | str, int] | None:
    quick = count_on_page(actor, listing, found, COUNTED)
    return None if quick is None else _counted(actor, listing, quick)


def _counted(actor: Actor, listing: ListQuery, count: Count) -> tuple[str, bool | str, int]:
    """What the pager draws of a count; of a search that gave its newest hits alone it is the least that there are."""
    more = AT_LEAST if is_cut(listing) else count.more
    return format_of(actor).number(count.number), more, count.number


def column_chooser(actor: Actor, faces: Faces) -> Response:
    """The form in which columns are chosen and ordered."""
    query = asked(actor, faces)
    visible = {f.name: f for f in gate.fields_for(actor, faces.resource)}
    shown = [name for name in query.columns(faces) if name in visible]
    items = [
        {
            "name": name,
            "label": visible[name].label,
            "shown": name in shown,
            "sizes": sizes_of(name, query.widths.get(name)),
        }
        for name in (*shown, *(each for each in visible if each not in shown))
    ]
    kept = query.kept_by_chooser("c", WIDTH)
    return fragment("components/filters.html", "columns", items, f"/{faces.resource.path}/", kept)


def _table(actor: Actor, faces: Faces, query: Asked, found: Page, *, pick: bool) -> Markup:
    foot = coming_totals(actor, faces, query, found.columns, pick=pick)
    return table(actor, faces, query, found.columns, found.rows, pick=pick, foot=foot)


def table(
    actor: Actor,
    faces: Faces,
    query: Asked,
    columns: tuple[Column, ...],
    rows: list[tuple[Any, ...]],
    *,
    pick: bool,
    foot: Markup = NO_FOOT,
    name: str = "rows",
    edited: bool = True,
) -> Markup:
    """The rows with the heads of their columns; `pick`: boxes to select; `foot`: what stands below; `name`: by which scripts find them.

    Cells are `edited` where they stand, as far as the actor may.
    """
    rows_html = body_of(actor, faces, columns, rows, pick=pick)
    may = writable(actor, faces, columns) if edited else READ_ONLY
    drawn = heads(faces, columns, query, may)
    module = current_app.jinja_env.get_template("components/list_table.html").module
    mark, label = (NARROWED, narrowed(query)), str(faces.resource.label)
    wide = drawn_widths(
        [column.name for column in columns],
        query.widths,
        title=faces.resource.title,
        further=len(faces.list.computed),
        pick=pick,
    )
    asks = query.encoded if may else None
    return Markup(module.list_table(label, drawn, rows_html, mark, pick, foot, name, wide, asks))  # type: ignore[attr-defined]


def body_of(
    actor: Actor, faces: Faces, columns: tuple[Column, ...], rows: list[tuple[Any, ...]], *, pick: bool
) -> Markup:
    """The rows alone."""
    resource = faces.resource
    ids = [row[0] for row in rows]
    computed = [(str(each.label), each.texts(actor, ids)) for each in faces.list.computed]
    path = resource.path if has_pages(actor, resource) else ""
    return body(path, columns, rows, format_of(actor), title=resource.title, computed=computed, pick=pick)


def quick_filters(faces: Faces, query: Asked) -> list[dict[str, Any]]:
    """The quick filters above the list, as components/filters.html draws them."""
    everything = {"label": str(_("All")), "href": query.address(quick=""), "current": not query.quick}
    found = [
        {"label": str(q.label), "href": query.address(quick=q.name), "current": query.quick == q.name}
        for q in faces.list.quick
    ]
    return [everything, *found] if found else []


def views(faces: Faces, query: Asked) -> list[dict[str, Any]]:
    """The other ways to look at the same records under the same filter, as components/filters.html draws them."""
    if not (faces.has(Board) or faces.has(Calendar)):
        return []
    path, kept = faces.resource.path, f"?{query.encoded}" if query.encoded else ""
    declared = (
        (List, _("List"), "list", f"/{path}/"),
        (Board, _("Board"), "kanban", f"/{path}/board/"),
        (Calendar, _("Calendar"), "calendar-days", f"/{path}/calendar/"),
    )
    return [
        {"label": str(label), "icon": icon, "href": place + kept, "current": place == f"/{query.path}/"}
        for face, label, icon, place in declared
        if faces.has(face)
    ]


def actions_of(actor: Actor, resource: Resource) -> Kept:
    """What may be done with the records as a whole."""
    may = frozenset(action for action, page in OFFERED if may_open(actor, f"/{resource.path}/{page}"))
    return _actions_for(resource, may, language())


@lru_cache(maxsize=1024)
def _actions_for(resource: Resource, may: frozenset[str], language: str) -> Kept:
    """The same for everybody with the same rights; `language` is part of the key because labels are drawn in it."""
    found: list[dict[str, Any]] = []
    if "delete" in may:
        found.append({"label": _("Bin"), "href": f"/{resource.path}/bin", "icon": "trash-2", "kind": "ghost"})
    if {"import", "create"} <= may:
        found.append({"label": _("Import"), "href": f"/{resource.path}/import", "icon": "upload"})
    if "create" in may:
        label = _("New {kind}").format(kind=inside(resource.label_one))
        found.append(
            {"label": label, "href": f"/{resource.path}/new", "icon": "plus", "kind": "main", "key": "c"}
        )
    return Kept(found)


def _said(faces: Faces, actions: Kept) -> dict[str, Any]:
    """What a list without records says, and what may be done there, the main action first; nobody asks for its bin there."""
    steps = [action for action in reversed(actions) if action.get("kind") != "ghost"]
    return {"steps": steps, "lead": str(faces.list.empty or "")}


def _bulk(actor: Actor, resource: Resource, query: Asked) -> list[dict[str, Any]]:
    found = export_selected(actor, resource, query)
    if may_open(actor, f"/{resource.path}/edit-many", "POST"):
        found.append(
            {"label": _("Edit"), "post": f"/{resource.path}/edit-many", "icon": "pencil", "whole": True}
        )
    if may_open(actor, f"/{resource.path}/share", "POST"):
        found.append({"label": _("Share"), "post": f"/{resource.path}/share", "icon": "user-plus"})
    if may_open(actor, f"/{resource.path}/tags", "POST"):
        found.append({"label": _("Tags"), "post": f"/{resource.path}/tags", "icon": "tag", "whole": True})
    if may_open(actor, f"/{resource.path}/merge", "POST"):
        found.append(
            {"label": _("Merge"), "post": f"/{resource.path}/merge", "icon": "git-merge", "two": True}
        )
    if may_open(actor, f"/{resource.path}/delete", "POST"):
        label, post = _("Delete"), f"/{resource.path}/delete"
        found.append({"label": label, "post": post, "icon": "trash-2", "kind": "danger", "whole": True})
    return found
