"""Which kind of file it is, told by its content and never by its name: CSV, XLSX or vCard, also packed by gzip; others are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from guanxi.data.errors import Refused
from guanxi.data.messages import translator
from guanxi.resources.imports.card_rows import read_contacts
from guanxi.resources.imports.cards import is_cards
from guanxi.resources.imports.options import Options
from guanxi.resources.imports.reading import Row, read, refuse_size
from guanxi.resources.imports.unpacking import unpacked
from guanxi.resources.imports.weighing import DAMAGED, is_archive, is_workbook
from guanxi.resources.imports.workbook import read_workbook

_ = translator("guanxi")

ACCEPTED = ".csv,.txt,.tsv,.gz,.xlsx,.vcf"
_OLD_EXCEL = _("This is an old workbook (.xls) or one with a password. Save it as .xlsx without a password.")
_OTHER = _("This is no CSV, XLSX or vCard file.")
_WEB_PAGE = _("This is a web page, whatever its name says. Open it in a spreadsheet and save it as .xlsx.")
PACKED = b"PK\x03\x04"
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_EXCEL),
    (PACKED, _OTHER),
    (b"PK\x05\x06", _OTHER),
    (b"%PDF-", _OTHER),
    (b"\x89PNG", _OTHER),
    (b"\xff\xd8\xff", _OTHER),
    (b"GIF8", _OTHER),
    (b"\x1f\x8b", _OTHER),
    (b"7z\xbc\xaf", _OTHER),
    (b"Rar!", _OTHER),
    (b"SQLite format 3", _OTHER),
    (b"\x7fELF", _OTHER),
    (b"MZ\x90", _OTHER),
)
_PAGES = (b"<!doctype html", b"<html", b"<table", b"<?xml")


class Source(Protocol):
    """A file as read: its header, how it was read, its rows as often as they are asked for, and how many."""

    @property
    def header(self) -> tuple[str, ...]: ...
    @property
    def encoding(self) -> str: ...
    def __iter__(self) -> Iterator[Row]: ...
    def count(self) -> int: ...


def open_source(content: bytes, options: Options) -> Source:
    """Read a file's bytes by what they are; raises Refused where they are nothing that an import takes."""
    refuse_size(content)
    content = unpacked(content)
    if is_workbook(content):
        return read_workbook(content, sheet=options.sheet)
    if content.startswith(PACKED) and not is_archive(content):
        raise Refused(DAMAGED)
    for signature, words in _SIGNATURES:
        if content.startswith(signature):
            raise Refused(words)
    if is_cards(content):
        return read_contacts(content, encoding=options.encoding)
    if content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGES):
        raise Refused(_WEB_PAGE)
    return read(content, encoding=options.encoding, delimiter=options.delimiter)
