"""A whole list on paper: every row that the filter finds, up to a limit, as one page without others before and after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from werkzeug.wrappers import Response

from guanxi.data.database import read_snapshot
from guanxi.data.messages import translator
from guanxi.records.access_log import begin_access, end_access
from guanxi.records.actor import Actor
from guanxi.records.listing import chunks
from guanxi.records.search.finding import MOST
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.web.asked import asked
from guanxi.web.filter_words import chips
from guanxi.web.list_pages import quick_filters, table
from guanxi.web.list_totals import drawn_totals
from guanxi.web.rendering import page

_ = translator("guanxi")
PRINTED, CHUNK = 2000, 500
CUT = _("Only the first {n} records are printed. Narrow the list, or export it.")
SEARCH_CUT = _("The search finds more than {n} records; only these are printed. Narrow it, or use a filter.")


def print_list(actor: Actor, faces: Faces) -> Response:
    """All rows that the list shows on its pages, in its columns and order. Needs the permission to export, and is written down."""
    resource, query = faces.resource, asked(actor, faces)
    listing = replace(query.listing(faces, actor), after=None, before=None, action="export", limit=CHUNK)
    columns, read = chunks(actor, listing)
    details = {"format": "print", "columns": [each.name for each in columns], "by": "page"}
    entry = begin_access(actor, resource.permission("export"), {**details, "query": query.pairs})
    with read_snapshot():
        rows = list(islice(_rows(read), PRINTED + 1))
        foot = drawn_totals(actor, faces, query, listing, pick=False)
    cut = len(rows) > PRINTED
    end_access(actor, entry, len(rows[:PRINTED]), whole=not cut)
    searched = listing.among is not None and len(listing.among) >= MOST
    return page(
        "print.html",
        actor,
        title=str(resource.label),
        icon=resource.icon,
        back=query.address(),
        table=table(actor, faces, query, columns, rows[:PRINTED], pick=False, foot=foot, edited=False)
        if rows
        else "",
        quick=quick_filters(faces, query),
        chips=chips(actor, resource, query),
        said=_said(actor, len(rows), cut=cut, searched=searched),
        warning=cut or searched,
    )


def _rows(read: Iterator[list[tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
    return chain.from_iterable(read)


def _said(actor: Actor, number: int, *, cut: bool, searched: bool) -> str:
    """How many records there are on the sheets, and whether that is all of them."""
    if cut or searched:
        most = format_of(actor).number(PRINTED if cut else MOST)
        return str((CUT if cut else SEARCH_CUT).format(n=most))
    return str(_("1 record", "{n} records", n=number))
