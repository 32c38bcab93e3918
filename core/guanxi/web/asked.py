"""What the address of a list asks for: filter, search, sorting, columns, page; and the addresses of what is one click away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus, urlencode
from zoneinfo import ZoneInfo

from flask import request

from guanxi.data.filter_query import parse_query
from guanxi.data.filters import BadFilter
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery
from guanxi.records.resource import Resource
from guanxi.records.search.finding import Found, find
from guanxi.records.search.question import asked as question
from guanxi.records.search.texts import by_index
from guanxi.resources.faces import Faces, Quick
from guanxi.web.column_widths import WIDTH, widths_in
from guanxi.web.condition_pairs import conditions_of, pairs_of
from guanxi.web.view_opening import (
    OPENED,
    SAVED,
    CannotApply,
    Opened,
    Pairs,
    check_applies,
    opened_by,
    usable,
)
from guanxi.work.activities.next_due import NextDue, is_told
from guanxi.work.activities.next_due import condition as due_so
from guanxi.work.views.seen import Seen, views_of

RESERVED = frozenset(
    {
        "sort",
        "after",
        "before",
        "quick",
        "q",
        "c",
        "f",
        "o",
        "v",
        "exact",
        "view",
        "group",
        "_pick",
        "_due",
        "_opened",
        "_figure",
        "_column",
        WIDTH,
        "_after",
        "_month",
        "_span",
        "_day",
    }
)
PAGING = ("after", "before", "_column", "_after", "_month", "_day")
LONGEST_SEARCH = 100
FIGURE = "_figure"
BESIDE = ("sort", "c", WIDTH, "group", FIGURE, OPENED, "_span")
"""What stays when the filter is cleared: order, columns and widths, groups, figures told of columns, the opened view, a month or a week."""


@dataclass(frozen=True)
class Asked:
    """One list as asked for: `pairs` are the parameters of its address in their order, `seen` the fields the actor sees."""

    path: str
    title: str
    pairs: tuple[tuple[str, str], ...]
    quick_filter: Any = None
    seen: frozenset[str] = frozenset()
    due: NextDue | None = None
    """When the next activity about the records is to be due."""
    opened: Opened | None = None
    """The saved views above the list, and the one that was opened."""

    @classmethod
    def simply(cls, resource: Resource, quick: str = "", sort: str = "") -> Asked:
        """A list with at most a quick filter and a sorting, as far as its addresses are concerned."""
        pairs = [(name, value) for name, value in (("quick", quick), ("sort", sort)) if value]
        return cls(resource.path, resource.title, tuple(pairs), quick or None)

    @cached_property
    def single(self) -> dict[str, str]:
        """The last value of each parameter."""
        return dict(self.pairs)

    @property
    def sort(self) -> str:
        """The sort key, with ``-`` before it where it descends; empty: the list's own."""
        return self.single.get("sort", "")

    @property
    def quick(self) -> str:
        """The name of the quick filter in force."""
        return self.single.get("quick", "") if self.quick_filter is not None else ""

    @property
    def text(self) -> str:
        """What was typed into the search box of the list."""
        return self.single.get("q", "").strip()[:LONGEST_SEARCH]

    @cached_property
    def conditions(self) -> list[dict[str, Any]]:
        """The conditions of the filter builder and of the address, without quick filter and search."""
        rows = zip(self._all("f"), self._all("o"), self._all("v"), strict=False)
        return [*conditions_of(rows), *parse_query(self.pairs, RESERVED)]

    @property
    def narrowed(self) -> bool:
        """Tell whether fewer than all records are asked for."""
        return bool(self.conditions or self.text or self.quick or self.due)

    def filter(self, *, by_title: bool = False) -> list[Any]:
        """Everything that narrows the list but the search, in the notation of guanxi.data.filters; `by_title`: that too."""
        found: list[Any] = list(self.conditions)
        if self.text and by_title:
            found.append({"field": self.title, "op": "contains", "value": self.text})
        if self.quick_filter is not None:
            found.append(self.quick_filter)
        return found

    def columns(self, faces: Faces) -> tuple[str, ...]:
        """The columns chosen in the address, else those of the list."""
        chosen = tuple(name for name in self._all("c") if name in self.seen)
        title = faces.resource.title
        return tuple(dict.fromkeys((title, *chosen))) if chosen else faces.list.names(faces.resource)

    def listing(self, faces: Faces, actor: Actor) -> ListQuery:
        """The same as a query of the gate; what was typed is looked for in the search."""
        hits = self.hits(actor, faces.resource)
        return ListQuery(
            faces.resource,
            columns=self.columns(faces),
            sort=self.sort or None,
            filter=self.filter(by_title=hits is None),
            among=None if hits is None else hits.ids,
            limit=faces.list.limit,
            after=self.single.get("after") or None,
            before=self.single.get("before") or None,
            also=due_so(faces.resource.name, today_of(actor), self.due) if self.due else None,
        )

    def hits(self, actor: Actor, resource: Resource) -> Found | None:
        """What the search finds of the text in the box; None where there is none, or nothing of these records is searched."""
        composed = actor.host.resources.get(resource.name, resource)
        if not self.text or not by_index(composed):
            return None
        return find(actor, composed, question(self.text))

    def address(self, *, clear: bool = False, **changed: str | None) -> str:
        """The address of the list with some parameters changed, from its first page unless a page is named."""
        kept = [text for name, text in self.written if name not in changed]
        if clear:
            kept = [text for name, text in self.written if name in BESIDE and name not in changed]
        kept += [_written(name, value) for name, value in changed.items() if value]
        return f"/{self.path}/?{'&'.join(kept)}" if kept else f"/{self.path}/"

    def on_page(self, **changed: str) -> str:
        """The address of the same page of the list with some parameters changed."""
        kept = {name: value for name, value in self.pairs if name in ("after", "before")}
        return self.address(clear=False, **kept | changed)

    def without_condition(self, number: int) -> str:
        """The address without the condition `number` of `conditions`."""
        return self.with_conditions([c for n, c in enumerate(self.conditions) if n != number])

    def without_value(self, number: int, at: int) -> str:
        """The address without the value `at` of the condition `number`, which has several."""
        rest = [dict(each) for each in self.conditions]
        rest[number]["value"] = [v for n, v in enumerate(rest[number]["value"]) if n != at]
        return self.with_conditions(rest)

    def with_conditions(self, conditions: Iterable[Mapping[str, Any]], *, search: bool = True) -> str:
        """The address with these conditions instead of its own; without `search` also without what was searched for."""
        beside = (*BESIDE, "quick", "_due", *(("q",) if search else ()))
        kept = [(name, value) for name, value in self.pairs if name in beside]
        for condition in conditions:
            kept += pairs_of(condition)
        return f"/{self.path}/" + (f"?{urlencode(kept)}" if kept else "")

    @cached_property
    def encoded(self) -> str:
        """The parameters for the fragments of the same list."""
        return "&".join(text for _name, text in self.written)

    @cached_property
    def written(self) -> list[tuple[str, str]]:
        """The parameters as they stand in addresses, by name, but for the page: written once, because a page has many links."""
        return [(name, _written(name, value)) for name, value in self.pairs if name not in PAGING]

    def saved(self) -> tuple[tuple[str, str], ...]:
        """The parameters that a saved view keeps: conditions in their long form, and of the others those that `SAVED` names."""
        kept = [(name, value) for name, value in self.pairs if name in SAVED and value]
        return (*kept, *(pair for condition in self.conditions for pair in pairs_of(condition)))

    @property
    def grouped(self) -> str:
        """By what the list is grouped; a form sends each field by itself."""
        return ",".join(part for part in self._all("group") if part)[:LONGEST_SEARCH]

    @property
    def paged(self) -> str:
        """The page that is asked for, as parameters."""
        return "&".join(_written(name, value) for name, value in self.pairs if name in ("after", "before"))

    @cached_property
    def figures(self) -> dict[str, str]:
        """Which figure is told of a column in the row of totals, by its name, as far as somebody has chosen one."""
        pairs = (part.partition(":") for part in self.single.get(FIGURE, "").split(","))
        return {name: figure for name, _colon, figure in pairs if name in self.seen}

    @cached_property
    def widths(self) -> dict[str, int]:
        """How wide somebody made columns, by their names, in pixels."""
        return widths_in(self.pairs, self.seen)

    def kept_by_search(self) -> list[tuple[str, str]]:
        """What the search box sends along."""
        return [(name, value) for name, value in self.pairs if name not in (*PAGING, "q")]

    def kept_by_builder(self) -> list[tuple[str, str]]:
        """What the filter builder sends along."""
        return [(name, value) for name, value in self.pairs if name in (*BESIDE, "quick", "q", "_due")]

    def kept_by_chooser(self, *but: str) -> list[tuple[str, str]]:
        """What a chooser, of columns say, sends along besides what it chooses."""
        return [(name, value) for name, value in self.pairs if name not in (*PAGING, *but)]

    def _all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]


def asked(
    actor: Actor, faces: Faces, without: Collection[str] = (), *, place: str = "", opening: bool = False
) -> Asked:
    """What this request asks of the list of `faces`; parameters `without` are somebody else's.

    `place` is where another view of the same records stands below the list: ``board``. With `opening` it is a page that
    shows the saved views, and opens with the actor's default where its address asks for nothing.
    """
    args = request.args.items(multi=True)
    pairs = tuple((name, value) for name, value in args if name not in without and (value or name != WIDTH))
    views = views_of(actor, faces.resource.name) if opening else None
    return asked_in(actor, faces, pairs, place=place, views=views)


def asked_in(
    actor: Actor,
    faces: Faces,
    pairs: Pairs,
    *,
    place: str = "",
    views: Sequence[Seen] | None = None,
) -> Asked:
    """What an address with these parameters asks of the list of `faces`, or of the view of it at `place`.

    A saved view that it names (``view``) is opened here, for every face alike, with the actor's own rights: raises NotFound
    where he sees no such view, CannotApply where it asks for what he may not search.
    """
    opened = opened_by(actor, faces, pairs, views, place)
    if opened is None or opened.pairs is None:
        return _asked_in(actor, faces, pairs, place, opened)
    stored = _asked_in(actor, faces, opened.pairs, place, opened)
    if opened.view is None:
        return stored
    try:
        check_applies(actor, faces, opened, stored.conditions)
    except BadFilter as refused:
        raise CannotApply(opened.view) from refused
    return replace(stored, pairs=usable(actor, faces, opened.pairs))


def _asked_in(actor: Actor, faces: Faces, pairs: Pairs, place: str, opened: Opened | None = None) -> Asked:
    wanted = next((value for name, value in pairs if name == "quick"), "")
    quick: Quick | None = next((q for q in faces.list.quick if q.name == wanted), None)
    found = quick.filter(actor) if quick else None
    seen = frozenset(field.name for field in gate.fields_for(actor, faces.resource))
    path = f"{faces.resource.path}/{place}" if place else faces.resource.path
    due = next((each for each in NextDue if ("_due", each.value) in pairs), None)
    if due is not None and not is_told(actor, faces.resource):
        due = None
    return Asked(path, faces.resource.title, pairs, found, seen, due, opened)


def today_of(actor: Actor) -> date:
    """The actor's date."""
    return actor.host.clock().astimezone(ZoneInfo(actor.zone)).date()


def _written(name: str, value: str) -> str:
    """A parameter as it stands in an address."""
    return f"{quote_plus(name)}={quote_plus(value)}"
