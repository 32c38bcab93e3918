"""Cells of a workbook that look empty and are not: those that show an error, and formulas that no program has computed yet."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat

from guanxi.data.errors import Refused
from guanxi.data.messages import translator
from guanxi.resources.imports.weighing import AT_ONCE, PLACE, column_number, whole_number

_ = translator("guanxi")

MOST, MOST_SHEETS = 10_000, 5_000
UNCOMPUTED = "#UNCOMPUTED!"
SHOWN = frozenset(
    "#NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A #GETTING_DATA #SPILL! #CALC! #BLOCKED! #FIELD!".split()
) | {UNCOMPUTED}
"""What stands in such a cell; a file of texts holds it as well where a spreadsheet has written it."""
_SIGN = re.compile(rb"""\bt\s*=\s*["']e["']|(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)\s*</(?:\w+:)?c>""")
_LONGEST_SIGN = 512
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
Place = tuple[int, int]


def troubled(content: bytes, sheet: str) -> dict[Place, str]:
    """What stands in such cells of the sheet, by row and column from 0; `content` is a workbook that was weighed.

    Raises Refused where there are more than a person could look through.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        part = _part_of(archive, sheet)
        if part not in archive.NameToInfo or not _has_sign(archive, part):
            return {}
        reader = _Reader()
        _parse(archive, part, reader.parser)
        return reader.found


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where in the archive the sheet of this name lies; "" where that cannot be told."""
    if not {_BOOK, _LINKS} <= archive.NameToInfo.keys():
        return ""
    named = (each for each in _attributes(archive, _BOOK, "sheet") if each.get("name") == sheet)
    link = next((text for name, text in next(named, {}).items() if name.endswith(":id")), "")
    targets = {
        each.get("Id", ""): each.get("Target", "") for each in _attributes(archive, _LINKS, "Relationship")
    }
    return posixpath.normpath(posixpath.join("/xl", targets[link])).lstrip("/") if targets.get(link) else ""


def _attributes(archive: zipfile.ZipFile, part: str, wanted: str) -> list[dict[str, str]]:
    """The attributes of the first elements called so; however large the part is, no more is kept of it."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted and len(found) < MOST_SHEETS:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    _parse(archive, part, parser)
    return found


def _parse(archive: zipfile.ZipFile, part: str, parser: expat.XMLParserType) -> None:
    for piece in _pieces(archive, part):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def _has_sign(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether it is worth to look at each cell."""
    kept = b""
    for piece in _pieces(archive, part):
        if _SIGN.search(kept + piece):
            return True
        kept = piece[-_LONGEST_SIGN:]
    return False


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while piece := stream.read(AT_ONCE):
            yield piece


class _Reader:
    """Goes through a sheet cell by cell."""

    def __init__(self) -> None:
        self.found: dict[Place, str] = {}
        self.row = self.column = 0
        self.wrong = self.formula = self.value = False
        self.text = ""
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.buffer_text = True

    def _start(self, name: str, attributes: dict[str, Any]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            self.row, self.column = whole_number(attributes.get("r"), self.row + 1), 0
        elif name == "c":
            place = PLACE.fullmatch(attributes.get("r", ""))
            self.column = column_number(place[1]) if place else self.column + 1
            self.row = int(place[2]) if place else self.row
            self.wrong, self.formula, self.value, self.text = attributes.get("t") == "e", False, False, ""
        elif name == "f":
            self.formula = True
        elif name == "v":
            self.value = True
            self.parser.CharacterDataHandler = self._take if self.wrong else None

    def _take(self, text: str) -> None:
        self.text += text[:20]

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "v":
            self.parser.CharacterDataHandler = None
        elif name == "c" and self.row and (self.wrong or (self.formula and not self.value)):
            if len(self.found) == MOST:
                raise Refused(
                    _(
                        "More than {n} cells of the sheet show an error or were never computed. Open it in a spreadsheet, mend and save it."
                    ),
                    n=MOST,
                )
            text = self.text.strip() if self.wrong and self.value else UNCOMPUTED
            self.found[self.row - 1, self.column - 1] = text if text in SHOWN else "#VALUE!"
