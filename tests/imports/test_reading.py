"""Files of any usual kind are read alike, and each row knows the physical line on which it begins."""

import pytest

from guanxi.data.errors import Refused
from guanxi.resources.imports import reading
from guanxi.resources.imports.reading import Row, normalised, read

TEXT = '名称;电话\r\n"恒润\n机械";138\r\n\r\n云帆;139\r\n'
ROWS = [Row(1, 2, ("恒润\n机械", "138")), Row(2, 5, ("云帆", "139"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encoding_is_found_out(encoding: str) -> None:
    sheet = read(TEXT.encode(encoding))
    assert sheet.header == ("名称", "电话")
    assert list(sheet) == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_out(delimiter: str) -> None:
    text = f"name{delimiter}city\nMüller, Söhne{delimiter}Köln\n".replace("Müller, Söhne", '"Müller, Söhne"')
    sheet = read(text.encode())
    assert [row.cells for row in sheet] == [("Müller, Söhne", "Köln")]


def test_delimiter_named_in_the_first_line_is_taken() -> None:
    sheet = read(b"sep=;\r\nname;city\r\nA,B;C\r\n")
    assert list(sheet) == [Row(1, 3, ("A,B", "C"))]


def test_western_file_is_not_read_as_chinese() -> None:
    assert [row.cells for row in read("name,city\nMüller,Köln\n".encode("cp1252"))] == [("Müller", "Köln")]


def test_lines_before_the_header_count() -> None:
    assert list(read(b"\n\nname,city\nA,B\n")) == [Row(1, 4, ("A", "B"))]


def test_lines_before_the_header_are_passed_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    passes, whole = [], reading._records
    monkeypatch.setattr(reading, "_records", lambda *given: passes.append(1) or whole(*given))
    for blank in (b"\n", b",\n", b"  , \r\n"):
        passes.clear()
        sheet = read(blank * 2000 + b"name,city\nA,B\n", delimiter=",")
        assert [(row.number, row.line, row.cells) for row in sheet] == [(1, 2002, ("A", "B"))]
        assert len(passes) == 2, "one for the header, one for the rows"


@pytest.mark.parametrize("delimiter", ["ab", ", ", "\t\t"])
def test_delimiter_of_several_characters_is_refused(delimiter: str) -> None:
    with pytest.raises(Refused, match="one character"):
        read(b"name,city\nA,B\n", delimiter=delimiter)


def test_escaped_formula_reads_back_as_it_was() -> None:
    assert [row.cells for row in read(b"name,phone\n'=1+1,'+8613800138000\n")] == [("=1+1", "+8613800138000")]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="empty"):
        read(content)


def test_unknown_encoding_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="utf-9"):
        read(b"name\nA\n", encoding="utf-9")


def test_undecodable_byte_is_refused_with_its_line() -> None:
    with pytest.raises(Refused, match="Line 2"):
        read("name\nMüller\n".encode("cp1252"), encoding="utf-8")


def test_cell_without_end_is_refused_with_its_line() -> None:
    with pytest.raises(Refused, match="line 3"):
        list(read(b'name,note\nA,ok\nB,"' + b"x\n" * 100_000))


@pytest.mark.parametrize(
    "name", ["Short name", " short_name* ", "SHORT-NAME：", "Ｓｈｏｒｔ　ｎａｍｅ", "\ufeffshort  name"]
)
def test_headers_are_compared_by_their_letters(name: str) -> None:
    assert normalised(name) == "short name"


def test_columns_of_one_name_are_told_apart() -> None:
    assert read(b"name,Name ,name (2),,\nA,B,C,D,E\n").header == ("name", "Name (2)", "name (2) (2)", "", "")
