"""The row of totals below a list: sums, averages, counts of all that the filter finds, as a fragment that follows the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from markupsafe import Markup
from werkzeug.wrappers import Response

from guanxi.data.fields import Field
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery
from guanxi.records.listing_columns import Column, selection
from guanxi.records.listing_sums import Total, totals
from guanxi.records.search.finding import MOST
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.resources.sums import FIGURES, figure_texts, summed_names, usual_figure
from guanxi.resources.table import cell_class, column_label
from guanxi.web.asked import FIGURE, Asked, asked

NEXT = dict(zip(FIGURES, [*tuple(FIGURES)[1:], *tuple(FIGURES)[:1]], strict=True))


def is_cut(listing: ListQuery) -> bool:
    """Tell whether a search gave its newest hits alone: there may be more than what the list is made of."""
    return listing.among is not None and len(listing.among) >= MOST


def totals_row(actor: Actor, faces: Faces) -> Response:
    """The row with its figures; nothing where no column has any."""
    query = asked(actor, faces)
    listing = query.listing(faces, actor)
    return Response(str(drawn_totals(actor, faces, query, listing)))


def drawn_totals(
    actor: Actor, faces: Faces, query: Asked, listing: ListQuery, *, pick: bool | None = None
) -> Markup:
    """The row for the columns of `listing`; nothing where a search was cut short.

    `pick`: whether boxes to select stand before the rows, else as the address says.
    """
    columns = selection(actor, faces.resource, listing.columns).columns
    searchable = gate.searchable_fields(actor, faces.resource)
    names = summed_names(columns, searchable)
    if not names or is_cut(listing):
        return Markup("")
    found = totals(actor, listing, names)
    boxes = "_pick" in query.single if pick is None else pick
    return _row(_cells(actor, faces, query, columns, found), len(faces.list.computed), pick=boxes)


def coming_totals(
    actor: Actor, faces: Faces, query: Asked, columns: tuple[Column, ...], *, pick: bool
) -> Markup:
    """What stands in the place of the row until it is there; nothing where no column has figures."""
    names = summed_names(columns, gate.searchable_fields(actor, faces.resource))
    if not names:
        return Markup("")
    kept = "&".join(part for part in (query.encoded, query.paged, "_pick=1" if pick else "") if part)
    cells = [{"kind": _kind(faces, each), "label": "", "coming": each.name in names} for each in columns]
    url = f"/{faces.resource.path}/totals?{kept}"
    return _row(cells, len(faces.list.computed), url, pick=pick)


def _row(cells: list[dict[str, Any]], further: int, url: str = "", *, pick: bool) -> Markup:
    module = current_app.jinja_env.get_template("components/totals.html").module
    return Markup("").join([module.totals(cells, pick, further, url)])  # type: ignore[attr-defined]


def _cells(
    actor: Actor,
    faces: Faces,
    query: Asked,
    columns: Iterable[Column],
    found: Mapping[str, tuple[Total, ...]],
) -> list[dict[str, Any]]:
    fmt, cells = format_of(actor), list[dict[str, Any]]()
    for column in columns:
        cell: dict[str, Any] = {"kind": _kind(faces, column), "label": column_label(column)}
        if column.name in found and column.field is not None:
            figure = figure_of(query, column.field)
            cell["figure"] = str(FIGURES[figure])
            cell["next"] = str(FIGURES[NEXT[figure]])
            cell["texts"] = figure_texts(column.field, found[column.name], figure, fmt)
            cell["href"] = query.on_page(**{FIGURE: _chosen(query, column.name, NEXT[figure])})
        cells.append(cell)
    return cells


def _kind(faces: Faces, column: Column) -> str:
    return cell_class(column, faces.resource.title)


def figure_of(query: Asked, field: Field) -> str:
    """Which figure is told of a field: the one that its reader has chosen."""
    chosen = query.figures.get(field.name, "")
    return chosen if chosen in FIGURES else usual_figure(field)


def _chosen(query: Asked, name: str, figure: str) -> str:
    """The parameter of the address with another choice for one field."""
    chosen = {known: each for known, each in query.figures.items() if each in FIGURES} | {name: figure}
    return ",".join(f"{each}:{which}" for each, which in chosen.items())
