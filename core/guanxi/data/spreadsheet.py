"""Cells of files that people open in a spreadsheet: none may become a formula, and reading back gives the original."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

BOM = "\ufeff"
FORMULA_SIGNS = "=+-@＝＋－＠"
_FORMULA = re.compile("'*[\\s\\x00-\\x20]*[=+\\-@\\t\\r\\x00＝＋－＠]")
_RISKY = frozenset("'" + FORMULA_SIGNS) | {
    sign for sign in map(chr, range(0x3001)) if sign.isspace() or sign <= " "
}
_NUMBER = re.compile(r"-?\d{1,15}([.,]\d+)?%?")


# guard: spreadsheet-formula
def escaped(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would calculate with it; plain numbers stay as they are.

    >>> escaped("=1+1"), escaped("-5.20"), escaped("+8613800138000")
    ("'=1+1", '-5.20', "'+8613800138000")
    """
    return "'" + text if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def escaped_column(texts: Sequence[str | None]) -> Sequence[str | None]:
    """All texts of a column escaped; those whose first sign cannot begin a formula are not looked at closer."""
    if _RISKY.isdisjoint({text[0] for text in texts if text}):
        return texts
    return [escaped(text) if text and text[0] in _RISKY else text for text in texts]


def unescaped(text: str) -> str:
    """The original of an escaped text.

    >>> unescaped("'=1+1"), unescaped("'s-Hertogenbosch")
    ('=1+1', "'s-Hertogenbosch")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file as spreadsheets of all countries read it: UTF-8 with its mark, CRLF, no formulas."""
    written = StringIO(newline="")
    writer = csv.writer(written)
    for row in rows:
        writer.writerow([escaped(cell) for cell in row])
    return (BOM + written.getvalue()).encode("utf-8", "replace")
