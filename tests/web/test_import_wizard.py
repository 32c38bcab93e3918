"""The wizard of an import: columns of one name are told apart, and whoever knows better says how the file is written."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest

from guanxi.testing.house import Client

Clients = Callable[..., Client]
LIST = "/contacts/companies"


def upload(client: Client, content: bytes, name: str = "companies.csv", **read_as: str) -> str:
    """Upload a file and follow to the page of its import; else the page that refuses it."""
    answer = client.post(f"{LIST}/import", file=(io.BytesIO(content), name), **read_as)
    if answer.status_code != 303:
        return str(answer.text)
    return str(client.get(answer.headers["Location"]).text)


def address(page: str) -> str:
    found = re.search(rf'action="({LIST}/import/[0-9]+)"', page)
    assert found
    return found[1]


def test_the_second_column_of_a_name_is_left_out_until_somebody_chooses_its_field(
    client_of: Clients,
) -> None:
    seller = client_of("seller.north")
    page = upload(seller, b"Name,City,Name,City\nOne,Oslo,Two,Rome\n")
    assert "1 of 1 rows would be written" in page
    assert "Name (2)" in page and "City (2)" in page
    done = seller.post(address(page), act="import", c0="", c1="city", c2="name", c3="")
    assert done.status_code == 303
    rows = re.sub(r"<[^>]+>", " ", seller.get(f"{LIST}/").text)
    assert re.search(r"Two\s.*Oslo", rows, re.S) and "Rome" not in rows


def test_an_encoding_and_a_delimiter_that_are_named_are_taken(client_of: Clients) -> None:
    seller = client_of("seller.north")
    content = "Name,City;Town\r\n\xc4rzte;K\xf6ln\r\n".encode("cp1252")
    assert "Ärzte" in upload(seller, content, encoding="cp1252", delimiter="semicolon")
    page = upload(seller, content, encoding="utf-8")
    assert "Line 2 cannot be read as utf-8." in page
    assert re.search(r'<option value="utf-8" selected>', page), "what was chosen stands there still"


@pytest.mark.parametrize("sent", [{"encoding": "unicode_escape"}, {"encoding": "zip"}, {"delimiter": "x"}])
def test_other_ways_to_read_a_file_are_refused(client_of: Clients, sent: dict[str, str]) -> None:
    page = upload(client_of("seller.north"), b"name\nA\n", **sent)
    assert "Choose the encoding and the delimiter among those offered." in page


def test_what_a_wrong_guess_has_imported_comes_again_with_the_encoding_named(client_of: Clients) -> None:
    seller = client_of("seller.north")
    content = b"name\n" + "臺灣機械".encode("big5") + "\nCafé\n".encode()
    assert seller.post(address(upload(seller, content)), act="import").status_code == 303
    page = upload(seller, "name\n臺灣機械\n".encode("big5"), encoding="big5")
    assert seller.post(address(page), act="import").status_code == 303
    assert "臺灣機械" in seller.get(f"{LIST}/").text


def test_a_head_that_nobody_can_look_through_is_refused(client_of: Clients) -> None:
    seller = client_of("seller.north")
    wide = ",".join(["name", *(f"c{n}" for n in range(1000))]).encode()
    assert "The file has 1001 columns; at most 1000 are read." in upload(seller, wide + b"\nA\n")
    assert "The name of column 2 has more than 1000 characters." in upload(seller, b"name," + b"h" * 2000)
    page = upload(seller, b"name," + b"h" * 900 + b"\nA,1\n")
    assert "h" * 120 + "…" in page and "h" * 121 not in re.sub(r'="[^"]*"', "", page)
