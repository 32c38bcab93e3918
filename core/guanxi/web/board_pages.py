"""The board of a resource: cards in columns under the list's own filter; counts and sums come as a fragment of their own."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus, urlencode

from flask import redirect, request
from werkzeug.wrappers import Response

from guanxi.data.fields import Field, MoneyField
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import Page
from guanxi.records.listing_groups import Heap, heaps
from guanxi.records.listing_sums import Total
from guanxi.resources.boards import BoardColumn
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.resources.next_activity import NEXT
from guanxi.web.asked import today_of
from guanxi.web.board_view import BoardView, asked_column
from guanxi.web.facet_pages import search_box
from guanxi.web.filter_pages import filter_builder
from guanxi.web.filter_words import chips
from guanxi.web.list_pages import actions_of, quick_filters, views
from guanxi.web.rendering import fragment, page
from guanxi.web.requests import wants_fragment
from guanxi.web.routing import may_open
from guanxi.web.view_bar import view_bar
from guanxi.work import board_choices
from guanxi.work.activities.next_due import ORDER, NextDue, is_told, place_sql

_ = translator("guanxi")
TONES = {NextDue.OVERDUE: "red", NextDue.TODAY: "amber", NextDue.PLANNED: "green", NextDue.NONE: "none"}


def board_page(actor: Actor, faces: Faces) -> Response:
    """The first cards of each column; those of the empty field, which no index finds, follow where there are any."""
    view = BoardView.asked(actor, faces, opening=True)
    resource, query = faces.resource, view.query
    shown = [each for each in view.columns if each.key not in view.folded and each.value is not None]
    found = view.first_pages(shown)
    movable = view.movable([row[0] for each in found.values() for row in each.rows])
    cards = view.cards(found, movable)
    return page(
        "board.html",
        actor,
        title=str(resource.label),
        icon=resource.icon,
        actions=actions_of(actor, resource),
        columns=[_drawn(view, column, found.get(column), cards.get(column, "")) for column in view.columns],
        search=search_box(query),
        quick=quick_filters(faces, query),
        views=views(faces, query),
        saved=view_bar(actor, faces, query),
        chips=chips(actor, resource, query),
        clear=query.address(quick="", q="", f=None, o=None, v=None, _due="", clear=True),
        filtered=len(query.conditions),
        builder_url=f"{view.path}filter{view.kept}",
        cards_url=f"{view.path}cards{view.kept}",
        heads_url=f"{view.path}heads{view.kept}",
        sums=len(list(filter(None, _summed(view)))),
        boards=_boards(view),
        steps=view.board.steps(actor) if view.board.steps and not view.columns else (),
        kept_url=f"{view.path}kept{view.kept}",
    )


def more(actor: Actor, faces: Faces) -> Response:
    """The next cards of a column (``?_column=&_after=``), as a part of the board."""
    view = BoardView.asked(actor, faces)
    column = asked_column(view)
    if column is None:
        return fragment("components/board.html", "cards", {"cards": ""})
    found = view.page(column, request.args.get("_after", ""))
    cards = view.cards({column: found}, view.movable([row[0] for row in found.rows]))
    return fragment("components/board.html", "cards", _drawn(view, column, found, cards[column]))


def heads(actor: Actor, faces: Faces) -> Response:
    """Counts, sums and the bars of what is planned, of all columns."""
    view = BoardView.asked(actor, faces)
    resource, told = faces.resource, is_told(actor, faces.resource)
    today, seen = today_of(actor), gate.searchable_fields(actor, resource)
    total, weight = _summed(view)
    found = heaps(
        actor,
        view.base,
        view.board.by,
        total=total,
        weight=weight,
        state=(lambda record: place_sql(resource.name, today, record)) if told else None,
    )
    field = view.board.field(resource)
    drawn = []
    for column in view.columns:
        heap = found.get(field.to_row(column.value), Heap(()))
        drawn.append(_head(view, column, heap, seen.get(total), told=told))
    return fragment("components/board.html", "heads", drawn)


def _summed(view: BoardView) -> tuple[str, str]:
    """What heads sum and by which per cent they do so once more, as far as the actor may search it; empty: nothing."""
    seen = gate.searchable_fields(view.actor, view.resource)
    total = view.board.total if view.board.total in seen else ""
    return total, view.board.weight if total and view.board.weight in seen else ""


def board_filter(actor: Actor, faces: Faces) -> Response:
    """The form in which a filter of the board is put together."""
    BoardView.asked(actor, faces)
    return filter_builder(actor, faces, "board")


def card_fields(actor: Actor, faces: Faces) -> Response:
    """The form in which the fields of cards are chosen and ordered."""
    view = BoardView.asked(actor, faces)
    visible = {f.name: f for f in gate.fields_for(actor, faces.resource) if f.name != faces.resource.title}
    items = [{"name": name, "label": visible[name].label, "shown": True} for name in view.fields]
    items += [
        {"name": n, "label": f.label, "shown": False} for n, f in visible.items() if n not in view.fields
    ]
    return fragment(
        "components/board.html",
        "card_fields",
        items,
        f"{view.path}kept{view.kept}",
    )


def keep(actor: Actor, faces: Faces) -> Response:
    """Keep what the reader has chosen: the fields of cards (``c``), or which columns are folded (``folded``)."""
    view, kind = BoardView.asked(actor, faces), faces.resource.name
    if request.form.get("what") == "folded":
        keys = {column.key for column in view.columns}
        board_choices.fold(actor, kind, [key for key in request.form.getlist("folded") if key in keys])
    else:
        board_choices.choose_fields(actor, kind, [n for n in request.form.getlist("c") if n in view.seen])
    return Response("", 204) if wants_fragment() else redirect(view.path + view.kept, 303)


def _drawn(view: BoardView, column: BoardColumn, found: Page | None, cards: str) -> dict[str, Any]:
    """A column as components/board.html draws it; without a page its cards follow."""
    more, place = f"{view.kept}{'&' if view.kept else '?'}", f"_column={quote_plus(column.key)}"
    base = f"{view.path}more{more}{place}"
    after = found.next if found else None  # a cursor needs no escaping in an address
    goes_on = bool(after) or (found is None and column.key not in view.folded)
    creates = may_open(view.actor, f"/{view.resource.path}/board/new", "POST")
    return {
        "key": column.key,
        "number": view.number(column),
        "label": str(column.label),
        "cards": cards,
        "folded": column.key in view.folded,
        "later": found is None,
        "cards_url": base,
        "more_url": base + (f"&_after={after}" if after else "") if goes_on else "",
        "more_href": _in_list(view, column) if goes_on else "",
        "new_url": f"{view.path}new{more}{place}" if creates else "",
    }


def _head(
    view: BoardView, column: BoardColumn, heap: Heap, summed: Field | None, *, told: bool
) -> dict[str, Any]:
    fmt, states = format_of(view.actor), dict(heap.states)
    bar = [
        {
            "label": str(NEXT[state]),
            "count": fmt.number(states[place]),
            "number": states[place],
            "tone": TONES[state],
            "href": view.query.address(_due=state.value),
            "current": view.query.due is state,
        }
        for place, state in enumerate(ORDER)
        if told and states.get(place)
    ]
    return {
        "number": view.number(column),
        "count": fmt.number(heap.count),
        "records": heap.count,
        "sums": [_amount(view.actor, summed, each) for each in heap.totals] if summed else [],
        "weighted": [_amount(view.actor, summed, each) for each in heap.weighted] if summed else [],
        "bar": bar,
    }


def _amount(actor: Actor, field: Field, total: Total) -> str:
    row = (total.units, total.currency) if isinstance(field, MoneyField) else total.units
    return field.show(row, format_of(actor))


def _boards(view: BoardView) -> list[dict[str, Any]]:
    """The ways to the other boards of the same records."""
    name, now, query = view.board.within, view.within, view.query
    kept = "".join(f"{text}&" for each, text in query.written if each != name)
    return [
        {
            "label": each.label,
            "href": f"{view.path}?{kept}{urlencode({name: each.key})}",
            "current": each is now,
        }
        for each in view.boards
    ]


def _in_list(view: BoardView, column: BoardColumn) -> str:
    """The records of a column in the list, where no script shows more of them."""
    name, path = view.board.by, f"/{view.resource.path}/"
    given = {name: column.key} if column.key else {"f": name, "o": "empty", "v": ""}
    if view.within is not None:
        given[view.board.within] = view.within.key
    kept = f"{view.query.encoded}&" if view.query.encoded else ""
    return f"{path}?{kept}{urlencode(given)}"
