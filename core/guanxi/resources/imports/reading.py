"""Reading a CSV file of any usual kind: encoding, delimiter, quoted newlines; rows with the physical line they begin on."""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO

from guanxi.data.errors import Refused
from guanxi.data.messages import translator
from guanxi.data.spreadsheet import unescaped

_ = translator("guanxi")

MAX_BYTES = 64 * 2**20
DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 50
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
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
    text, first_line = _decoded(content, found), 1
    if hint := _SEP_LINE.match(text):
        text, first_line, delimiter = text[hint.end() :], 2, delimiter or hint.group(1)
    chosen = delimiter or detect_delimiter(text)
    line, header = next(_filled(text, chosen, first_line), (0, []))
    if not line:
        raise Refused(_("The file is empty. Its first line must name the columns."))
    return Sheet(tuple(cell.strip() for cell in header), found, chosen, text, first_line)


def refuse_size(content: bytes | bytearray) -> None:
    """Raise Refused where the file is larger than 64 MB."""
    if len(content) > MAX_BYTES:
        raise Refused(_("The file is larger than {n} MB. Cut it into parts."), n=MAX_BYTES // 2**20)


def detect_encoding(content: bytes) -> str:
    """The encoding of a file: by its mark, by NULs (UTF-16), UTF-8, then GB18030; Windows-1252 where GB18030 reads oddly."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    head = content[:4096]
    if head.count(0) > len(head) // 64:
        return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    for name in ("utf-8", "gb18030", "cp1252"):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if name != "gb18030" or _reads_as_chinese(text):
            return name
    raise Refused(_("The encoding of the file cannot be told. Save it as UTF-8, or name its encoding."))


def detect_delimiter(text: str) -> str:
    """The delimiter that cuts the first records into the same number of cells, the more cells the better; comma if none does."""
    sample = "".join(text.splitlines(keepends=True)[: SAMPLE * 4])
    return max(DELIMITERS, key=lambda each: _evenness(sample, each))


def normalised(name: str) -> str:
    """A column's name for comparison: width and case folded, blanks, ``_`` and ``-`` alike, no star or colon at the end.

    >>> normalised("  Short＿Name*： ")
    'short name'
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_\-\u200b\ufeff]+", " ", folded).strip(" *:()（）")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except LookupError as unknown:
        raise Refused(_("There is no encoding {name}. Try utf-8 or gb18030."), name=encoding) from unknown
    except UnicodeDecodeError as broken:
        line = content.count(b"\n", 0, broken.start) + 1
        raise Refused(_("Line {line} cannot be read as {name}."), line=line, name=encoding) from broken


def _reads_as_chinese(text: str) -> bool:
    """Genuine Chinese stands in GB 2312 for the most part; bytes of a Western file that happen to pair up do not."""
    others = [sign for sign in text[:200_000] if sign > "\x7f"]
    usual = sum(1 for sign in others if _in_gb2312(sign))
    return usual * 2 >= len(others)


def _in_gb2312(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


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
