"""What a file is decides its content: names lie, and other kinds are refused by name."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile

import pytest
from workbooks import sheet, workbook

from guanxi.api import Refused
from guanxi.resources.imports.options import Options
from guanxi.resources.imports.sources import open_source


def packed(name: str) -> bytes:
    """An archive that is no workbook."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(name, "name,city")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old workbook"),
        (b"PK\x03\x04" + bytes(40), "damaged"),
        (packed("letter.txt"), "no CSV"),
        (b"%PDF-1.7\nname,city\n", "no CSV"),
        (b"\x89PNG\r\n\x1a\n", "no CSV"),
        (b"\x1f\x8b\x08\x00name", "damaged"),
        (gzip.compress(b"name\nA\n", mtime=0)[:-9], "damaged"),
        (gzip.compress(bytes(65 * 2**20)), "larger than 64 MB"),
        (b"<html><body><table><tr><td>name</td></tr></table></body></html>", "web page"),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?><Workbook/>", "web page"),
    ],
)
def test_other_kinds_are_refused_in_words(content: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told):
        open_source(content, Options())


def test_kind_is_told_by_content() -> None:
    assert open_source(b"name\nA\n", Options()).encoding == "utf-8"
    assert open_source(workbook(sheet([["name"], ["A"]])), Options()).encoding == "XLSX · Sheet1"
    assert open_source(b"BEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\n", Options()).encoding == "vCard · utf-8"


def test_what_is_packed_by_gzip_is_what_it_holds() -> None:
    packed = gzip.compress(b"name\n") + gzip.compress("远航\n".encode())
    assert [row.cells for row in open_source(packed, Options())] == [("远航",)]
    assert open_source(gzip.compress(workbook(sheet([["name"], ["A"]]))), Options()).header == ("name",)


def test_a_bomb_is_unpacked_no_further_than_an_import_takes() -> None:
    bomb = gzip.compress(bytes(512 * 2**20), 9)
    tracemalloc.start()
    with pytest.raises(Refused, match="larger than 64 MB"):
        open_source(bomb, Options())
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3 * 64 * 2**20
