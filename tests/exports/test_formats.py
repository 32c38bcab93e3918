"""The three formats: what stands in them, as whom one reads it, and that reading them back gives the same records."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from guanxi.data.database import rows
from guanxi.resources.imports.run import run

LIST = "/contacts/companies/"
EXPORT = "/contacts/companies/export"


def csv_rows(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_csv_has_mark_line_ends_labels_and_the_columns_shown(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    answer = client_of("lead.east").get(f"{EXPORT}?format=csv&c=city&c=turnover")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        answer.data.decode()
        == "\ufeffCompany name,City,Turnover\r\nAlder,,1234.50\r\n白鹭,,USD 300.00\r\nCedar,上海,\r\n"
    )


def test_export_follows_filter_quick_filter_and_order(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    lead = client_of("lead.east")

    def names(query: str) -> list[str]:
        return [line["Company name"] for line in csv_rows(lead.get(f"{EXPORT}?format=csv&{query}").data)]

    assert names("sort=-name") == ["Cedar", "白鹭", "Alder"]
    assert names("q=eda") == ["Cedar"]
    assert names("quick=mine&customer_type=company") == ["Alder", "白鹭"]
    assert names("f=city&o=contains&v=上") == ["Cedar"]
    assert names("after=garbage&before=garbage") == ["Alder", "白鹭", "Cedar"]
    assert lead.get(f"{EXPORT}?format=csv&sort=nothing").status_code == 400
    assert lead.get(f"{EXPORT}?format=doc").status_code == 400


def test_all_columns_are_those_one_sees(firms: dict[str, int], client_of: Callable[..., Any]) -> None:
    lead = client_of("lead.east")
    few, all_of_them = (csv_rows(lead.get(f"{EXPORT}?format=csv{more}").data)[0] for more in ("", "&all=1"))
    assert few.keys() < all_of_them.keys()
    assert {"Note", "Turnover", "Unified social credit code"} <= all_of_them.keys()


def test_workbook_has_text_as_text_and_typed_figures_dates_and_amounts(
    firms: dict[str, int], client_of: Callable[..., Any]
) -> None:
    found = sheet(
        client_of("lead.east").get(f"{EXPORT}?format=xlsx&c=phone&c=employees&c=turnover&c=changed_at").data
    )
    assert found[0] == ["Company name", "Phone", "Employees", "Turnover", "Changed"]
    alder, heron = found[1], found[2]
    assert alder[:4] == ["Alder", "", 30.0, 1234.5]
    assert isinstance(alder[4], datetime)
    assert heron[1] == "+86 138 0013 8000"
    assert heron[3] == "USD 300.00"


def test_json_lines_are_what_the_api_gives(firms: dict[str, int], program_of: Callable[..., Any]) -> None:
    lead = program_of("lead.east")
    listed = lead.get("/contacts/companies").json["items"]
    lines = lead.get("/contacts/companies/export?format=jsonl").data.decode().splitlines()
    assert [json.loads(line) for line in lines] == listed
    assert lead.get("/contacts/companies/export?format=jsonl&fields=name&employees=30").data == (
        json.dumps({"id": firms["Alder"], "version": 1, "name": "Alder"}, separators=(",", ":")).encode()
        + b"\n"
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl"])
def test_no_cell_is_a_formula_and_reading_back_gives_the_original(
    kind: str, formulas: tuple[str, ...], client_of: Callable[..., Any], actor_of: Callable[[str], Any]
) -> None:
    content = client_of("lead.east").get(f"{EXPORT}?format={kind}&c=note").data
    if kind == "csv":
        cells = [
            cell for line in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in line
        ]
        assert not [cell for cell in cells if cell.lstrip().startswith(tuple("=+-@\t\r\0＝＋－＠"))]
        north = actor_of("lead.north")
        report = run(north, north.host.resources["contacts.company"], content, name="back.csv")
        assert (report.written, report.faulty) == (len(formulas), 0)
        kept = rows("SELECT name, note FROM contacts_company WHERE created_by = ?", [north.id])
        assert sorted(kept) == sorted((name, f"{name}\n{name}") for name in formulas)
    elif kind == "xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        found = {tuple(line) for line in book.to_python()[1:]}
        assert found == {(name, f"{name}\n{name}") for name in formulas}
        assert b"<f>" not in _parts(content)
    else:
        found = {json.loads(line)["name"] for line in content.decode().splitlines()}
        assert found == set(formulas)


def _parts(content: bytes) -> bytes:
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(content)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


@pytest.mark.parametrize(
    "text", ["<r><t>x</t></r>", "_x0041_ and _x005F_", " both ends", "a\nb", 'a&b<c>"d"', "😀 𠮷"]
)
def test_texts_that_a_workbook_could_take_for_its_own_marks_come_back(text: str, tmp_path: Any) -> None:
    from guanxi.resources.exports.workbook import Kind, Sheet

    with Sheet(tmp_path / "a.xlsx", "a", datetime(2026, 11, 22, tzinfo=UTC)) as book:
        book.head(["x", "y"], [3, 3])
        book.rows([[text], [f"{text}!"]], book.formats([Kind(), Kind()]))
    assert sheet((tmp_path / "a.xlsx").read_bytes())[1] == [text, f"{text}!"]


def test_days_and_long_figures_that_a_workbook_cannot_hold_are_text(tmp_path: Any) -> None:
    from guanxi.data.fields import Date, Integer
    from guanxi.data.formats import PLAIN
    from guanxi.records.listing_columns import Column
    from guanxi.resources.exports.workbook import Sheet, kind_of, typed_cells

    columns = [Column("born", Date("born"), 1, 1), Column("account", Integer("account"), 2, 1)]
    kinds = [kind_of(column, PLAIN) for column in columns]
    chunk = [(1, 2), ("1885-02-03", "2026-03-05"), (123456789012345678, 42)]
    with Sheet(tmp_path / "a.xlsx", "History", datetime(2026, 11, 22, tzinfo=UTC)) as book:
        book.head(["born", "account"], [3, 3])
        cells = [typed_cells(c, k)(chunk) for c, k in zip(columns, kinds, strict=True)]
        book.rows(cells, book.formats(kinds))
    found = sheet((tmp_path / "a.xlsx").read_bytes())[1:]
    assert found == [["1885-02-03", "123456789012345678"], [date(2026, 3, 5), 42.0]]
