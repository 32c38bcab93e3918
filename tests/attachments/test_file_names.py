"""Names of files: whatever is sent becomes a name that is safe on every system, and Chinese stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.data.fields.characters import clean_text
from guanxi.testing.naughty import naughty_strings
from guanxi.testing.tries import Tries
from guanxi.work.file_names import LONGEST, LONGEST_BYTES, disposition, ending, safe_name

CASES = {
    "合同（盖章）2026.pdf": "合同（盖章）2026.pdf",
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\win.ini": "win.ini",
    "C:\\Users\\王芳\\报价.xlsx": "报价.xlsx",
    "/": "file",
    "": "file",
    "...": "file",
    " . ": "file",
    ".htaccess": "htaccess",
    "con": "_con",
    "CON.txt": "_CON.txt",
    "lpt1.tar.gz": "_lpt1.tar.gz",
    "console.txt": "console.txt",
    "a\x00b.pdf": "ab.pdf",
    "a\r\nSet-Cookie: x.pdf": "a Set-Cookie_ x.pdf",
    "invoice\u202efdp.exe": "invoicefdp.exe",
    "trailing.pdf. . .": "trailing.pdf",
    "e\u0301te\u0301.txt": "été.txt",
    "a   b\u3000c.txt": "a b c.txt",
    '<img src=x onerror="alert(1)">.png': "_img src=x onerror=_alert(1)__.png",
    "x.pHaR ": "x.pHaR",
}


@pytest.mark.parametrize(("given_name", "kept"), CASES.items())
def test_a_name_is_made_safe(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(st.text(max_size=400))
def test_every_name_is_safe_on_every_system(text: str) -> None:
    _check(safe_name(text))


def test_names_of_attacks_are_safe(tries: Tries) -> None:
    for text in naughty_strings():
        tries.add("names of files", 2)
        _check(safe_name(text))
        _check(safe_name(f"{text}.pdf"))


def _check(name: str) -> None:
    assert name
    assert len(name) <= LONGEST
    assert len(name.encode()) <= LONGEST_BYTES
    assert not set(name) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in name)
    assert name == name.strip(". ")
    assert safe_name(name) == name
    assert clean_text(name, 200) == name
    header = disposition(name)
    assert header.isascii()
    assert header.startswith('attachment; filename="')
    assert not set(header) & set("\r\n\x00")
    assert header.count('"') == 2


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("报" * 300 + ".pdf").endswith("报.pdf")
    assert len(safe_name("x" * 100_000)) == LONGEST


def test_the_header_carries_both_forms() -> None:
    assert disposition("报价 2026.pdf") == (
        "attachment; filename=\"2026.pdf\"; filename*=UTF-8''%E6%8A%A5%E4%BB%B7%202026.pdf"
    )
    assert disposition("合同.pdf").startswith('attachment; filename="file.pdf";')


@pytest.mark.parametrize(
    ("name", "found"), [("a.PDF", "pdf"), ("a.jpg.php", "php"), ("none", ""), (".hidden", "")]
)
def test_the_ending_is_what_stands_last(name: str, found: str) -> None:
    assert ending(name) == found
