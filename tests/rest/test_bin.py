"""The bin for programs: a list like any other, of what one may restore."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.testing.house import Program

COMPANIES = "/contacts/companies"
BIN = f"{COMPANIES}?bin=true"
Customer = Callable[..., int]


def _names(program: Program, query: str = "") -> list[str]:
    answer = program.get(BIN + query)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json["items"]]


@pytest.fixture
def gone(seller: Program, customer: Customer) -> list[int]:
    """Three deleted companies of the seller; one stays."""
    made = [customer(name=name, city=city) for name, city in (("A", "Wuxi"), ("B", "Suzhou"), ("C", "Wuxi"))]
    customer(name="Living", city="Wuxi")
    for record in made:
        assert seller.delete(f"{COMPANIES}/{record}", If_Match="*").status_code == 204
    return made


def test_the_bin_has_filters_order_cursors_and_counts(seller: Program, gone: list[int]) -> None:
    assert _names(seller, "&sort=name") == ["A", "B", "C"]
    assert _names(seller, "&sort=-name&city=Wuxi") == ["C", "A"]
    assert [item["name"] for item in seller.get(f"{COMPANIES}?bin=false").json["items"]] == ["Living"]
    seen, address = [], f"{BIN}&sort=name&limit=1&count=exact&group=city&fields=name"
    while address:
        found = seller.get(address).json
        seen += found["items"]
        assert found["count"] == {"number": 3, "more": False}
        assert {group["value"]: group["count"] for group in found["groups"]} == {"Wuxi": 2, "Suzhou": 1}
        address = found["next"]
    assert [set(item) for item in seen] == [{"id", "version", "deleted_at", "name"}] * 3
    assert [item["id"] for item in seen] == gone
    assert all(item["deleted_at"].endswith("Z") for item in seen)


def test_what_is_found_there_is_restored_at_its_version(seller: Program, gone: list[int]) -> None:
    found = seller.get(f"{BIN}&limit=1&sort=name").json["items"][0]
    restored = seller.post(f"{COMPANIES}/{found['id']}/restore", {"version": found["version"]})
    assert (restored.status_code, restored.json["name"]) == (200, found["name"])
    assert _names(seller, "&sort=name") == ["B", "C"]


def test_the_bin_shows_what_one_may_restore_and_nothing_else(
    seller: Program,
    other: Program,
    admin: Program,
    program_of: Callable[..., Program],
    roles_of: Any,
    gone: list[int],
) -> None:
    assert _names(other) == []
    assert len(_names(admin)) == 3
    reader = program_of("seller.shanghai", "contacts.company.view")
    assert reader.get(BIN).status_code == 403
    assert "bin" not in str(reader.get("/openapi.json").json["paths"][COMPANIES]["get"]["parameters"])
    roles_of("lead.east", {"contacts.company.view": "all", "contacts.company.delete": "own"})
    assert _names(program_of("lead.east")) == []
    roles_of("lead.east", {"contacts.company.view": "all", "contacts.company.delete": "all"})
    assert len(_names(program_of("lead.east"))) == 3
    assert {"name": "bin"}.items() <= next(
        each
        for each in seller.get("/openapi.json").json["paths"][COMPANIES]["get"]["parameters"]
        if each["name"] == "bin"
    ).items()


def test_a_word_that_is_neither_is_refused(seller: Program) -> None:
    assert seller.get(f"{COMPANIES}?bin=1").status_code == 400
    assert seller.get(f"{COMPANIES}?bin=true&sort=nothing").status_code == 400
    assert seller.get(f"{COMPANIES}?bin=true&bin=false").status_code == 400
