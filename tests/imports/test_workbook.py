"""Workbooks become records: what a spreadsheet shows is what is read, faults are named by their cell, bombs are refused."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from workbooks import MAIN, sheet, workbook

from guanxi.api import Actor, Refused, visible
from guanxi.resources.imports import weighing
from guanxi.resources.imports.options import Options
from guanxi.resources.imports.run import run
from guanxi.resources.imports.sources import open_source
from guanxi.resources.imports.workbook import read_workbook
from guanxi_contacts.resources import companies, persons


def rows_of(content: bytes, name: str = "") -> list[tuple[str, ...]]:
    return [row.cells for row in read_workbook(content, sheet=name)]


def test_numbers_days_and_moments_are_read_as_text_without_false_zeros() -> None:
    cells = [["a", "b", "c", "d", "e", "f"], [13800138000, 0.1, 45000, 45000.5, True, "007"]]
    assert rows_of(workbook(sheet(cells, styles={"C2": 1, "D2": 2}))) == [
        ("13800138000", "0.1", "2023-03-15", "2023-03-15 12:00", "true", "007")
    ]


def test_long_digits_survive_as_text_and_are_told_as_damaged_where_they_were_a_number() -> None:
    cells = [
        ["name", "id"],
        ["A", "110105194912310021"],
        ["B", 110105194912310021],
        ["C", 1e-7],
        ["D", -12.5],
    ]
    assert [row[1] for row in rows_of(workbook(sheet(cells)))] == [
        "110105194912310021",
        "1.10105E+17",
        "0.0000001",
        "-12.5",
    ]


def test_first_visible_sheet_with_content_is_taken_or_the_named_one() -> None:
    one, two = sheet([["name"], ["A"]]), sheet([["name"], ["B"]])
    book = workbook(sheet([]), one, two, names=["Empty", "客户", "Old"])
    assert rows_of(book) == [("A",)]
    assert rows_of(book, "Old") == [("B",)]
    with pytest.raises(Refused, match="Empty, 客户, Old"):
        rows_of(book, "New")


def test_title_over_the_head_and_grouped_heads_are_understood() -> None:
    cells = [
        ["Customers 2026"],
        [],
        ["Name", "Work", None, "Home", None],
        [None, "Phone", "Mail", "Phone", "Street"],
        ["A", "1", "m", "2", "s"],
    ]
    read = read_workbook(workbook(sheet(cells, merged=["A1:E1", "A3:A4", "B3:C3", "D3:E3"])))
    assert read.header == ("Name", "Work Phone", "Mail", "Home Phone", "Street")
    assert [(row.number, row.line, row.cells) for row in read] == [(1, 5, ("A", "1", "m", "2", "s"))]


def test_merged_cells_give_their_text_to_every_row_and_blank_rows_are_passed_over() -> None:
    cells = [["company", "person"], ["恒润", "王芳"], [None, "李雷"], [], ["云帆", "张伟"]]
    read = read_workbook(workbook(sheet(cells, merged=["A2:A3"])))
    assert [(row.number, row.line, *row.cells) for row in read] == [
        (1, 2, "恒润", "王芳"),
        (2, 3, "恒润", "李雷"),
        (3, 5, "云帆", "张伟"),
    ]


def test_good_rows_of_a_workbook_are_written_and_faults_named_by_their_cell(admin: Actor) -> None:
    cells = [["Company name", "Employees"], ["A", 5], ["B", "many"], [None, 7]]
    report = run(admin, companies, workbook(sheet(cells)), name="customers.csv")
    assert (report.total, report.written, report.encoding) == (3, 1, "XLSX · Sheet1")
    assert [fault.place for fault in report.faults] == ["B3", "A4"]
    assert [record.employees for record in visible(admin, companies)] == [5]


def test_number_that_a_spreadsheet_damaged_is_refused_with_its_cell(admin: Actor) -> None:
    cells = [
        ["name", "customer_type", "note"],
        ["李雷", "personal", "110105"],
        ["张伟", "personal", 110105194912310021],
    ]
    report = run(admin, persons, workbook(sheet(cells)), name="persons.xlsx")
    assert (report.written, [fault.place for fault in report.faults]) == (1, ["C3"])
    assert "damaged" in str(report.faults[0].reason)
    assert "1.10105E+17" in report.faults[0].text()
    text = run(admin, persons, "name,employer\n赵敏,1.10105E+17\n".encode(), name="persons.csv")
    assert (text.written, text.faults[0].place) == (0, "2")


def test_corrected_error_file_of_a_workbook_is_imported_in_turn(admin: Actor) -> None:
    report = run(admin, companies, workbook(sheet([["name", "phone"], ["A", "154"]])), name="a.xlsx")
    mended = report.error_file().decode("utf-8-sig").replace("154,", "15400000001,")
    assert run(admin, companies, mended.encode(), name="faults.csv").written == 1


def test_command_names_sheet_and_cell(guanxi, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "book.bin"
    path.write_bytes(
        workbook(sheet([["name"], ["A"]]), sheet([["name", "founded"], ["B", "x"]]), names=["One", "Two"])
    )
    code, printed = guanxi("import", "contacts.company", str(path), "--sheet", "Two")
    assert (code, "cell B2" in printed) == (1, True)
    assert guanxi("import", "contacts.company", str(path))[0] == 0


def sparse() -> bytes:
    return workbook(
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )


def shared() -> bytes:
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2000))
    text = f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
    body = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    return workbook(body, parts={"xl/sharedStrings.xml": text})


def prefixed() -> bytes:
    body = sheet([["name"]]).replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    return workbook(body.replace("A1", "XFD1048576"))


@pytest.mark.parametrize(
    "content",
    [
        sparse(),
        shared(),
        prefixed(),
        workbook(sheet([["name"]]) + " " * 40 * 2**20),
        workbook(sheet([["name"], ["A"]]), parts={"xl/media/image1.png": "0" * 40 * 2**20}),
        workbook(sheet([["name"], ["A"]]), parts={f"xl/x{n}.bin": "" for n in range(6000)}),
    ],
    ids=["sparse", "shared text", "prefix", "blanks", "picture", "many parts"],
)
def test_bomb_is_refused_in_words_and_within_memory(content: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="too large to import"):
            open_source(content, Options())
        assert tracemalloc.get_traced_memory()[1] < 50 * 2**20
    finally:
        tracemalloc.stop()


def test_size_that_lies_is_counted_while_unpacking() -> None:
    content = bytearray(workbook(sheet([["name"]]) + " " * 20 * 2**20))
    with pytest.raises(Refused):
        open_source(
            bytes(content).replace(
                (20 * 2**20 + len(sheet([["name"]]))).to_bytes(4, "little"), b"\x09\0\0\0"
            ),
            Options(),
        )


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_entities_are_refused_wherever_they_are_declared(part: str) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]><a>&y;</a>'
    with pytest.raises(Refused, match="entities"):
        open_source(workbook(sheet([["name"], ["A"]]), parts={part: bomb}), Options())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda book: book[: len(book) // 2] + book[len(book) // 2 + 9 :],
        lambda book: book.replace(b"\x08\x00", b"\x0e\x00"),
        lambda book: workbook("<worksheet"),
        lambda book: workbook(sheet([["name"]]), parts={"xl/workbook.xml": "<a/>"}),
    ],
)
def test_damaged_workbook_is_refused_in_words(spoil) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused):
        open_source(spoil(workbook(sheet([["name"], ["A"]]))), Options())


def test_names_in_the_archive_reach_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    parts = {"../../outside.xml": "<a/>", "/etc/outside": "x", "C:\\outside": "x"}
    assert rows_of(workbook(sheet([["name"], ["A"]]), parts=parts)) == [("A",)]
    assert list(tmp_path.iterdir()) == []


def test_only_weighed_parts_reach_the_reader() -> None:
    book = workbook(sheet([["name"], ["A"]]))
    assert weighing.weighed(b"junk before" + book)[:2] == b"PK"
