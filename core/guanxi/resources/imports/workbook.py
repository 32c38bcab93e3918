"""Reading an XLSX workbook: the sheet with content, its head (also merged), its rows named as Excel names them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from guanxi.data.errors import Refused
from guanxi.data.messages import listed, translator
from guanxi.data.spreadsheet import unescaped
from guanxi.resources.imports.reading import Row, column_names
from guanxi.resources.imports.troubled import troubled
from guanxi.resources.imports.weighing import CELLS, weighed

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_ = translator("guanxi")

EXACT = 10**15
"""From here on a spreadsheet no longer keeps every digit of a number."""
Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Table:
    """A sheet as read: its header and the rows under it, each with the number that Excel shows beside it."""

    header: tuple[str, ...]
    encoding: str
    rows: tuple[Row, ...] = field(repr=False)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows)


def read_workbook(content: bytes, *, sheet: str = "") -> Table:
    """Make a table of a workbook's bytes: of the sheet called `sheet`, else of the first visible one with content.

    Raises Refused where the workbook is too large, damaged, or has no such sheet or no content.
    """
    import python_calamine  # only where a workbook is read: no process loads it otherwise

    kept = weighed(content)
    try:
        with python_calamine.load_workbook(BytesIO(kept)) as book:
            found = _chosen(book, sheet)
            cells = _with_troubles(_cells(found), troubled(kept, found.name))
            return _table(found.name, cells, found.merged_cell_ranges or [])
    except python_calamine.CalamineError as broken:
        raise Refused(_("The workbook is damaged or locked; it cannot be unpacked.")) from broken


def _chosen(book: CalamineWorkbook, name: str) -> CalamineSheet:
    if name:
        if name not in book.sheet_names:
            sheets = listed(book.sheet_names)
            raise Refused(_("The workbook has no sheet {name}; it has: {sheets}"), name=name, sheets=sheets)
        return book.get_sheet_by_name(name)
    for each in book.sheets_metadata:
        if str(each.visible).endswith(".Visible") and str(each.typ).endswith(".WorkSheet"):
            found = book.get_sheet_by_name(each.name)
            if found.end is not None:
                return found
    raise Refused(_("The file is empty. Its first line must name the columns."))


def _cells(sheet: CalamineSheet) -> list[list[str]]:
    """Every row of the sheet from the first on, as texts."""
    return [[_text(value) for value in row] for row in sheet.iter_rows()]


def _with_troubles(cells: list[list[str]], wrong: Mapping[tuple[int, int], str]) -> list[list[str]]:
    """The cells with what stands in those that the reader takes for empty."""
    width = max([len(cells[0]) if cells else 0, *(column + 1 for _row, column in wrong)])
    if wrong:
        cells += [[] for _row in range(max(row for row, _column in wrong) + 1 - len(cells))]
        cells = [[*row, *[""] * (width - len(row))] for row in cells]
    for (row, column), text in wrong.items():
        cells[row][column] = text
    return cells


def _text(value: Any) -> str:
    """A cell as a text of the file would give it: whole numbers without ``.0``, days and moments in ISO form.

    A number that is too long to have kept its digits stands as ``1.10105E+17``, which no field takes.
    """
    if isinstance(value, str):
        return unescaped(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.5E}" if abs(value) >= EXACT else _figure(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "minutes" if value.second == value.microsecond == 0 else "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _figure(value: float) -> str:
    """The number with the 15 digits that a spreadsheet keeps, never with an exponent."""
    from decimal import Decimal

    return f"{Decimal(f'{value:.15g}'):f}"


def _table(name: str, cells: list[list[str]], merged: Sequence[Range]) -> Table:
    if (
        sum((end[0] - begin[0] + 1) * (end[1] - begin[1] + 1) for begin, end in _within(merged, cells))
        > CELLS
    ):
        raise Refused(_("The workbook is damaged or locked; it cannot be unpacked."))
    spread = list(_within(merged, cells))
    top = _top(cells, spread)
    last = _last_of_head(cells, spread, top)
    _fill(cells, [each for each in spread if each[0][0] > last or each[0][0] >= top])
    header = _header(cells[top : last + 1])
    width = len(header)
    rows: list[Row] = []
    for at in range(last + 1, len(cells)):
        if any(cell.strip() for cell in cells[at]):
            rows.append(Row(len(rows) + 1, at + 1, tuple(_cut(cells[at], width)), lettered=True))
    return Table(header, f"XLSX · {name}", tuple(rows))


def _within(merged: Sequence[Range], cells: list[list[str]]) -> Iterator[Range]:
    """The merged ranges, cut to what the sheet uses."""
    height, width = len(cells), max(map(len, cells), default=0)
    for (row, column), (end_row, end_column) in merged:
        if row < height and column < width:
            yield (row, column), (min(end_row, height - 1), min(end_column, width - 1))


def _top(cells: list[list[str]], merged: Sequence[Range]) -> int:
    """The row of the head: the first with content that is no title written over merged columns."""
    wide = {begin[0] for begin, end in merged if end[1] > begin[1]}
    filled = [at for at, row in enumerate(cells) if any(cell.strip() for cell in row)]
    for at in filled[:-1]:
        if at not in wide or sum(bool(cell.strip()) for cell in cells[at]) > 1:
            return at
    if not filled:
        raise Refused(_("The file is empty. Its first line must name the columns."))
    return filled[-1]


def _last_of_head(cells: list[list[str]], merged: Sequence[Range], top: int) -> int:
    """The last row of the head: it has several where its cells are merged downwards or stand over a group."""
    last = top
    for begin, end in merged:
        if begin[0] == top:
            last = max(last, end[0], top + 1 if end[1] > begin[1] else top)
    return min(last, len(cells) - 1)


def _fill(cells: list[list[str]], merged: Sequence[Range]) -> None:
    """Give every cell of a merged range the text that is shown across it."""
    for (row, column), (end_row, end_column) in merged:
        text = cells[row][column]
        for at in range(row, end_row + 1):
            cells[at][column : end_column + 1] = [text] * (end_column + 1 - column)


def _header(head: list[list[str]]) -> tuple[str, ...]:
    """A name for each column: its lowest text; where two are the same, with the group above it."""
    lowest = [
        next((text.strip() for text in reversed(column) if text.strip()), "")
        for column in zip(*head, strict=True)
    ]
    names = [
        f"{head[0][at].strip()} {name}"
        if lowest.count(name) > 1 and head[0][at].strip() not in ("", name)
        else name
        for at, name in enumerate(lowest)
    ]
    while names and not names[-1]:
        names.pop()
    return column_names(names)


def _cut(cells: list[str], width: int) -> list[str]:
    """The cells under the header, and further ones only where they hold something."""
    end = len(cells)
    while end > width and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
