"""What a file is decides its content: names lie, and other kinds are refused by name."""

from __future__ import annotations

import pytest
from workbooks import sheet, workbook

from guanxi.api import Refused
from guanxi.resources.imports.options import Options
from guanxi.resources.imports.sources import open_source


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old workbook"),
        (b"PK\x03\x04" + bytes(40), "no CSV"),
        (b"%PDF-1.7\nname,city\n", "no CSV"),
        (b"\x89PNG\r\n\x1a\n", "no CSV"),
        (b"\x1f\x8b\x08\x00name", "no CSV"),
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
