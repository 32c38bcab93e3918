"""Saved views as addresses name them: opened in one place, for every face of a list, with the rights of whoever opens them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from guanxi.data.errors import NotFound, Problem
from guanxi.data.filters import parse_filter
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing_sort import BadSort, sort_of
from guanxi.records.related import Askable
from guanxi.resources.boards import Board
from guanxi.resources.calendars import Calendar
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.web.column_widths import WIDTH, width_in
from guanxi.work.activities.next_due import is_told
from guanxi.work.views.resource import BOARD, CALENDAR, LIST
from guanxi.work.views.seen import Seen, view_of

_ = translator("guanxi")
OPEN, OPENED, EVERYTHING = "view", "_opened", "all"
SAVED = ("c", WIDTH, "sort", "quick", "q", "_due", "group", "_figure", "_span")
"""The parameters of a list's address that a view keeps, besides conditions."""
PAGES = ("after", "before", "_column", "_after", "_month", "_day")
PLACES = {LIST: "", BOARD: "board", CALENDAR: "calendar"}
FACES: dict[str, type] = {BOARD: Board, CALENDAR: Calendar}
Pairs = tuple[tuple[str, str], ...]


class CannotApply(Problem):
    """A view asks for what its opener may not search, or for what is not there any more: nothing is shown rather than more."""

    status = 409

    def __init__(self, view: Seen):
        self.view = view
        super().__init__(
            _("This view filters by something that you may not search, or that is not there at present."),
        )


class Elsewhere(Exception):
    """The list opens with a view that has another address: a board, say."""

    def __init__(self, address: str):
        self.address = address
        super().__init__(address)


@dataclass(frozen=True)
class Opened:
    """The saved views above a list, the one that was opened, and what it asks where the address names nothing else."""

    views: tuple[Seen, ...] = ()
    view: Seen | None = None
    pairs: Pairs | None = None

    @property
    def default(self) -> Seen | None:
        """The view with which the list opens."""
        return next((each for each in self.views if each.default), None)


def asks_of(view: Seen) -> Pairs:
    """What a view asks, as parameters."""
    return tuple(parse_qsl(view.asks, keep_blank_values=True))


def opened_by(
    actor: Actor, faces: Faces, pairs: Pairs, views: Sequence[Seen] | None, place: str
) -> Opened | None:
    """Which view an address opens, or was opened before; None where there is nothing to say of views.

    `views` are those above the page, None for a part of one. Raises NotFound, Elsewhere.
    """
    wanted = next((value for name, value in reversed(pairs) if name == OPEN), None)
    known = tuple(views or ())
    if wanted is not None and wanted != EVERYTHING:
        return Opened(known, found := _named(actor, faces, wanted), _asking(found, pairs))
    if wanted == EVERYTHING:
        return Opened(known, None, ((OPENED, EVERYTHING),))
    if views is None:
        return None
    before = next((value for name, value in reversed(pairs) if name == OPENED), None)
    default = Opened(known).default
    if before is None and default is not None:
        if pairs:
            return Opened(known, None, (*pairs, (OPENED, EVERYTHING)))
        if address_of(faces, default) != address_at(faces, place, default.id):
            raise Elsewhere(address_of(faces, default))
        return Opened(known, default, _asking(default, pairs))
    return Opened(known, next((each for each in known if str(each.id) == before), None))


def address_of(faces: Faces, view: Seen) -> str:
    """The short address of a view; one of a board or calendar that is gone opens as a list."""
    face = FACES.get(view.kind)
    place = PLACES.get(view.kind, "") if face is None or faces.has(face) else ""
    return address_at(faces, place, view.id)


def address_at(faces: Faces, place: str, view: int | str) -> str:
    """Where a view is opened at a place below the list."""
    within = f"{place}/" if place else ""
    return f"/{faces.resource.path}/{within}?{urlencode({OPEN: view})}"


# guard: view-rights
def check_applies(actor: Actor, faces: Faces, opened: Opened, conditions: Collection[Any]) -> None:
    """Refuse a view whose filter the actor may not put together himself; raises CannotApply, BadFilter."""
    view, pairs = opened.view, opened.pairs or ()
    if view is None:
        return
    quick = {value for name, value in pairs if name == "quick"}
    due = any(name == "_due" for name, _value in pairs)
    if quick - {each.name for each in faces.list.quick} or (due and not is_told(actor, faces.resource)):
        raise CannotApply(view)
    fields = Askable(actor, faces.resource)
    parse_filter(list(conditions), fields, format_of(actor), fields.within)


def usable(actor: Actor, faces: Faces, pairs: Pairs) -> Pairs:
    """What a view asks, without columns that the actor does not see and a sorting that is not for him."""
    seen = {field.name for field in gate.fields_for(actor, faces.resource)}
    return tuple(
        (name, value)
        for name, value in pairs
        if (name != "c" or value in seen)
        and (name != WIDTH or width_in(value)[0] in seen)
        and (name != "sort" or _sorts(actor, faces, value))
    )


def left_out(actor: Actor, faces: Faces, view: Seen) -> tuple[int, int, bool]:
    """How many columns of a view are not for the actor, how many are not there any more, and whether its sorting is left out."""
    asks = asks_of(view)
    seen = {field.name for field in gate.fields_for(actor, faces.resource)}
    missing = [value for name, value in asks if name == "c" and value not in seen]
    hidden = sum(name in faces.resource.by_name for name in missing)
    unsorted = any(name == "sort" and not _sorts(actor, faces, value) for name, value in asks)
    return hidden, len(missing) - hidden, unsorted


def _named(actor: Actor, faces: Faces, wanted: str) -> Seen:
    key = gate.record_key(wanted)
    found = view_of(actor, key) if key is not None else None
    if found is None or found.of != faces.resource.name:
        raise NotFound("work.view", wanted)
    return found


def _asking(view: Seen, pairs: Pairs) -> Pairs:
    return ((OPENED, str(view.id)), *asks_of(view), *(pair for pair in pairs if pair[0] in PAGES))


def _sorts(actor: Actor, faces: Faces, wanted: str) -> bool:
    try:
        sort_of(actor, faces.resource, wanted)
    except BadSort:
        return False
    return True
