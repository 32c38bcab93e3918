"""Cells of a file as text: for each column one function, made once, that takes all values of a chunk at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from guanxi.data.columns import to_ms
from guanxi.data.fields import (
    Boolean,
    Choice,
    Choices,
    Date,
    DateTime,
    Field,
    Integer,
    Link,
    MoneyField,
    Phone,
    Tags,
)
from guanxi.data.fields.about import refs_in
from guanxi.data.formats import Format
from guanxi.data.money import UNITS
from guanxi.data.spreadsheet import escaped_column
from guanxi.records.listing_columns import Column
from guanxi.records.tagging.words import shown, words_of

Chunk = Sequence[Sequence[Any]]
"""The values of a chunk by place: ``chunk[at]`` are those of one column of the database."""
Cells = Callable[[Chunk], Sequence[Any]]
QUARTER_MS = 900_000
SECONDS = [f":{second // 60:02}:{second % 60:02}" for second in range(3600)]
FOUR_DIGITS = to_ms(datetime(1001, 1, 1, tzinfo=UTC))
"""Years before are written by another way than strftime, which does not fill them up."""
KEPT = 20_000
SEPARATORS = ",;、，；|\n"


def text_cells(column: Column, fmt: Format) -> Cells:
    """The function that makes a column's cells; None stands for an empty one. The field's own `parse` reads them back."""
    return _cells(column, fmt)[1]


def escaped_cells(column: Column, fmt: Format) -> Cells:
    """The same for a file that knows no types: what a spreadsheet could calculate with is escaped."""
    figures, shown = _cells(column, fmt)
    return shown if figures else lambda chunk: escaped_column(shown(chunk))


def moments(fmt: Format, *, exact: bool) -> Callable[[Sequence[int | None]], list[str | None]]:
    """Points in time (ms since 1970 UTC) in the reader's zone; `exact` with the fraction of a second where there is one."""

    @lru_cache(KEPT)
    def quarter(number: int) -> tuple[str, int] | None:
        """The hour in which a quarter of an hour lies, and its first second there; None where a zone counts in minutes."""
        local = fmt.local(number * QUARTER_MS)
        return None if local.minute % 15 or local.second else (f"{local:%Y-%m-%d %H}", local.minute * 60)

    def text(moment: int) -> str:
        number, rest = divmod(moment, QUARTER_MS)
        found = quarter(number)
        if found is None or moment < FOUR_DIGITS or (exact and rest % 1000):
            local = fmt.local(moment).replace(tzinfo=None)
            return local.isoformat(" ", "milliseconds" if exact and rest % 1000 else "seconds")
        return found[0] + SECONDS[found[1] + rest // 1000]

    return lambda values: [None if value is None else text(value) for value in values]


def choice_words(field: Choice, fmt: Format) -> dict[str, str]:
    """What stands for each code: its label, or the code itself where a list of labels could not be taken apart again."""
    labels = field.labels(fmt)
    if isinstance(field, Choices) and any(sign in label for label in labels.values() for sign in SEPARATORS):
        return {code: code for code in labels}
    return labels


def _cells(column: Column, fmt: Format) -> tuple[bool, Cells]:
    """Whether the cells are plain figures and dates, and the function that makes them."""
    at, field = column.at, column.field
    if column.title_at is not None:
        place = column.title_at
        return False, lambda chunk: chunk[place]
    if field is None:
        return True, _host_cells(column, fmt)
    if column.masked:
        return False, _each(column, lambda raw: field.show_masked(raw, fmt))
    if isinstance(field, Integer) or (_as_kept(field) and isinstance(field, Date)):
        return True, lambda chunk: chunk[at]
    if isinstance(field, DateTime):
        exact = moments(fmt, exact=not field.read_only)
        return True, lambda chunk: exact(chunk[at])
    if isinstance(field, Tags):
        return False, lambda chunk: _tag_names(chunk[at])
    if _as_kept(field):
        return False, lambda chunk: chunk[at]
    return False, _each(column, _text_of(field, fmt))


def _tag_names(values: Sequence[Any]) -> list[str | None]:
    """The names of tags, as the import takes them apart again."""
    known = words_of({ref.id for value in values for ref in refs_in(value) or ()})
    return ["; ".join(word.name for word in shown(value, known)) or None for value in values]


def _host_cells(column: Column, fmt: Format) -> Cells:
    at = column.at
    if column.name == "version":
        return lambda chunk: chunk[at]
    shown = moments(fmt, exact=False)
    return lambda chunk: shown(chunk[at])


def _as_kept(field: Field) -> bool:
    """Tell whether a field writes what its column holds as it stands."""
    kind = type(field)
    plain = kind.input_text in (Field.input_text, Date.input_text)
    return plain and kind.from_row in (Field.from_row, Date.from_row) and not isinstance(field, Link | Choice)


def _text_of(field: Field, fmt: Format) -> Callable[[Any], str]:
    """How the field writes one value that is kept."""
    if isinstance(field, Choices):
        words = choice_words(field, fmt)
        return lambda raw: ", ".join(words.get(code, code) for code in field.from_row((raw,)) or ())
    if isinstance(field, Choice):
        labels = choice_words(field, fmt)
        return lambda raw: labels.get(raw, raw)
    if isinstance(field, MoneyField) and type(field).input_text is MoneyField.input_text:
        base = fmt.currency
        return lambda raw: _amount(raw[0], "" if raw[1] == base else f"{raw[1]} ") if raw[1] else ""
    if isinstance(field, Boolean | Phone | Link):
        return lambda raw: field.show(raw, fmt)
    if len(field.columns) == 1:
        return lambda raw: field.input_text(field.from_row((raw,)), fmt)
    return lambda raw: field.input_text(field.from_row(raw), fmt)


def _amount(units: int, currency: str) -> str:
    """Whole 1/10,000 as `MoneyField.input_text` writes them: two decimals, or as many of the four as are needed."""
    whole, part = divmod(abs(units), UNITS)
    decimals = f"{part:04}"
    return f"{currency}{'-' if units < 0 else ''}{whole}.{decimals[:2]}{decimals[2:].rstrip('0')}"


def _each(column: Column, text: Callable[[Any], str]) -> Cells:
    """Each value by itself, those that come again from memory."""
    kept = lru_cache(KEPT)(text)
    at, end = column.at, column.at + column.width
    if column.width == 1:
        return lambda chunk: [None if raw is None else kept(raw) for raw in chunk[at]]
    return lambda chunk: [None if raw[0] is None else kept(raw) for raw in zip(*chunk[at:end], strict=True)]
