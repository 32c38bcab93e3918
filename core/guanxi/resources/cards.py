"""The cards of a board: the text of one made for its fields and a language, kept, and filled in for each record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from markupsafe import Markup, escape

from guanxi.data.fields import Tags
from guanxi.data.formats import Format
from guanxi.data.messages import translator
from guanxi.records.listing_columns import Column
from guanxi.resources.table import cell_class, chips_of, column_label, escaped_texts, texts_of

_ = translator("guanxi")
HOW, LABELLED = "board-how", ("num", "date")


@dataclass(frozen=True, slots=True)
class Deck:
    """What all cards of a board have alike: where records and moves lead, their fields, and those that the reader may move.

    `path` is empty where records have no pages. `moves` stands before a card's id in the address that moves it, `query` behind.
    """

    path: str
    moves: str
    query: str
    columns: tuple[Column, ...]
    title: str
    movable: frozenset[int]
    icon: str

    def cards(
        self,
        parts: Sequence[Sequence[tuple[Any, ...]]],
        fmt: Format,
        stale: Mapping[int, tuple[int, int]],
    ) -> list[Markup]:
        """The cards of each of `parts` (the rows of a column) as markup, all drawn at once.

        `stale` holds, by id, the days in the column and the limit. The last column is the version.
        """
        drawn = iter(self._drawn(list(chain.from_iterable(parts)), fmt, stale))
        return [
            Markup("".join(islice(drawn, len(part)))) for part in parts
        ]  # every part is markup or escaped

    def _drawn(
        self, rows: Sequence[tuple[Any, ...]], fmt: Format, stale: Mapping[int, tuple[int, int]]
    ) -> list[str]:
        fields = self.columns[:-1]
        if not rows:
            return []
        cells = escaped_texts([texts_of(column, rows, fmt, self.title) for column in fields], len(rows))
        for place, column in enumerate(fields):
            if isinstance(column.field, Tags) and not column.masked:
                cells[place] = chips_of([row[column.at] for row in rows])
        at, (titles, *columns) = self.columns[-1].at, cells
        heads = _heads(tuple(fields[1:]), fmt.language, self.title)
        facts = [
            [head % text if text else "" for text in texts]
            for head, texts in zip(heads, columns, strict=True)
        ]
        told = map("".join, zip(*facts, strict=True)) if facts else [""] * len(rows)
        card, still = self._card(movable=True), self._card(movable=False)
        late = {each: _stale(*each) for each in set(stale.values())}
        found = []
        for row, title, fact in zip(rows, titles, told, strict=True):
            key = row[0]
            badge = late[stale[key]] if key in stale else ""
            draw = card if key in self.movable else still
            found.append(draw(key, row[at], title, f"<dl>{fact}</dl>" if fact else "", badge))
        return found

    def _card(self, *, movable: bool) -> Callable[[int, int, str, str, str], str]:
        """What draws a card of its id, version, title, facts, and the badge of a stale one."""
        how, flag = (f' aria-describedby="{HOW}"', " data-movable") if movable else ("", "")
        path, moves, query, icon = self.path, self.moves, self.query, self.icon
        before, _name, after = str(escape(_("Move {name} to …"))).partition("{name}")

        def draw(key: int, version: int, title: str, facts: str, badge: str) -> str:
            name = f'<span class="card-title" title="{title}">{title}</span>'
            if path:
                name = f'<a class="card-title" href="/{path}/{key}" draggable="false" title="{title}"{how}>{title}</a>'
            move = ""
            if movable:
                says = f"{before}{title}{after}"
                to = f"{moves}{key}/move{query}"
                move = f'<a class="card-move" href="{to}" draggable="false" aria-label="{says}" title="{says}">{icon}</a>'
            return (
                f'<li class="card{" stale" if badge else ""}" id="card-{key}" data-card="{key}" data-version="{version}"{flag}>'
                f"{name}{facts}{badge}{move}</li>\n"
            )

        return draw


def _stale(days: int, limit: int) -> str:
    told = escape(_("1 day", "{n} days", n=days))
    why = escape(_("Stale: longer in this column than {n} days", n=limit))
    return f'<span class="badge amber" title="{why}">{told}</span>'


@lru_cache(maxsize=512)
def _heads(columns: tuple[Column, ...], language: str, title: str) -> tuple[str, ...]:
    """A field of a card with the place for its text; `language` is part of the key because labels stand in it."""
    return tuple(_fact(column, title) for column in columns)


def _fact(column: Column, title: str) -> str:
    kind, label = cell_class(column, title), escape(column_label(column)).replace("%", "%%")
    shown = "" if kind in LABELLED else ' class="sr"'
    return (
        f"<div{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}><dt{shown}>{label}</dt><dd>%s</dd></div>"
    )
