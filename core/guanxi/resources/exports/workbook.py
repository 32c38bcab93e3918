"""An XLSX file: texts as text, figures, dates and amounts as typed cells; written row by row into a file of the disk."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal as Exact
from itertools import zip_longest
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from guanxi.data.errors import Refused
from guanxi.data.fields import Date, DateTime, Decimal, Integer, MoneyField, Percent
from guanxi.data.formats import Format
from guanxi.data.messages import translator
from guanxi.records.listing_columns import Column
from guanxi.resources.exports.source import Source
from guanxi.resources.exports.texts import Cells

_ = translator("guanxi")
MOST_ROWS = 2**20 - 1
LONGEST_TEXT = 32_767
MOST_DIGITS = 10**15
"""Figures from here on are text: a spreadsheet keeps fifteen digits."""
FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets count a 29 February 1900 that never was; days before it are text."""
NARROWEST, WIDEST, MEASURED = 8, 60, 200
SHEET_NAME, FORBIDDEN = 31, str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


class PlainSheet(Worksheet):  # type: ignore[misc]
    """A sheet of a writer that takes a text like ``<r>…</r>`` for its own markup; here every text is text."""

    def _xml_rich_inline_string(self, string: str, attributes: Any) -> None:
        self._xml_inline_string(string, False, attributes)


class Kind:
    """How the cells of a column are written: the pattern of typed ones, and the value of each, a text where it is not typed."""

    def __init__(self, pattern: str = "", value: Callable[[Any], Any] | None = None) -> None:
        self.pattern, self.value = pattern, value


class Sheet:
    """Writes chunks of rows into the XLSX file at `path`, which is there after the block; what waits is kept beside it."""

    def __init__(self, path: Path, title: str, made_at: datetime) -> None:
        self._book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
        self._book.set_properties({"created": made_at.replace(tzinfo=None, microsecond=0)})
        self._sheet = self._book.add_worksheet(_sheet_name(title), PlainSheet)
        self._line = 0

    def head(self, heads: Sequence[str], widths: Sequence[int]) -> None:
        """The row of the columns' names, which stays in sight, and the widths in characters."""
        bold = self._book.add_format({"bold": True, "bottom": 1})
        for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
            self._sheet.set_column(place, place, min(max(width + 2, NARROWEST), WIDEST))
            self._sheet.write_string(0, place, head, bold)
        self._sheet.freeze_panes(1, 0)
        self._sheet.repeat_rows(0)

    def formats(self, kinds: Sequence[Kind]) -> list[Any]:
        """The format of each column, None for texts."""
        return [
            self._book.add_format({"num_format": kind.pattern}) if kind.pattern else None for kind in kinds
        ]

    def rows(self, columns: Sequence[Sequence[Any]], formats: Sequence[Any]) -> None:
        """Write a chunk; `columns` are the cells, texts or typed values. Raises Refused where the sheet is full."""
        text, number, day = self._sheet.write_string, self._sheet.write_number, self._sheet.write_datetime
        for row in zip(*columns, strict=True):
            self._line += 1
            if self._line > MOST_ROWS:
                raise Refused(
                    _("A spreadsheet holds at most {n} rows. Narrow the list, or export it as CSV."),
                    n=MOST_ROWS,
                )
            for place, value in enumerate(row):
                if value is None or value == "":
                    continue
                if value.__class__ is str:
                    text(self._line, place, value if len(value) < LONGEST_TEXT else cut(value))
                elif isinstance(value, date):
                    day(self._line, place, value, formats[place])
                else:
                    number(self._line, place, value, formats[place])

    def __enter__(self) -> Sheet:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Write the file; where the block raised only let go of what waits on the disk."""
        if kind is None:
            self._book.close()
        else:
            self._sheet.row_data_fh.close()


def kind_of(column: Column, fmt: Format) -> Kind:
    """How the values of a column become typed cells; a Kind without value where they are texts."""
    field = column.field
    if field is None:
        return Kind("0", int) if column.name == "version" else Kind(MOMENT, _moment(fmt))
    if column.masked or column.title_at is not None:
        return Kind()
    if isinstance(field, MoneyField):
        return Kind("#,##0.00##", _money(field, fmt))
    if isinstance(field, Decimal):
        return Kind(_pattern(field), _number(field))
    if isinstance(field, Date):
        return Kind(DAY, lambda raw: _day(date.fromisoformat(str(raw)[:10])))
    if isinstance(field, DateTime):
        return Kind(MOMENT, _moment(fmt))
    return Kind()


def typed_cells(column: Column, kind: Kind) -> Cells:
    """The function that makes the typed values of a column."""
    of, at, end = kind.value, column.at, column.at + column.width
    assert of is not None
    if column.width == 1:
        return lambda chunk: [None if raw is None else of(raw) for raw in chunk[at]]
    return lambda chunk: [None if raw[0] is None else of(raw) for raw in zip(*chunk[at:end], strict=True)]


def width(text: object) -> int:
    """How many Latin characters wide a text is shown; of many lines the widest."""
    lines = str(text).split("\n")
    return max(
        sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line[:WIDEST])
        for line in lines
    )


def cut(text: str) -> str:
    """The beginning of a text that no cell can hold, which says so."""
    note = str(_(" … (cut here: longer than a cell of a spreadsheet)"))
    return text[: LONGEST_TEXT - len(note) - 1] + note


def _pattern(field: Decimal) -> str:
    if isinstance(field, Integer):
        return "#,##0" if field.grouped else "0"
    if isinstance(field, Percent):
        return '0.##"%"'
    return "#,##0" + ("." + "0" * field.places if field.places else "")


def _number(field: Decimal) -> Callable[[Any], Any]:
    places = 0 if isinstance(field, Integer) else field.places

    def number(raw: int) -> Any:
        if abs(raw) >= MOST_DIGITS:
            return field.input_text(field.from_row((raw,)))
        return float(Exact(raw).scaleb(-places)) if places else raw

    return number


def _money(field: MoneyField, fmt: Format) -> Callable[[Any], Any]:
    """Amounts in the base currency are figures; others are texts with their code, which no sum takes in."""

    def amount(raw: tuple[Any, ...]) -> Any:
        units, currency = raw
        if currency != fmt.currency or abs(units) >= MOST_DIGITS:
            return field.input_text(field.from_row(raw), fmt)
        return float(Exact(units).scaleb(-4))

    return amount


def _day(day: date) -> Any:
    return day if day >= FIRST_DAY else day.isoformat()


def _moment(fmt: Format) -> Callable[[Any], Any]:
    def moment(raw: int) -> Any:
        local = fmt.local(raw).replace(tzinfo=None)
        return local if local.date() >= FIRST_DAY + timedelta(1) else local.isoformat(" ", "seconds")

    return moment


def _sheet_name(title: str) -> str:
    name = (
        "".join(sign for sign in title.translate(FORBIDDEN) if sign.isprintable())
        .strip()[:SHEET_NAME]
        .strip()
    )
    return name if name and name.casefold() != "history" else "Guanxi"


def write_workbook(source: Source, title: str, path: Path) -> None:
    """Write everything that `source` gives into an XLSX file with one sheet called `title`."""
    kinds = [kind_of(column, source.fmt) for column in source.columns] + [Kind() for _each in source.computed]
    texts = source.cells(escape=False)
    typed = zip_longest(kinds, source.columns)
    cells = [
        typed_cells(column, kind) if kind.value else texts[place]
        for place, (kind, column) in enumerate(typed)
    ]
    with Sheet(path, title, source.actor.host.clock()) as sheet:
        formats, heads = sheet.formats(kinds), source.heads()
        for number, chunk in enumerate(source.chunks()):
            columns = [make(chunk) for make in cells]
            if number == 0:
                sheet.head(heads, _widths(heads, columns))
            sheet.rows(columns, formats)
        if source.count == 0:
            sheet.head(heads, _widths(heads, [[] for _head in heads]))


def _widths(heads: Sequence[str], columns: Sequence[Sequence[Any]]) -> list[int]:
    """The widest of the head and the first cells of each column."""
    return [
        max(width(each) for each in (head, *(cell for cell in cells[:MEASURED] if cell is not None)))
        for head, cells in zip(heads, columns, strict=True)
    ]
