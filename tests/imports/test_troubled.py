"""A cell that shows an error, or whose formula was never computed, is a fault of its row and never silently empty."""

from __future__ import annotations

import time

import pytest
from workbooks import MAIN, workbook

from guanxi.api import Actor, Refused
from guanxi.resources.imports import troubled
from guanxi.resources.imports.options import Options
from guanxi.resources.imports.run import run
from guanxi.resources.imports.sources import open_source
from guanxi_contacts.resources import companies

HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="B1" t="inlineStr"><is><t>city</t></is></c></row>'


def sheet(*rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{HEAD}{"".join(rows)}</sheetData></worksheet>'


def row(at: int, cell: str) -> str:
    return f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>Firm {at}</t></is></c>{cell}</row>'


BOOK = workbook(
    sheet(
        row(2, '<c r="B2" t="e"><v>#DIV/0!</v></c>'),
        row(3, "<c r='B3' t='e'><f>NA()</f><v>#N/A</v></c>"),
        row(4, '<c r="B4"><f>UPPER("x")</f></c>'),
        row(5, '<c r="B5"><f t="shared" si="0"/></c>'),
        row(6, '<c r="B6" t="str"><f>IF(1,"","x")</f><v></v></c>'),
        row(7, '<c r="B7" t="str"><f>UPPER("rome")</f><v>ROME</v></c>'),
    )
)


def test_such_cells_are_faults_with_their_place_and_others_are_written(admin: Actor) -> None:
    report = run(admin, companies, BOOK, name="companies.xlsx")
    assert [(fault.place, fault.value) for fault in report.faults] == [
        ("B2", "#DIV/0!"),
        ("B3", "#N/A"),
        ("B4", "#UNCOMPUTED!"),
        ("B5", "#UNCOMPUTED!"),
    ]
    assert "mend the cell or empty it" in str(report.faults[0].reason)
    assert report.written == 2


def test_a_column_that_is_not_imported_costs_nothing(admin: Actor) -> None:
    report = run(admin, companies, BOOK, name="companies.xlsx", options=Options(columns={"city": ""}))
    assert (report.written, report.faults) == (6, [])


def test_an_error_that_a_text_file_took_along_is_a_fault_too(admin: Actor) -> None:
    report = run(admin, companies, b"name,city\nA,#REF!\nB,#1 Street\n", name="companies.csv")
    assert [(fault.line, fault.value) for fault in report.faults] == [(2, "#REF!")]


def test_only_the_sheet_that_is_read_is_looked_at() -> None:
    sound = sheet(row(2, '<c r="B2"><v>1</v></c>'))
    book = workbook(sound, sheet(row(2, '<c r="B2" t="e"><v>#REF!</v></c>')), names=["Good", "Bad"])
    assert [each.cells[1] for each in open_source(book, Options())] == ["1"]
    assert [each.cells[1] for each in open_source(book, Options(sheet="Bad"))] == ["#REF!"]


def test_more_than_can_be_looked_through_are_refused_and_no_trick_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(troubled, "MOST", 3)
    with pytest.raises(Refused, match="More than 3 cells"):
        open_source(BOOK, Options())
    tricky = f'<row r="2"><c r="A2" t="inlineStr"><is><t><![CDATA[{"<f " * 1_000_000}]]></t></is></c></row>'
    began = time.process_time()
    open_source(workbook(sheet(tricky)), Options())
    assert time.process_time() - began < 5


def test_a_workbook_that_was_cut_off_is_called_damaged() -> None:
    with pytest.raises(Refused, match="damaged or locked"):
        open_source(BOOK[: len(BOOK) * 2 // 3], Options())
