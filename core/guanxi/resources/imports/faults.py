"""What is wrong with rows of a file, and the file that gives them back with the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guanxi.data.messages import Message, translator
from guanxi.data.spreadsheet import csv_file
from guanxi.resources.imports.mapping import REASON, reason_headers
from guanxi.resources.imports.reading import Row, normalised

_ = translator("guanxi")


@dataclass(frozen=True)
class Fault:
    """Why one row was not written: `field` is the label of the field (empty: the row as a whole), `value` the cell, and
    `column` the position of its column, from 0, where there is one.
    """

    row: Row
    field: Message | str
    value: str
    reason: Message | str
    column: int | None = None

    @property
    def line(self) -> int:
        """The physical line of the file on which the row begins."""
        return self.row.line

    @property
    def place(self) -> str:
        """Where to look: the line of the file; in a workbook the row, or the cell as a spreadsheet names it.

        >>> Fault(Row(1, 7, (), lettered=True), "Phone", "1", "wrong", 3).place
        'D7'
        """
        lettered = self.row.lettered and self.column is not None
        return f"{column_letters(self.column or 0) if lettered else ''}{self.line}"

    def text(self) -> str:
        """Field, value and reason as one sentence in the language in force."""
        head = f"{self.field}: " if str(self.field) else ""
        shown = f"{self.value[:60]} – " if self.value else ""
        return f"{head}{shown}{self.reason}"


def error_file(header: Sequence[str], faults: Iterable[Fault]) -> bytes:
    """The faulty rows as a CSV file to correct and send again: the columns as they came, and the reasons behind them."""
    kept = [i for i, name in enumerate(header) if normalised(name) not in reason_headers()]
    reasons: dict[int, list[str]] = {}
    rows: dict[int, Row] = {}
    for fault in faults:
        rows[fault.line] = fault.row
        reasons.setdefault(fault.line, []).append(fault.text())
    return csv_file(
        [
            [*(header[i] for i in kept), str(REASON)],
            *([*_cells(row, kept), str(_("; ")).join(reasons[line])] for line, row in sorted(rows.items())),
        ]
    )


def column_letters(position: int) -> str:
    """How a spreadsheet calls the column at `position`, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    found, left = "", position + 1
    while left:
        left, rest = divmod(left - 1, 26)
        found = chr(65 + rest) + found
    return found


def _cells(row: Row, kept: Sequence[int]) -> list[str]:
    return [row.cells[i] if i < len(row.cells) else "" for i in kept]
