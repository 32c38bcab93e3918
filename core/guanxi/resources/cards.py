"""The cards of a board: the text of one made for its fields and a language, kept, and filled in for each record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
        rows: Sequence[tuple[Any, ...]],
        fmt: Format,
        stale: Mapping[int, tuple[int, int]],
    ) -> Markup:
        """The cards of `rows` as markup; `stale` holds, by id, the days in the column and the limit. The last column is the version."""
        fields = self.columns[:-1]
        if not rows:
            return Markup("")
        cells = escaped_texts([texts_of(column, rows, fmt, self.title) for column in fields], len(rows))
        for place, column in enumerate(fields):
            if isinstance(column.field, Tags) and not column.masked:
                cells[place] = chips_of([row[column.at] for row in rows])
        version, (title, *facts) = self.columns[-1].at, cells
        heads = _heads(tuple(fields[1:]), fmt.language, self.title)
        found = []
        for number, row in enumerate(rows):
            told = "".join(
                head % column[number] for head, column in zip(heads, facts, strict=True) if column[number]
            )
            found.append(self._card(row[0], row[version], title[number], told, stale.get(row[0])))
        return Markup("".join(found))  # every part is markup or escaped

    def _card(self, key: int, version: int, title: str, facts: str, stale: tuple[int, int] | None) -> str:
        movable = key in self.movable
        how = f' aria-describedby="{HOW}"' if movable else ""
        name = f'<a class="card-title" href="/{self.path}/{key}" draggable="false" title="{title}"{how}>{title}</a>'
        if not self.path:
            name = f'<span class="card-title" title="{title}">{title}</span>'
        move = _move(self.moves, self.query, self.icon, title, key) if movable else ""
        badge = _stale(*stale) if stale else ""
        return (
            f'<li class="card{" stale" if stale else ""}" id="card-{key}" data-card="{key}" data-version="{version}"'
            f"{' data-movable' if movable else ''}>{name}{f'<dl>{facts}</dl>' if facts else ''}{badge}{move}</li>\n"
        )


def _move(moves: str, query: str, icon: str, title: str, key: int) -> str:
    says = str(escape(_("Move {name} to …"))).replace("{name}", title)
    return f'<a class="card-move" href="{moves}{key}/move{query}" draggable="false" aria-label="{says}" title="{says}">{icon}</a>'


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
