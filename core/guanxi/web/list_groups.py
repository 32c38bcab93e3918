"""A list in groups: heads with counts and sums as a fragment that follows the page, the rows of a group when it is opened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from guanxi.data.messages import translator
from guanxi.records.actor import Actor
from guanxi.records.gate import searchable_fields
from guanxi.records.listing import page
from guanxi.records.listing_columns import selection
from guanxi.records.listing_sums import MOST_GROUPS
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.resources.sums import FIGURES, figure_texts, summed_names
from guanxi.web.asked import Asked, asked
from guanxi.web.grouping import DEEPEST, Grouping, Head, groupings, heads, offered
from guanxi.web.list_pages import table
from guanxi.web.list_totals import figure_of
from guanxi.web.rendering import fragment

_ = translator("guanxi")
MOST_SUMS = 3


def group_heads(actor: Actor, faces: Faces) -> Response:
    """The groups of the first field that the address names; those of the second one come when one of these is opened."""
    query = asked(actor, faces)
    by = groupings(actor, faces.resource, query.grouped)
    if not by:
        return fragment("components/groups.html", "groups", [], "")
    listing = query.listing(faces, actor)
    columns = selection(actor, faces.resource, listing.columns).columns
    summed = summed_names(columns, searchable_fields(actor, faces.resource))[:MOST_SUMS]
    found, complete = heads(actor, listing, by[0], summed)
    note = "" if complete else str(_("Only the {n} largest groups are shown.").format(n=MOST_GROUPS))
    drawn = [_drawn(actor, faces, query, head, by[1:]) for head in found]
    return fragment("components/groups.html", "groups", drawn, note, by[0].label)


def group_rows(actor: Actor, faces: Faces) -> Response:
    """A page of the rows of one group, which is the list under the group's own filter."""
    query = asked(actor, faces)
    found = page(actor, replace(query.listing(faces, actor), before=None))
    rows = table(actor, faces, query, found.columns, found.rows, pick=False, name="") if found.rows else ""
    more = _address(f"{faces.resource.path}/grouped", query, (("after", found.next),)) if found.next else ""
    href = query.address(after=found.next) if found.next else ""
    return fragment("components/groups.html", "rows", rows, more, href)


def grouping_chooser(actor: Actor, faces: Faces) -> Response:
    """The form in which one or two fields are chosen to group by."""
    query = asked(actor, faces)
    chosen = [each.text for each in groupings(actor, faces.resource, query.grouped)]
    options = [(each.text, each.label) for each in offered(actor, faces.resource)]
    chosen += [""] * (DEEPEST - len(chosen))
    hidden = query.kept_by_chooser("group")
    return fragment("components/groups.html", "chooser", options, chosen, f"/{query.path}/", hidden)


def _drawn(actor: Actor, faces: Faces, query: Asked, head: Head, deeper: list[Grouping]) -> dict[str, Any]:
    fmt, path = format_of(actor), faces.resource.path
    sums = list[tuple[str, str]]()
    for name, totals in head.totals.items():
        field = faces.resource.by_name[name]
        figure = figure_of(query, field)
        told = figure_texts(field, totals, figure, fmt)
        if told:
            sums.append((f"{field.label} · {FIGURES[figure]}", " · ".join(told)))
    further = (("group", ",".join(each.text for each in deeper)),) if deeper else ()
    return {
        "label": head.label,
        "count": fmt.number(head.count),
        "number": head.count,
        "sums": sums,
        "href": _address(path, query, head.asks),
        "url": _address(f"{path}/{'groups' if deeper else 'grouped'}", query, (*head.asks, *further)),
    }


def _address(path: str, query: Asked, more: tuple[tuple[str, str], ...]) -> str:
    """The list, or a part of it, under a further filter."""
    kept = query.kept_by_chooser("group")
    end = "" if path.endswith(("/groups", "/grouped")) else "/"
    return f"/{path}{end}?{urlencode([*kept, *more])}"
