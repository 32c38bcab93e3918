"""A whole list on paper: every row of the present filter up to a limit that is told, for who may export, and written down."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from guanxi.data.database import rows
from guanxi.web import print_pages

LIST = "/contacts/companies/"
PRINT = "/contacts/companies/print"


def printed(page: str) -> list[str]:
    return [name for name in ("Alder", "白鹭", "Cedar", "Birch of the North") if f">{name}</a>" in page]


def test_all_rows_of_the_filter_are_on_one_page_and_written_down(
    firms: dict[str, int], client_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("director")
    monkeypatch.setattr(print_pages, "CHUNK", 1)
    menu = client.get("/contacts/companies/export/menu?customer_type=company&c=city").text
    address = f"{PRINT}?customer_type=company&amp;c=city"
    assert f'href="{address}"' in menu and "Print all rows" in menu
    page = client.get(address.replace("&amp;", "&")).text
    assert printed(page) == ["Alder", "白鹭", "Birch of the North"]
    assert "data-print" in page and "3 records" in page and 'data-l="City"' in page
    assert 'data-l="Phone"' not in page and 'class="pager"' not in page and 'name="id"' not in page
    [(action, details, amount, whole)] = rows("SELECT action, details, amount, whole FROM access_entry")
    kept = details if isinstance(details, dict) else json.loads(details)
    assert (action, amount, whole) == ("contacts.company.export", 3, 1)
    assert (kept["format"], kept["columns"]) == ("print", ["name", "city"])
    assert ["customer_type", "company"] in kept["query"]
    assert "Nothing fits this filter" in client.get(f"{PRINT}?city=Nowhere").text


def test_what_is_too_long_is_cut_and_says_so(
    firms: dict[str, int], client_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_pages, "PRINTED", 2)
    page = client_of("director").get(PRINT).text
    assert len(printed(page)) == 2
    assert "Only the first 2 records are printed." in page
    assert rows("SELECT amount, whole FROM access_entry") == [(2, 0)]


def test_who_may_not_export_prints_no_whole_list_and_nobody_more_than_his_scope(
    firms: dict[str, int], client_of: Callable[..., Any], roles_of: Callable[..., None]
) -> None:
    assert client_of("seller.north").get(PRINT).status_code == 403
    own = {"contacts.company.view": "all", "contacts.company.export": "own", "host.page.view": "all"}
    roles_of("seller.north", own)
    client = client_of("seller.north")
    assert len(printed(client.get(LIST).text)) == 4
    assert printed(client.get(PRINT).text) == ["Birch of the North"]
