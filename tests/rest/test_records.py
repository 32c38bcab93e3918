"""One record through REST: created, read, edited, merged, deleted, restored, undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guanxi.testing.house import Program

COMPANIES = "/contacts/companies"


@pytest.fixture
def seller(program_of: Callable[..., Program]) -> Program:
    return program_of("seller.shanghai")


def test_a_record_is_created_read_edited_and_deleted(seller: Program) -> None:
    made = seller.post(COMPANIES, {"name": "远航贸易有限公司", "turnover": {"amount": "12.5", "currency": "USD"}})
    assert made.status_code == 201, made.text
    assert made.headers["ETag"] == '"1"'
    address = made.headers["Location"]
    assert made.json == seller.get(address).json
    assert made.json["turnover"] == {"amount": "12.50", "currency": "USD"}
    assert made.json["owner"]["title"] == "王芳"
    edited = seller.patch(address, {"city": "Shanghai", "version": 1})
    assert (edited.status_code, edited.json["version"], edited.json["city"]) == (200, 2, "Shanghai")
    gone = seller.delete(address)
    assert (gone.status_code, gone.data) == (204, b"")
    assert seller.get(address).status_code == 404
    assert seller.post(f"{address}/restore").json["city"] == "Shanghai"
