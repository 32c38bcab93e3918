"""No cell of a file becomes a formula, and reading back gives the original."""

import pytest

from guanxi.data.spreadsheet import csv_file, escaped, unescaped

DANGEROUS = [
    "=1+1",
    "+8613800138000",
    "-2-3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\x00=1",
    " =1",
    "＝1+1",
    "＋1",
    "－1-1",
    "＠x",
    "'=1",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_formula_is_escaped_and_read_back(text: str) -> None:
    assert escaped(text).startswith("'")
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize("text", ["", "恒润", "-5.20", "12%", "'s-Hertogenbosch", "a=b"])
def test_harmless_text_stays(text: str) -> None:
    assert escaped(text) == text
    assert unescaped(text) == text


def test_file_has_a_mark_and_windows_line_ends() -> None:
    assert csv_file([["名称", "电话"], ["恒润", "+86"]]) == "\ufeff名称,电话\r\n恒润,'+86\r\n".encode()
