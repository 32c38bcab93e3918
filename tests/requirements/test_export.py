"""Files that come back whole from a spreadsheet: an identity number through export, workbook and import; damaged ones refused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from python_calamine import CalamineWorkbook

from guanxi.testing.house import Client, Program

PERSONS = "/contacts/persons"
NUMBER = "11010519491231002X"


def upload(client: Client, content: bytes) -> str:
    """Import a file; the page with what became of it."""
    address = client.post(f"{PERSONS}/import", file=(io.BytesIO(content), "persons.csv")).headers["Location"]
    client.get(address)
    client.post(address, act="import")
    return client.get(address).text


@pytest.mark.requirement("R-158.a")
def test_an_18_digit_number_survives_export_spreadsheet_and_import(
    client_of: Callable[..., Client], program_of: Callable[..., Program]
) -> None:
    lead, other = client_of("lead.east"), client_of("lead.north")
    values = {"customer_type": "personal", "mobile": "13800138000", "birthday": "1949-12-31"}
    lead.post(f"{PERSONS}/new", name="张伟", id_number=NUMBER, **values)

    workbook = lead.get(f"{PERSONS}/export?format=xlsx&c=customer_type&c=mobile&c=birthday&c=id_number").data
    cells = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
    assert NUMBER in cells[1]

    saved = io.StringIO(newline="")
    csv.writer(saved).writerows(cells)
    page = upload(other, saved.getvalue().encode("utf-8-sig"))
    assert "1 of 1 rows were written." in page
    fields = "name,customer_type,mobile,birthday,id_number"
    mine, theirs = (
        program_of(name).get(f"{PERSONS}?fields={fields}").json["items"][0]
        for name in ("lead.east", "lead.north")
    )
    assert mine["id_number"] == NUMBER
    assert {**mine, "id": 0, "version": 0} == {**theirs, "id": 0, "version": 0}


@pytest.mark.requirement("R-158.b")
def test_a_number_that_a_spreadsheet_damaged_is_refused_with_its_row(
    client_of: Callable[..., Client],
) -> None:
    rows = f"name,customer_type,id_number\n李雷,personal,{NUMBER}\n张伟,personal,1.10105E+17\n"
    page = upload(client_of("lead.east"), rows.encode())
    told = re.sub(r"<[^>]+>", "|", page[page.index("<tbody") :])
    assert "1 of 2 rows were written." in page
    assert "|3|" in told
    assert "1.10105E+17" in told
