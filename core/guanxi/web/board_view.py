"""One board as somebody looks at it: its columns, the query of each, the cards in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, request
from markupsafe import Markup

from guanxi.data.errors import NotFound
from guanxi.data.fields import Choice, Field
from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery, Page, first_pages, page
from guanxi.records.resource import Resource
from guanxi.resources.boards import Board, BoardColumn
from guanxi.resources.cards import Deck
from guanxi.resources.display import format_of
from guanxi.resources.faces import Faces
from guanxi.web.asked import Asked, asked, today_of
from guanxi.web.icon_html import icon_html
from guanxi.web.ways import has_pages
from guanxi.work.board_choices import chosen

_ = translator("guanxi")
PLACE, MOST_COLUMNS = "board", 40
NOT_SET = _("Not set")


@dataclass
class BoardView:
    """A board for one actor, under the filter of the address."""

    actor: Actor
    faces: Faces
    board: Board
    query: Asked

    @classmethod
    def asked(cls, actor: Actor, faces: Faces, *, opening: bool = False) -> BoardView:
        """The board that this request asks for, `opening` as `asked` takes it; raises NotFound where its columns are not for the actor."""
        assert faces.board is not None
        found = cls(actor, faces, faces.board, asked(actor, faces, place=PLACE, opening=opening))
        if found.board.by not in gate.searchable_fields(actor, found.resource):
            raise NotFound(found.resource.name)
        return found

    @cached_property
    def resource(self) -> Resource:
        """The composed resource."""
        return self.faces.resource

    @property
    def path(self) -> str:
        """The address of the board, without a filter."""
        return f"/{self.resource.path}/{PLACE}/"

    @property
    def kept(self) -> str:
        """The filter, as the addresses of the board's parts carry it."""
        return f"?{self.query.encoded}" if self.query.encoded else ""

    @cached_property
    def base(self) -> ListQuery:
        """The query of all records on the board."""
        found = self.query.listing(self.faces, self.actor)
        within = self.within
        also = [] if within is None else [{"field": self.board.within, "op": "eq", "value": within.value}]
        return replace(found, columns=self.names, filter=[*read(found.filter), *also], limit=self.board.limit)

    @cached_property
    def in_columns(self) -> ListQuery:
        """The query of what stands in columns of the board: where they are of one board alone, it need not be asked for."""
        within = self.within
        if within is None or not self.board.nested:
            return self.base
        asked = {"field": self.board.within, "op": "eq"}
        left = [
            each
            for each in read(self.base.filter)
            if not (asked.items() <= each.items() and str(each.get("value")) == within.key)
        ]
        return replace(self.base, filter=left)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What is read of a record: its title, the fields of its card, since when it is in its column, its version."""
        since = (self.board.since,) if self.board.since in self.seen else ()
        return (self.resource.title, *self.fields, *since, "version")

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields of a card below its title: those that the reader has chosen, else those declared."""
        mine = tuple(name for name in self.chosen[0] if name in self.seen)
        return mine or tuple(name for name in self.board.names(self.resource) if name in self.seen)

    @cached_property
    def seen(self) -> frozenset[str]:
        """The fields that the actor sees, but for the title."""
        return frozenset(f.name for f in gate.fields_for(self.actor, self.resource)) - {self.resource.title}

    @cached_property
    def boards(self) -> tuple[BoardColumn, ...]:
        """The values of `within`, each a board of its own."""
        field = self.resource.by_name.get(self.board.within)
        if field is None or field.name not in gate.searchable_fields(self.actor, self.resource):
            return ()
        return values_of(self.actor, field)

    @cached_property
    def within(self) -> BoardColumn | None:
        """The board that the address asks for, else the first one."""
        asked = next((c for c in self.query.conditions if c.get("field") == self.board.within), None)
        wanted = str(asked.get("value")) if asked else ""
        return next((each for each in self.boards if each.key == wanted), next(iter(self.boards), None))

    @cached_property
    def columns(self) -> tuple[BoardColumn, ...]:
        """The columns in their order."""
        field = self.board.field(self.resource)
        if self.board.columns is not None:
            found = self.board.columns(self.actor, self.within.value if self.within else None)
            return tuple(found)[:MOST_COLUMNS]
        empty = () if field.required else (BoardColumn(None, NOT_SET),)
        return (*empty, *values_of(self.actor, field))

    def column(self, key: str) -> BoardColumn | None:
        """The column that a form or an address names."""
        return next((each for each in self.columns if each.key == key), None)

    def number(self, column: BoardColumn) -> int:
        """The place of a column, by which the page names its parts."""
        return self.columns.index(column)

    def listed(self, column: BoardColumn, after: str = "") -> ListQuery:
        """The query of one column."""
        name = self.board.by
        wanted: dict[str, Any] = {"field": name, "op": "eq", "value": column.value}
        if column.value is None:
            wanted = {"field": name, "op": "empty", "value": True}
        asked = self.in_columns
        return replace(asked, filter=[*read(asked.filter), wanted], after=after or None, before=None)

    def page(self, column: BoardColumn, after: str = "") -> Page:
        """The records of a column; raises BadCursor, BadFilter."""
        return page(self.actor, self.listed(column, after))

    def first_pages(self, columns: Sequence[BoardColumn]) -> dict[BoardColumn, Page]:
        """The first records of columns that have a value, read at once."""
        field = self.board.field(self.resource)
        values = [field.to_row(column.value)[0] for column in columns]
        return dict(zip(columns, first_pages(self.actor, self.in_columns, field.name, values), strict=True))

    def movable(self, ids: list[int]) -> frozenset[int]:
        """Those of the cards that the actor may move."""
        field = self.board.field(self.resource)
        writable = self.board.drop or field in gate.fields_for(self.actor, self.resource, "edit")
        if not (ids and writable and self.actor.may(self.board.needs)):
            return frozenset()
        action = self.board.needs.rpartition(".")[2]
        own = self.board.needs == self.resource.permission(action)
        return gate.may_do_among(self.actor, self.resource, ids, action if own else "edit")

    def cards(self, found: Mapping[BoardColumn, Page], movable: frozenset[int]) -> dict[BoardColumn, Markup]:
        """The cards of columns as markup."""
        if not found:
            return {}
        columns = next(iter(found.values())).columns
        drawn = tuple(c for c in columns if c.name in (self.resource.title, *self.fields, "version"))
        stale: dict[int, tuple[int, int]] = {}
        since = next((c for c in columns if c.name == self.board.since), None)
        if since and since.field:
            for column in filter(self._timed, found):
                stale |= self._stale(column, found[column], since.at, since.field)
        path = self.resource.path if has_pages(self.actor, self.resource) else ""
        icon = icon_html("arrow-right-left")
        deck = Deck(path, self.path, self.kept, drawn, self.resource.title, movable, icon)
        cards = deck.cards([each.rows for each in found.values()], format_of(self.actor), stale)
        return dict(zip(found, cards, strict=True))

    def _timed(self, column: BoardColumn) -> bool:
        return bool(column.days or self.board.days)

    def _stale(
        self, column: BoardColumn, found: Page, at: int, field: Field
    ) -> Mapping[int, tuple[int, int]]:
        limit, today = column.days or self.board.days, today_of(self.actor)
        day = _day_of(field, ZoneInfo(self.actor.zone))
        days = {row[0]: (today - day(row[at])).days for row in found.rows if row[at] is not None}
        return {key: (number, limit) for key, number in days.items() if number > limit}

    @cached_property
    def folded(self) -> frozenset[str]:
        """The columns that this reader has folded, by their key."""
        return self.chosen[1]

    @cached_property
    def chosen(self) -> tuple[tuple[str, ...], frozenset[str]]:
        """What this reader has chosen: the fields of cards, the folded columns."""
        return chosen(self.actor, self.resource.name)


def _day_of(field: Field, zone: ZoneInfo) -> Callable[[Any], date]:
    """What makes a date of a database value of the field."""
    if field.editor == "date":
        return lambda kept: date.fromisoformat(str(kept))
    return lambda kept: datetime.fromtimestamp(kept / 1000, zone).date()


def read(spec: Any) -> list[Any]:
    """The conditions of a query."""
    return list(spec or ())


def values_of(actor: Actor, field: Field) -> tuple[BoardColumn, ...]:
    """What a Choice or a Link can be, as columns: choices that are offered no longer come last."""
    if isinstance(field, Choice):
        labels, gone = field.labels(format_of(actor)), field.retired
        ordered = sorted(labels.items(), key=lambda pair: pair[0] in gone)
        return tuple(BoardColumn(code, label) for code, label in ordered)
    target = actor.host.resources.get(getattr(field, "to", ""))
    if target is None or target.title not in {f.name for f in gate.fields_for(actor, target)}:
        return ()
    if not actor.may(target.permission("view")):
        return ()
    found = page(actor, ListQuery(target, columns=(target.title,), limit=MOST_COLUMNS))
    title = target.by_name[target.title]
    return tuple(BoardColumn(row[0], title.show(row[1], format_of(actor))) for row in found.rows)


def present(view: BoardView, record: Any) -> BoardColumn | None:
    """The column that a record stands in."""
    value = gate.values_of(view.resource, record)[view.board.by]
    return next((each for each in view.columns if each.value == value), None)


def asked_column(view: BoardView) -> BoardColumn | None:
    """The column that the address names, else that of the empty field or the first one; None on a board without columns.

    One that is not on the board is not found.
    """
    key = request.args.get("_column", "")
    return view.column(key) or (abort(404) if key else next(iter(view.columns), None))
