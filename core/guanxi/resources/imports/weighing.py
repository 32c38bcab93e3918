"""Weighs a workbook before it is read: no part, cell, text or trick in it may cost more than the house will pay."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

from guanxi.data.errors import Refused
from guanxi.data.messages import translator

_ = translator("guanxi")

PARTS = 5_000
UNPACKED = 256 * 2**20
RATIO = 200
SMALL = 16 * 2**20
ELEMENTS = 8_000_000
CELLS = 2_000_000
SIGNS = 40_000_000
AT_ONCE = 2**18
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
"""How a cell says where it stands."""
DAMAGED = _("The workbook is damaged or locked; it cannot be unpacked.")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class Heavy(Refused):
    """The workbook is larger than an import takes."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The workbook is too large to import: at most {mb} MB unpacked and {cells} cells. Cut it into parts."
            ),
            mb=UNPACKED // 2**20,
            cells=CELLS,
        )


# guard: workbook-weighing
def weighed(content: bytes) -> bytes:
    """The workbook packed anew from exactly the parts that were weighed; nothing else reaches the reader.

    Raises Refused where it is broken, locked, declares entities, or is too large: sizes are summed before anything is
    unpacked, and counted again while it is.
    """
    packed, budget = BytesIO(), _Budget()
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive, zipfile.ZipFile(packed, "w") as kept:
            _refuse_sizes(archive.infolist(), len(content))
            for info in archive.infolist():
                if info.is_dir():
                    continue
                with kept.open(_plain(info), "w", force_zip64=False) as out:
                    for piece in _pieces(archive, info, budget):
                        out.write(piece)
            budget.settle()
    except _BROKEN as broken:
        raise Refused(DAMAGED) from broken
    return packed.getvalue()


def is_workbook(content: bytes) -> bool:
    """Tell whether the bytes are an archive that holds the main part of a workbook."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.NameToInfo
    except _BROKEN:
        return False


def is_archive(content: bytes) -> bool:
    """Tell whether the bytes are an archive that can be opened at all: one that was cut off is none."""
    try:
        with zipfile.ZipFile(BytesIO(content)):
            return True
    except _BROKEN:
        return False


def _refuse_sizes(infos: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(info.file_size for info in infos)
    if len(infos) > PARTS or total > UNPACKED or (total > SMALL and total > RATIO * packed):
        raise Heavy()
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise Refused(DAMAGED)


def _plain(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(info.filename)
    made.compress_type, made._compresslevel = zipfile.ZIP_DEFLATED, 1  # type: ignore[attr-defined]
    return made


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> Iterator[bytes]:
    """The part in pieces, each weighed; a part that is no XML at all (a picture) goes by its size only."""
    part: _Part | None = None
    with archive.open(info) as stream:
        while piece := stream.read(AT_ONCE):
            budget.take(len(piece))
            if part is None:
                part = _Part(budget, xml=_is_xml(info.filename, piece))
            part.feed(piece)
            yield piece
    if part is not None:
        part.end()


def _is_xml(name: str, start: bytes) -> bool:
    """XML by its name or its first sign; UTF-16 has a mark or a NUL beside it."""
    return (
        name.lower().endswith((".xml", ".rels"))
        or start.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"<"
    )


class _Budget:
    """What all parts have cost together."""

    def __init__(self) -> None:
        self.bytes = self.elements = self.cells = 0
        self.texts: list[int] = []
        self.uses: dict[int, int] = {}

    def take(self, count: int) -> None:
        self.bytes += count
        if self.bytes > UNPACKED:
            raise Heavy()

    def settle(self) -> None:
        """Sum the texts that cells share: one long text named by every cell is a bomb that no size tells."""
        lengths, known = self.texts, len(self.texts)
        if sum(count * lengths[at] for at, count in self.uses.items() if 0 <= at < known) > SIGNS:
            raise Heavy()


class _Part:
    """One part under the parser: counts its elements, the extent of its cells, and the texts."""

    def __init__(self, budget: _Budget, *, xml: bool) -> None:
        self.budget, self.xml = budget, xml
        self.row = self.column = self.rows = self.columns = self.elements = 0
        self.shared = self.shared_cell = False
        self.number = ""
        self.taken = {"c": self._cell, "v": self._value, "row": self._row, "si": self._shared_text}
        if xml:
            self.parser = expat.ParserCreate()
            self.parser.buffer_text = True
            self.parser.StartElementHandler = self._start
            self.parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, piece: bytes) -> None:
        if self.xml:
            self._parse(piece, final=False)

    def end(self) -> None:
        if self.xml:
            self._parse(b"", final=True)
            self._count()

    def _parse(self, piece: bytes, *, final: bool) -> None:
        try:
            self.parser.Parse(piece, final)
        except expat.ExpatError as broken:
            raise Refused(DAMAGED) from broken

    def _doctype(self, *_declared: object) -> None:
        raise Refused(_("The workbook declares entities; such files are not read."))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.shared:
            self._use()
        if ":" in name:
            name = name.rpartition(":")[2]
        if taken := self.taken.get(name):
            taken(attributes)
        if self.elements & 0xFFFF == 0:
            self._count()

    def _row(self, attributes: dict[str, str]) -> None:
        self.row, self.column = whole_number(attributes.get("r"), self.row + 1), 0
        self.rows = max(self.rows, self.row)

    def _value(self, _attributes: dict[str, str]) -> None:
        if self.shared_cell:
            self.shared, self.number = True, ""
            self.parser.CharacterDataHandler = self._number

    def _shared_text(self, _attributes: dict[str, str]) -> None:
        self.budget.texts.append(0)
        self.parser.CharacterDataHandler = self._text

    def _cell(self, attributes: dict[str, str]) -> None:
        found = PLACE.fullmatch(attributes.get("r", ""))
        if found:
            self.column, self.row = column_number(found[1]), int(found[2])
        else:
            self.column += 1
        if self.row > self.rows:
            self.rows = self.row
        if self.column > self.columns:
            self.columns = self.column
        self.shared_cell = attributes.get("t") == "s"

    def _number(self, text: str) -> None:
        self.number += text[:20]

    def _text(self, text: str) -> None:
        self.budget.texts[-1] += len(text)

    def _use(self) -> None:
        """A cell named a shared text; which one is known once all parts are read."""
        self.shared = False
        self.parser.CharacterDataHandler = None
        at = whole_number(self.number, -1)
        self.budget.uses[at] = self.budget.uses.get(at, 0) + 1

    def _count(self) -> None:
        if self.shared:
            self._use()
        self.budget.elements += self.elements
        self.elements = 0
        if self.budget.elements > ELEMENTS or self.rows * self.columns > CELLS:
            raise Heavy()


def column_number(letters: str) -> int:
    """The number of a column, from 1.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found


def whole_number(text: str | None, otherwise: int) -> int:
    """The number that an attribute says, or what stands in its place."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else otherwise
