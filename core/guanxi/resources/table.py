"""The hot list table: one Jinja template compiled for a resource, its columns and a language, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup, escape

from guanxi.data.fields import Choice, Choices, Field
from guanxi.data.formats import Format
from guanxi.records.listing_columns import Column

KINDS = {"number": "num", "money": "num", "date": "date", "datetime": "date", "longtext": "text"}
PLAIN = ("text", "longtext")


def body(
    environment: Environment,
    path: str,
    columns: tuple[Column, ...],
    rows: Iterable[tuple[Any, ...]],
    fmt: Format,
    *,
    title: str,
    computed: Sequence[tuple[str, Mapping[int, str]]] = (),
) -> Markup:
    """The rows of a list as markup; `rows` are tuples of the listing, `path` the resource's, `title` its title column.

    `computed` columns come last: the label, and the text by id.
    """
    showers = [_shower(column, fmt) for column in columns]
    showers += [partial(_computed, texts) for _label, texts in computed]
    shown = [(row[0], *[show(row) for show in showers]) for row in rows]
    labels = tuple(label for label, _texts in computed)
    return Markup(_template(environment, path, columns, title, fmt.language, labels).render(rows=shown))


def cell_class(column: Column, title: str) -> str:
    """The class of a column's cells: see templates/components/table.html."""
    if column.name == title:
        return "main"
    return KINDS.get(column.field.editor, "") if column.field else "date"


@lru_cache(maxsize=512)
def _template(
    environment: Environment,
    path: str,
    columns: tuple[Column, ...],
    title: str,
    language: str,
    labels: tuple[str, ...],
) -> Template:
    """`language` is part of the key because labels stand in the markup; `labels` are those of computed columns."""
    names = ["id", *(f"v{number}" for number in range(len(columns) + len(labels)))]
    cells = "".join(_cell(number, column, path, title) for number, column in enumerate(columns))
    cells += "".join(_plain_cell(number, label) for number, label in enumerate(labels, len(columns)))
    source = (
        f"{{% for {', '.join(names)} in rows %}}"
        '<tr id="r{{ id }}"><td class="pick"><input type="checkbox" name="id" value="{{ id }}" aria-labelledby="n{{ id }}"></td>'
        f"{cells}</tr>\n{{% endfor %}}"
    )
    return environment.from_string(source)


def _cell(number: int, column: Column, path: str, title: str) -> str:
    if column.name == title:
        return f'<td class="main"><a id="n{{{{ id }}}}" href="/{path}/{{{{ id }}}}">{{{{ v{number} or "–" }}}}</a></td>'
    label = str(column.field.label if column.field else column.name)
    return _plain_cell(number, label, cell_class(column, title))


def _plain_cell(number: int, label: str, kind: str = "") -> str:
    told = escape(label).replace("{", "&#123;")
    head = f'<td{f" class={chr(34)}{kind}{chr(34)}" if kind else ""} data-l="{told}">'
    return f"{head}{{{{ v{number} }}}}</td>"


def _computed(texts: Mapping[int, str], row: tuple[Any, ...]) -> str:
    return texts.get(row[0], "")


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
