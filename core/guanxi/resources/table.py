"""The hot list table: one Jinja template compiled for a resource, its columns and a language, and kept."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
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
) -> Markup:
    """The rows of a list as markup; `rows` are tuples of the listing, `path` the resource's, `title` its title column."""
    template = _template(environment, path, columns, title, fmt.language)
    values = {f"s{n}": _shower(column, fmt) for n, column in enumerate(columns)}
    return Markup(template.render(rows=rows, **values))


def cell_class(column: Column, title: str) -> str:
    """The class of a column's cells: see templates/components/table.html."""
    if column.name == title:
        return "main"
    return KINDS.get(column.field.editor, "") if column.field else "date"


@lru_cache(maxsize=512)
def _template(
    environment: Environment, path: str, columns: tuple[Column, ...], title: str, language: str
) -> Template:
    """`language` is part of the key because labels stand in the markup."""
    width = max((max(c.at + c.width - 1, c.title_at or 0) for c in columns), default=0)
    names = ["id", *(f"v{n}" for n in range(1, width + 1)), "key"]
    cells = "".join(_cell(number, column, path, title) for number, column in enumerate(columns))
    source = (
        f"{{% for {', '.join(names)} in rows %}}"
        '<tr id="r{{ id }}"><td class="pick"><input type="checkbox" name="id" value="{{ id }}" aria-labelledby="n{{ id }}"></td>'
        f"{cells}</tr>\n{{% endfor %}}"
    )
    return environment.from_string(source)


def _cell(number: int, column: Column, path: str, title: str) -> str:
    value = _value(number, column)
    if column.name == title:
        return f'<td class="main"><a id="n{{{{ id }}}}" href="/{path}/{{{{ id }}}}">{{{{ {value} or "–" }}}}</a></td>'
    kind = cell_class(column, title)
    label = escape(str(column.field.label if column.field else column.name)).replace("{", "&#123;")
    head = f'<td{f" class={chr(34)}{kind}{chr(34)}" if kind else ""} data-l="{label}">'
    return f"{head}{{{{ {value} }}}}</td>"


def _value(number: int, column: Column) -> str:
    """The expression that shows a cell; text stands as it is, everything else goes through its field."""
    first = f"v{column.at}"
    if column.title_at is not None:
        return f"v{column.title_at} or ''"
    if column.masked or column.field is None:
        return f"s{number}({first})"
    if column.field.editor in PLAIN:
        return f"{first} or ''"
    if isinstance(column.field, Choice) and not isinstance(column.field, Choices):
        return f"s{number}({first}, {first}) or ''"
    if column.width == 2:
        return f"(s{number}({first}, v{column.at + 1}) if {first} is not none else '')"
    return f"(s{number}({first}) if {first} is not none else '')"


def _shower(column: Column, fmt: Format) -> Any:
    field = column.field
    if field is None:
        return fmt.datetime
    if column.masked:
        return lambda raw: field.show_masked(raw, fmt)
    if isinstance(field, Choice) and not isinstance(field, Choices):
        return field.labels(fmt).get
    return _direct(field, fmt)


def _direct(field: Field, fmt: Format) -> Any:
    """The format's own cached method where the field adds nothing to it."""
    known = {"money": fmt.money, "date": fmt.date, "datetime": fmt.datetime}
    if field.editor in known:
        return known[field.editor]
    return lambda raw, *more: field.show((raw, *more) if more else raw, fmt)
