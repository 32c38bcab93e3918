"""The hot list table: the text of one row made for a resource, its columns and a language, kept, and filled in for each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from markupsafe import Markup, escape

from guanxi.data.fields import Choice, Choices, Field, Tags
from guanxi.data.fields.about import refs_in
from guanxi.data.formats import Format
from guanxi.data.messages import translator
from guanxi.records.listing_columns import Column
from guanxi.records.tagging.words import shown as words
from guanxi.records.tagging.words import words_of
from guanxi.resources.lines import Badge, text_of

_ = translator("guanxi")
_HOST_LABELS = {
    "changed_at": _("Changed"),
    "created_at": _("Created"),
    "deleted_at": _("Deleted at"),
    "version": _("Version"),
}
KINDS = {"number": "num", "money": "num", "date": "date", "datetime": "date", "longtext": "text"}
PLAIN = ("text", "longtext")
UNTITLED = "–"
BETWEEN = "\0"
MOST_CHIPS = 3


def body(
    path: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[Any, ...]],
    fmt: Format,
    *,
    title: str,
    computed: Sequence[tuple[str, Mapping[int, str] | Mapping[int, Badge]]] = (),
    pick: bool = True,
) -> Markup:
    """The rows of a list as markup; `rows` are tuples of the listing, `title` the title column of their resource.

    `path` is the resource's, or empty where its records have no pages to lead to. `computed` columns come last: the label,
    and the text by id. `pick`: with a box to select each row.
    """
    if not rows:
        return Markup("")
    shown = [texts_of(column, rows, fmt, title) for column in columns]
    made = [[texts.get(row[0], "") for row in rows] for _label, texts in computed]
    shown += [[text_of(each) for each in texts] for texts in made]
    labels = tuple(label for label, _texts in computed)
    row_text = _row_text(path, columns, title, fmt.language, labels, pick=pick)
    cells = escaped_texts(shown, len(rows))
    for place, column in enumerate(columns):
        if isinstance(column.field, Tags) and not column.masked:
            cells[place] = chips_of([row[column.at] for row in rows])
    for place, texts in enumerate(made, start=len(columns)):
        cells[place] = [_badge(cell, each) for cell, each in zip(cells[place], texts, strict=True)]
    return Markup("".join(map(row_text.format, [row[0] for row in rows], *cells)))


def _badge(cell: str, told: str | Badge) -> str:
    """The escaped text of a computed cell; with a tone as a badge."""
    return cell if isinstance(told, str) else f'<span class="badge {escape(told[1])}">{cell}</span>'


def chips_of(values: Sequence[Any]) -> list[str]:
    """Tags as boxes in their colours, by name."""
    known = words_of({ref.id for value in values for ref in refs_in(value) or ()})
    drawn = {word: f'<span class="badge {word.colour}">{escape(word.name)}</span>' for word in known.values()}
    return [_row_of_chips([drawn[word] for word in words(value, known)]) for value in values]


def _row_of_chips(chips: list[str]) -> str:
    """The first few; how many more there are."""
    more = len(chips) - MOST_CHIPS
    return " ".join(chips if more < 1 else [*chips[:MOST_CHIPS], f'<span class="quiet">+{more}</span>'])


def column_label(column: Column) -> str:
    """What stands above a column."""
    return str(column.field.label if column.field else _HOST_LABELS.get(column.name, column.name))


def cell_class(column: Column, title: str) -> str:
    """The class of a column's cells: see templates/components/table.html."""
    if column.name == title:
        return "main"
    return KINDS.get(column.field.editor, "") if column.field else "date"


# guard: escaped-cells
def escaped_texts(columns: list[list[str]], height: int) -> list[list[str]]:
    """All texts escaped by one call, because a call for each costs more than the rest of the table."""
    texts = list(chain.from_iterable(columns))
    found = str(escape(BETWEEN.join(texts))).split(BETWEEN)
    if len(found) != len(texts):  # a text has the sign that stands between texts
        found = [str(escape(text)) for text in texts]
    return [found[at : at + height] for at in range(0, len(found), height)]


@lru_cache(maxsize=512)
def _row_text(
    path: str,
    columns: tuple[Column, ...],
    title: str,
    language: str,
    computed: tuple[str, ...],
    *,
    pick: bool,
) -> str:
    """A row with places for the id and for each column's text; `language` is part of the key because labels stand in it."""
    cells = "".join(_cell(place, column, path, title) for place, column in enumerate(columns, start=1))
    cells += "".join(
        _plain_cell(place, label) for place, label in enumerate(computed, start=1 + len(columns))
    )
    box = '<td class="pick"><input type="checkbox" name="id" value="{0}" aria-labelledby="n{0}"></td>'
    return f'<tr id="r{{0}}">{box if pick else ""}{cells}</tr>\n'


def _cell(place: int, column: Column, path: str, title: str) -> str:
    if column.name == title:
        link = (
            f'<a id="n{{0}}" href="/{path}/{{0}}">{{{place}}}</a>'
            if path
            else f'<span id="n{{0}}">{{{place}}}</span>'
        )
        return f'<td class="main">{link}</td>'
    label = str(column.field.label if column.field else column.name)
    return _plain_cell(place, label, cell_class(column, title))


def _plain_cell(place: int, label: str, kind: str = "") -> str:
    label = escape(label).replace("{", "{{").replace("}", "}}")
    head = f'<td{f" class={chr(34)}{kind}{chr(34)}" if kind else ""} data-l="{label}">'
    return f"{head}{{{place}}}</td>"


def texts_of(column: Column, rows: Sequence[tuple[Any, ...]], fmt: Format, title: str) -> list[str]:
    """The texts of a column's cells."""
    at, empty = column.at, UNTITLED if column.name == title else ""
    if column.title_at is not None:
        if column.title is not None and column.title.worded:
            return [column.title.show(row[column.title_at], fmt) or empty for row in rows]
        return [row[column.title_at] or empty for row in rows]
    if column.field is None:
        return [empty if row[at] is None else fmt.datetime(row[at]) for row in rows]
    if column.masked:
        return [column.field.show_masked(row[at], fmt) or empty for row in rows]
    if column.width > 1:
        end = at + column.width
        return [empty if row[at] is None else column.field.show(row[at:end], fmt) for row in rows]
    return _of_field(column.field, [row[at] for row in rows], fmt, empty)


def _of_field(field: Field, values: list[Any], fmt: Format, empty: str) -> list[str]:
    """The texts of one field's values: by the format's own cached method where the field adds nothing to it."""
    if field.editor in PLAIN and not field.worded:
        return [value or empty for value in values]
    if isinstance(field, Choice) and not isinstance(field, Choices):
        labels = field.labels(fmt)
        return [labels.get(value, value) or empty for value in values]
    show = {"date": fmt.date, "datetime": fmt.datetime}.get(field.editor)
    if show is not None:
        return [empty if value is None else show(value) for value in values]
    return [empty if value is None else field.show(value, fmt) or empty for value in values]
