"""Reading a CSV file of any usual kind: encoding, delimiter, quoted newlines; rows with the physical line they begin on."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO

from guanxi.data.chinese.traditional import to_simplified
from guanxi.data.errors import Refused
from guanxi.data.messages import translator
from guanxi.data.spreadsheet import unescaped
from guanxi.resources.imports.encodings import decoded, detect_encoding

_ = translator("guanxi")

MAX_BYTES = 64 * 2**20
DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 50
MOST_COLUMNS, LONGEST_NAME = 1000, 1000
_UNREADABLE = _("The file cannot be read from line {line} on. Is a quotation mark left open?")
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One record of the file: `number` counts records from 1, `line` is the physical line on which it begins.

    In a sheet `line` is the row's number, and its columns are `lettered`.
    """

    number: int
    line: int
    cells: tuple[str, ...]
    lettered: bool = False


@dataclass(frozen=True)
class Sheet:
    """A file as read: its header and where its records are; iterate for its rows, as often as needed."""

    header: tuple[str, ...]
    encoding: str
    delimiter: str
    text: str = field(repr=False)
    first_line: int = 1

    def __iter__(self) -> Iterator[Row]:
        """All rows that are not blank, in the order of the file; raises Refused where the file breaks off inside a cell."""
        filled = _filled(self.text, self.delimiter, self.first_line)
        next(filled, None)
        for number, (line, cells) in enumerate(filled, start=1):
            yield Row(number, line, tuple([unescaped(cell) if cell[:1] == "'" else cell for cell in cells]))

    def count(self) -> int:
        """How many rows there are; the file is read for it."""
        return sum(1 for _cells in _filled(self.text, self.delimiter, self.first_line)) - 1


def read(content: bytes, *, encoding: str | None = None, delimiter: str | None = None) -> Sheet:
    """Make a sheet of a file's bytes; `encoding` and `delimiter` are found out where not given.

    Raises Refused where the file is empty, larger than 64 MB or in no encoding that can be told, or the delimiter is no
    single character.
    """
    if delimiter and len(delimiter) > 1:
        raise Refused(_("The delimiter is one character, such as ; or tab."))
    refuse_size(content)
    found = encoding or detect_encoding(content)
    text, first_line = decoded(content, found), 1
    if hint := _SEP_LINE.match(text):
        text, first_line, delimiter = text[hint.end() :], 2, delimiter or hint.group(1)
    chosen = delimiter or detect_delimiter(text)
    line, header = next(_filled(text, chosen, first_line), (0, []))
    if not line:
        raise Refused(_("The file is empty. Its first line must name the columns."))
    return Sheet(column_names(header), found, chosen, text, first_line)


def refuse_size(content: bytes | bytearray) -> None:
    """Raise Refused where the file is larger than 64 MB."""
    if len(content) > MAX_BYTES:
        raise Refused(_("The file is larger than {n} MB. Cut it into parts."), n=MAX_BYTES // 2**20)


def detect_delimiter(text: str) -> str:
    """The delimiter that cuts the first records into the same number of cells, the more cells the better; comma if none does."""
    sample = "".join(text.splitlines(keepends=True)[: SAMPLE * 4])
    return max(DELIMITERS, key=lambda each: _evenness(sample, each))


def normalised(name: str) -> str:
    """A column's name for comparison: width, case and script folded, blanks, ``_`` and ``-`` alike, no star or colon at the end.

    >>> normalised("  Short＿Name*： ")
    'short name'
    """
    folded = to_simplified(unicodedata.normalize("NFKC", name).casefold())
    return re.sub(r"[\s_\-\u200b\ufeff]+", " ", folded).strip(" *:()（）")


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    widths = []
    try:
        for _line, cells in _records(sample, delimiter, 1):
            widths.append(len(cells))
            if len(widths) == SAMPLE:
                break
    except Refused:
        return (0.0, 0)
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return (sum(width == widths[0] for width in widths) / len(widths), widths[0])


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """The names in a header; one that stands there again is told apart by a number.

    Raises Refused where there are more columns, or a longer name, than can be looked through.

    >>> column_names(["Name ", "City", "name"])
    ('Name', 'City', 'name (2)')
    """
    if len(cells) > MOST_COLUMNS:
        raise Refused(
            _("The file has {n} columns; at most {most} are read. Leave out what is not needed."),
            n=len(cells),
            most=MOST_COLUMNS,
        )
    found, seen = list[str](), set[str]()
    for name in (cell.strip() for cell in cells):
        if len(name) > LONGEST_NAME:
            raise Refused(
                _(
                    "The name of column {n} has more than {most} characters. The first line must name the columns."
                ),
                n=len(found) + 1,
                most=LONGEST_NAME,
            )
        told = name
        for number in range(2, MOST_COLUMNS + 2):
            if not name or normalised(told) not in seen:
                break
            told = f"{name} ({number})"
        seen.add(normalised(told))
        found.append(told)
    return tuple(found)


def _filled(text: str, delimiter: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """The records that are not blank; the first of them is the header."""
    for line, cells in _records(text, delimiter, first_line):
        if "".join(cells).strip():
            yield line, cells


def _records(text: str, delimiter: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Each record with the physical line it begins on; raises Refused where a quotation mark is left open to the end."""
    csv.field_size_limit(MAX_BYTES)  # a cell too long is a fault of its row, not of the file
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    begins = line = first_line
    try:
        for cells in reader:
            begins, line = line, first_line + reader.line_num
            yield begins, cells
    except csv.Error as broken:
        raise Refused(_UNREADABLE, line=line) from broken
    if line - begins > 1 and _left_open(text, begins - first_line):
        raise Refused(_UNREADABLE, line=begins)


def _left_open(text: str, skip: int) -> bool:
    """Whether the last record, which begins after `skip` lines, has a quotation mark without its partner."""
    return sum(line.count('"') for line in list(StringIO(text, newline=""))[skip:]) % 2 == 1
