"""Deleting what is selected in a list: all or nothing, and never a message about nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.data.database import row
from guanxi.records.standard import create


@pytest.fixture
def mine(actor_of: Callable[[str], Any]) -> list[int]:
    seller = actor_of("seller.shanghai")
    companies = seller.host.resources["contacts.company"]
    return [create(seller, companies, {"name": name}).ref.id for name in ("Alder", "白鹭", "Cedar")]


def in_bin() -> Any:
    return row("SELECT count(*) FROM contacts_company WHERE deleted_at IS NOT NULL")[0]  # type: ignore[index]


def told(client: Any) -> str:
    return str(client.get("/contacts/companies/").text)


def test_those_selected_go_into_the_bin_and_come_back_as_one(
    mine: list[int], client_of: Callable[..., Any]
) -> None:
    client = client_of("seller.shanghai")
    assert (
        client.post("/contacts/companies/delete", id=[*map(str, mine[:2]), str(mine[0])]).status_code == 303
    )
    assert in_bin() == 2
    page = told(client)
    assert "2 records are in the bin" in page
    undo = page.partition('action="/undo/')[2].partition('"')[0]
    client.post(f"/undo/{undo}")
    assert in_bin() == 0


@pytest.mark.parametrize("selected", [[], ["²"], ["x", ""], ["9" * 5000]])
def test_nothing_selected_is_said_and_nothing_is_deleted(
    selected: list[str], mine: list[int], client_of: Callable[..., Any]
) -> None:
    client = client_of("seller.shanghai")
    assert client.post("/contacts/companies/delete", id=selected).status_code == 303
    assert in_bin() == 0
    page = told(client)
    assert "Nothing is selected." in page
    assert "0 records" not in page


@pytest.mark.parametrize("foreign", ["424242", "0", "-1", "9" * 30])
def test_one_out_of_reach_keeps_all(foreign: str, mine: list[int], client_of: Callable[..., Any]) -> None:
    client = client_of("seller.shanghai")
    answer = client.post("/contacts/companies/delete", id=[str(mine[0]), foreign, str(mine[1])])
    assert answer.status_code == 404
    assert in_bin() == 0
