"""The hot list table: the text of one row made for a resource, its columns and a language, kept, and filled in for each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from markupsafe import Markup, escape

from guanxi.data.fields import Choice, Choices, Field
from guanxi.data.formats import Format
from guanxi.records.listing_columns import Column

KINDS = {"number": "num", "money": "num", "date": "date", "datetime": "date", "longtext": "text"}
PLAIN = ("text", "longtext")
UNTITLED = "–"
BETWEEN = "\0"


def body(
    path: str, columns: tuple[Column, ...], rows: Sequence[tuple[Any, ...]], fmt: Format, *, title: str
) -> Markup:
    """The rows of a list as markup; `rows` are tuples of the listing, `path` the resource's, `title` its title column."""
    if not rows:
        return Markup("")
    shown = [_texts(column, rows, fmt, title) for column in columns]
    row_text = _row_text(path, columns, title, fmt.language)
    return Markup("".join(map(row_text.format, [row[0] for row in rows], *_escaped(shown, len(rows)))))


def cell_class(column: Column, title: str) -> str:
    """The class of a column's cells: see templates/components/table.html."""
    if column.name == title:
        return "main"
    return KINDS.get(column.field.editor, "") if column.field else "date"


def _texts(column: Column, rows: Sequence[tuple[Any, ...]], fmt: Format, title: str) -> list[str]:
    show = _shower(column, fmt)
    texts = [show(row) for row in rows]
    return [text or UNTITLED for text in texts] if column.name == title else texts


# guard: escaped-cells
def _escaped(columns: list[list[str]], height: int) -> list[list[str]]:
    """All texts escaped by one call, because a call for each costs more than the rest of the table."""
    texts = list(chain.from_iterable(columns))
    found = str(escape(BETWEEN.join(texts))).split(BETWEEN)
    if len(found) != len(texts):  # a text has the sign that stands between texts
        found = [str(escape(text)) for text in texts]
    return [found[at : at + height] for at in range(0, len(found), height)]


@lru_cache(maxsize=512)
def _row_text(path: str, columns: tuple[Column, ...], title: str, language: str) -> str:
    """A row with places for the id and for each column's text; `language` is part of the key because labels stand in it."""
    cells = "".join(_cell(place, column, path, title) for place, column in enumerate(columns, start=1))
    pick = '<td class="pick"><input type="checkbox" name="id" value="{0}" aria-labelledby="n{0}"></td>'
    return f'<tr id="r{{0}}">{pick}{cells}</tr>\n'


def _cell(place: int, column: Column, path: str, title: str) -> str:
    if column.name == title:
        return f'<td class="main"><a id="n{{0}}" href="/{path}/{{0}}">{{{place}}}</a></td>'
    kind = cell_class(column, title)
    label = escape(str(column.field.label if column.field else column.name))
    label = label.replace("{", "{{").replace("}", "}}")
    head = f'<td{f" class={chr(34)}{kind}{chr(34)}" if kind else ""} data-l="{label}">'
    return f"{head}{{{place}}}</td>"


def _shower(column: Column, fmt: Format) -> Callable[[tuple[Any, ...]], Any]:
    """What makes the text of a cell from a row: the format's own cached method where the field adds nothing to it."""
    at, field = column.at, column.field
    if column.title_at is not None:
        title_at = column.title_at
        return lambda row: row[title_at] or ""
    if field is None:
        return lambda row: "" if row[at] is None else fmt.datetime(row[at])
    if column.masked:
        return lambda row: field.show_masked(row[at], fmt)
    if field.editor in PLAIN:
        return lambda row: row[at] or ""
    if isinstance(field, Choice) and not isinstance(field, Choices):
        labels = field.labels(fmt).get
        return lambda row: labels(row[at], row[at]) or ""
    return _of_field(field, at, column.width, fmt)


def _of_field(field: Field, at: int, width: int, fmt: Format) -> Callable[[tuple[Any, ...]], Any]:
    if width > 1:
        return lambda row: "" if row[at] is None else field.show(row[at : at + width], fmt)
    show = {"date": fmt.date, "datetime": fmt.datetime}.get(field.editor)
    if show is not None:
        return lambda row: "" if row[at] is None else show(row[at])
    return lambda row: "" if row[at] is None else field.show(row[at], fmt)
