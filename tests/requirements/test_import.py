"""A file of 1,000 rows with 20 faults through the upload page: written, given back, taken back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest

from guanxi.data.database import row
from guanxi.testing.house import Client

LIST = "/contacts/companies"
FAULTS = {0: "", 1: "154", 2: "many"}


def thousand_rows() -> bytes:
    """1,000 companies, every fiftieth with a fault: no name, half a phone number, a number in words."""
    rows = [["name", "phone", "employees"]] + [[f"Company {n}", f"154{n:08}", str(n)] for n in range(1, 1001)]
    for n in range(50, 1001, 50):
        rows[n][n // 50 % 3] = FAULTS[n // 50 % 3]
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def upload(client: Client, content: bytes) -> str:
    """Upload a file; returns the address of its import, where it has been checked."""
    answer = client.post(f"{LIST}/import", file=(io.BytesIO(content), "companies.csv"))
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def imported(client: Client, content: bytes, **options: str) -> str:
    """Upload a file, look at what would be, import it; returns the page with what became of it."""
    address = upload(client, content)
    assert "Nothing is written yet" in client.get(address).text
    assert client.post(address, act="import", **options).status_code == 303
    return client.get(address).text


def counted(client: Client) -> str:
    return re.sub(r"<[^>]+>", "", client.get(f"{LIST}/count?exact=1").text).strip()


@pytest.mark.requirement("R-028.a", "R-028.b", "R-028.c")
def test_upload_page_writes_980_of_1000_gives_20_back_and_takes_all_back_as_one(
    client_of: Callable[..., Client],
) -> None:
    seller = client_of("seller.north")
    page = imported(seller, thousand_rows())
    assert "980 of 1000 rows were written." in page
    assert "980" in counted(seller)

    errors = re.search(rf'href="({LIST}/import/[0-9]+/errors)"', page)
    assert errors
    lines = list(csv.DictReader(io.StringIO(seller.get(errors[1]).data.decode("utf-8-sig"))))
    assert len(lines) == 20
    assert all(line["Reason"] for line in lines)
    assert {line["name"] for line in lines if line["name"]} == {
        f"Company {n}" for n in range(50, 1001, 50) if n // 50 % 3
    }

    revert = re.search(rf'action="({LIST}/import/[0-9]+/revert)"', page)
    assert revert
    assert seller.post(revert[1]).status_code == 303
    assert "980" not in counted(seller)
    assert "Company 1<" not in seller.get(f"{LIST}/").text


def test_faulty_rows_are_shown_with_line_field_value_and_reason(client_of: Callable[..., Client]) -> None:
    seller = client_of("seller.north")
    page = seller.get(upload(seller, "name,phone\n远航贸易,154\n".encode())).text
    page = page[page.index("Rows with faults") :]
    row = re.sub(r"<[^>]+>", "|", page[page.index("<tbody") :])
    for part in ("|2|", "|Phone|", "|154|", "|This is no phone number; write a mobile (11 digits)"):
        assert part in row


def test_whoever_reads_the_faults_reads_the_fields_in_his_own_language(
    client_of: Callable[..., Client],
) -> None:
    address = upload(client_of("seller.north"), "name,phone\n远航贸易,154\n".encode())
    page = client_of("seller.north", language="zh").get(address).text
    assert re.search(r"<tbody.*>电话<", page[page.index("有错误的行") :], re.S)
    errors = client_of("seller.north", language="zh").get(f"{address}/errors").data.decode("utf-8-sig")
    assert "电话: " in errors and "11 位" in errors


def test_upload_page_updates_the_records_that_a_chosen_column_names(client_of: Callable[..., Client]) -> None:
    seller = client_of("seller.north")
    imported(seller, b"name,employees\nOne,5\nTwo,6\n")
    address = upload(seller, b"name,employees,city\nOne,,Wuxi\nThree,7,\n")
    form = seller.get(address).text
    for words in ("Find existing records by", "Update them", "Skip the row", "Create another one"):
        assert words in form
    assert re.search(r"Skipped: the record exists\s+1\b", re.sub(r"<[^>]+>", " ", form))
    seller.post(address, act="import", match="name", existing="update")
    page = seller.get(address).text
    assert "2 of 2 rows were written." in page
    assert re.search(r"Updated\s+1\b", re.sub(r"<[^>]+>", " ", page))
    assert "3" in counted(seller)
    assert "Wuxi" in seller.get(f"{LIST}/?c=city").text


def test_what_was_chosen_is_known_again_when_the_error_file_comes_back(
    client_of: Callable[..., Client],
) -> None:
    seller = client_of("seller.north")
    address = upload(seller, "name,kind of work,phone\n远航贸易,boats,\n近海渔业,boats,154\n".encode())
    chosen = {"c0": "name", "c1": "industry", "c2": "phone"}
    seller.post(address, act="check", **chosen)
    assert "Values that are not known" in seller.get(address).text
    seller.post(address, act="import", **chosen, w1_0="agriculture")
    assert "1 of 2 rows were written." in seller.get(address).text
    faulty = seller.get(f"{address}/errors").data
    again = upload(seller, faulty.replace(b",154,", b",,"))
    page = seller.get(again).text
    assert "1 of 1 rows would be written." in page


def test_every_value_of_a_choice_can_be_mapped_however_many_there_are(
    client_of: Callable[..., Client],
) -> None:
    seller = client_of("seller.north")
    lines = "".join(f"Company {n},work {n}\n" for n in range(130))
    address = upload(seller, f"name,industry\n{lines}".encode())
    page = seller.get(address).text
    assert "30 more values are offered" in page
    offered = re.findall(r'name="(w1_[0-9]+)"', page)
    assert len(offered) == 100
    seller.post(address, act="check", **dict.fromkeys(offered, "trade"))
    page = seller.get(address).text
    assert "100 of 130 rows would be written." in page
    first = re.findall(r'name="(w1_[0-9]+)"', page)[:30]
    assert not set(first) & set(offered)
    seller.post(address, act="check", **dict.fromkeys(first, "trade"))
    assert "130 of 130 rows would be written." in seller.get(address).text


def test_a_column_that_must_be_chosen_is_a_question_and_no_failed_job(
    client_of: Callable[..., Client],
) -> None:
    seller = client_of("seller.north")
    address = upload(seller, b"channel,phone\n1,13800138000\n")
    page = seller.get(address).text
    assert "No column leads to the required field Company name" in page
    assert "Columns and fields" in page
    assert row("SELECT count(*) FROM job WHERE name = 'host.import'") == (0,)
    answer = seller.post(address, act="check", c0="", c1="phone")
    assert answer.status_code == 422 and "No column leads to" in answer.text
    seller.post(address, act="check", c0="name", c1="phone")
    assert "1 of 1 rows would be written." in seller.get(address).text


def test_a_revert_says_only_what_it_did(client_of: Callable[..., Client]) -> None:
    seller = client_of("seller.north")
    address = upload(seller, b"name\nOne\nTwo\n")
    seller.post(address, act="import")
    seller.post(f"{address}/revert")
    page = seller.get(address).text
    assert "The import is reverted: 2 new records are in the bin." in page
