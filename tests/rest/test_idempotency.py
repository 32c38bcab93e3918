"""A request with an Idempotency-Key is done once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from guanxi.data import database
from guanxi.testing.house import Program

COMPANIES = "/contacts/companies"


def test_a_repetition_answers_with_the_first_result(seller: Program) -> None:
    first, again = (seller.post(COMPANIES, {"name": "Once"}, Idempotency_Key="k1") for _n in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert first.headers["Guanxi-Change"] == again.headers["Guanxi-Change"]


def test_other_content_under_the_key_is_refused(seller: Program, other: Program) -> None:
    seller.post(COMPANIES, {"name": "Once"}, Idempotency_Key="k1")
    assert seller.post(COMPANIES, {"name": "Twice"}, Idempotency_Key="k1").status_code == 409
    assert other.post(COMPANIES, {"name": "Mine"}, Idempotency_Key="k1").status_code == 201


def test_an_edit_and_a_deletion_are_repeated_too(seller: Program, customer: Callable[..., int]) -> None:
    address = f"{COMPANIES}/{customer()}"
    first, again = (
        seller.patch(address, {"city": "Wuxi", "version": 1}, Idempotency_Key='"k2"') for _n in range(2)
    )
    assert (first.json["version"], again.json["version"]) == (2, 2)
    gone = [seller.delete(address, If_Match='"2"', Idempotency_Key="k3") for _n in range(2)]
    assert [answer.status_code for answer in gone] == [204, 204]
    assert gone[1].headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("key", ["", "a b", "x" * 65, "键", 'a"b'])
def test_a_key_that_is_none_is_refused(seller: Program, key: str) -> None:
    assert seller.post(COMPANIES, {"name": "Once"}, Idempotency_Key=key).status_code == 400


def test_twenty_requests_at_once_make_one_record(seller: Program) -> None:
    def send(_n: int) -> int:
        return seller.post(COMPANIES, {"name": "Once only"}, Idempotency_Key="many").status_code

    with ThreadPoolExecutor(20) as threads:
        statuses = sorted(threads.map(send, range(20)))
    assert statuses == [200] * 19 + [201]
    assert database.row("SELECT count(*) FROM contacts_company WHERE name = 'Once only'") == (1,)
