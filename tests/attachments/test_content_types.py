"""What a file is, is told by its content; disguises and programs are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import sample_files as files

from guanxi.data.errors import Refused
from guanxi.work.content_types import (
    MARKUP,
    PROGRAM,
    TEXT,
    UNKNOWN,
    content_type,
    refuse_disguise,
    served_type,
)

KINDS = {
    "picture.png": (files.png(), "image/png"),
    "picture.jpg": (files.jpeg(), "image/jpeg"),
    "picture.webp": (files.webp(), "image/webp"),
    "picture.gif": (b"GIF89a\x01\0\x01\0", "image/gif"),
    "contract.pdf": (files.PDF, "application/pdf"),
    "late.pdf": (b"\n\n" + files.PDF, "application/pdf"),
    "letter.docx": (
        files.packed("[Content_Types].xml", "word/document.xml"),
        "application/vnd.openxmlformats-officedocument.document",
    ),
    "prices.xlsx": (
        files.packed("[Content_Types].xml", "xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.sheet",
    ),
    "more.zip": (files.packed("a.txt"), "application/zip"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/x-ole-storage"),
    "note.txt": ("王芳 called".encode(), TEXT),
    "gb.txt": ("客户名单，第一页".encode("gb18030"), TEXT),
    "photo.heic": (b"\0\0\0\x18ftypheic\0\0\0\0", "image/heic"),
    "call.amr": (b"#!AMR\n\x00", "audio/amr"),
    "odd.bin": (b"\x01\x00\x02\xfe\xff", UNKNOWN),
}


@pytest.mark.parametrize("name", KINDS)
def test_content_says_what_a_file_is(name: str, tmp_path: Path) -> None:
    content, kind = KINDS[name]
    path = tmp_path / "x"
    path.write_bytes(content)
    assert content_type(path) == kind
    refuse_disguise(name, kind)


PAGES = (
    b"<script>alert(1)</script>",
    b"<!DOCTYPE html><title>x</title>",
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    b"\xef\xbb\xbf<svg onload=alert(1)>",
    b"\n\n  <html><body onload=alert(1)>",
    "<script>alert(1)</script>".encode("utf-16"),
    b"hello <iframe src=javascript:alert(1)>",
)


@pytest.mark.parametrize("content", PAGES)
def test_what_a_browser_could_run_is_served_as_bytes(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert content_type(path) == MARKUP
    assert served_type(MARKUP) == UNKNOWN
    for name in ("page.png", "page.PDF", "page.jpg.webp", "list.xlsx", "page.zip"):
        with pytest.raises(Refused):
            refuse_disguise(name, MARKUP)


PROGRAMS = (
    b"MZ\x90\0",
    b"\x7fELF\x02",
    b"#!/bin/sh\n",
    b"\xcf\xfa\xed\xfe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
ENDINGS = "setup.exe|run.BAT|a.pdf.js|x.hta|x.lnk|a.jpg.scr|m.vbs|i.msi|s.ps1|x.jar|y.phar.exe|x.exe ".split(
    "|"
)


@pytest.mark.parametrize("content", PROGRAMS)
def test_programs_are_refused_by_content(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert content_type(path) == PROGRAM
    with pytest.raises(Refused):
        refuse_disguise("harmless.txt", PROGRAM)


@pytest.mark.parametrize("name", ENDINGS)
def test_programs_are_refused_by_ending(name: str) -> None:
    with pytest.raises(Refused):
        refuse_disguise(name, TEXT)


def test_pictures_may_have_the_ending_of_others() -> None:
    refuse_disguise("from WeChat.jpg", "image/heic")
    refuse_disguise("with password.docx", "application/x-ole-storage")
