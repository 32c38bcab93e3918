"""A CSV file as spreadsheets of all countries read it: UTF-8 with its mark, CRLF, formulas escaped."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from guanxi.data.spreadsheet import BOM, escaped
from guanxi.resources.exports.texts import Cells, Chunk


class CsvLines:
    """Writes chunks of rows as CSV."""

    def __init__(self, heads: Sequence[str], cells: Sequence[Cells]) -> None:
        self._heads, self._cells = heads, cells

    def head(self) -> bytes:
        """The mark and the line of the columns' names."""
        return BOM.encode() + _lines([[escaped(head) for head in self._heads]])

    def rows(self, chunk: Chunk) -> bytes:
        """The lines of a chunk."""
        return _lines(zip(*[cells(chunk) for cells in self._cells], strict=True))

    def broken(self, sentence: str) -> bytes:
        """A last line of one cell too many: people see it, and an import refuses it by its number of cells."""
        return _lines([[sentence, *[""] * (len(self._heads) - 1), "!"]])


def _lines(lines: Any) -> bytes:
    written = StringIO(newline="")
    csv.writer(written).writerows(lines)
    return written.getvalue().encode("utf-8", "replace")
