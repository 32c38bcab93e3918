"""One record through REST: created, read, edited, merged, deleted, restored, undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.testing.house import Program
from guanxi_contacts.resources import companies

COMPANIES = "/contacts/companies"
Customer = Callable[..., int]


def test_a_record_is_created_read_edited_and_deleted(seller: Program) -> None:
    made = seller.post(
        COMPANIES, {"name": "远航贸易有限公司", "turnover": {"amount": "12.5", "currency": "USD"}}
    )
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"'), made.text
    address = made.headers["Location"]
    assert made.json == seller.get(address).json
    assert made.json["turnover"] == {"amount": "12.50", "currency": "USD"}
    assert made.json["owner"]["title"] == "王芳"
    edited = seller.patch(address, {"city": "Shanghai", "version": 1})
    assert (edited.status_code, edited.json["version"], edited.json["city"]) == (200, 2, "Shanghai")
    gone = seller.delete(address, If_Match=edited.headers["ETag"])
    assert (gone.status_code, gone.data, gone.headers.get("Content-Type")) == (204, b"", None)
    assert seller.get(address).status_code == 404
    assert seller.post(f"{address}/restore").json["city"] == "Shanghai"


def test_a_record_is_written_as_it_was_read(seller: Program, customer: Customer) -> None:
    parent = customer(name="Parent")
    child = customer(name="Child", subsidiary_of=parent, founded=1999, phone="021-62345678")
    read = seller.get(f"{COMPANIES}/{child}").json
    assert read["subsidiary_of"] == {"id": parent, "title": "Parent"}
    kept = {"id", "created_at", *(field.name for field in companies.every_field if field.read_only)}
    writable = {name: value for name, value in read.items() if name not in kept}
    assert seller.patch(f"{COMPANIES}/{child}", writable, If_Match="*").json == read
    assert (
        seller.patch(f"{COMPANIES}/{child}", {"subsidiary_of": None}, If_Match="*").json["subsidiary_of"]
        is None
    )
    assert (
        seller.patch(f"{COMPANIES}/{child}", {"subsidiary_of": parent}, If_Match="*").json["subsidiary_of"][
            "id"
        ]
        == parent
    )


def test_amounts_keep_all_their_digits(seller: Program) -> None:
    body = b'{"name": "Exact", "turnover": {"amount": 123456789012.3456, "currency": "CNY"}}'
    made = seller.send("POST", COMPANIES, body)
    assert made.json["turnover"]["amount"] == "123456789012.3456"


def test_changes_of_other_fields_are_merged(seller: Program, customer: Customer) -> None:
    address = f"{COMPANIES}/{customer()}"
    assert seller.patch(address, {"city": "Shanghai"}, If_Match='"1"').status_code == 200
    merged = seller.patch(address, {"country": "China"}, If_Match='"1"')
    assert (merged.json["city"], merged.json["country"], merged.json["version"]) == ("Shanghai", "China", 3)


def test_a_conflict_shows_both_values(seller: Program, customer: Customer) -> None:
    address = f"{COMPANIES}/{customer()}"
    seller.patch(address, {"city": "Shanghai", "version": 1})
    refused = seller.patch(address, {"city": "Suzhou", "version": 1})
    assert (refused.status_code, refused.content_type) == (409, "application/problem+json")
    conflict = refused.json["conflicts"]["city"]
    assert {side: conflict[side] for side in ("base", "theirs", "yours")} == {
        "base": None,
        "theirs": "Shanghai",
        "yours": "Suzhou",
    }
    assert refused.json["version"] == 2
    assert seller.patch(address, {"city": "Suzhou", "version": 2}).json["city"] == "Suzhou"


def test_an_edit_that_changes_nothing_leaves_the_version(seller: Program, customer: Customer) -> None:
    answer = seller.patch(f"{COMPANIES}/{customer()}", {"version": 1})
    assert (answer.status_code, answer.json["version"]) == (200, 1)
    assert "Guanxi-Change" not in answer.headers


def test_a_change_is_undone(seller: Program, customer: Customer) -> None:
    address = f"{COMPANIES}/{customer(city='Suzhou')}"
    change = seller.patch(address, {"city": "Wuxi", "version": 1}).headers["Guanxi-Change"]
    undone = seller.post(f"/changes/{change}/undo")
    assert undone.status_code == 200, undone.text
    assert seller.get(address).json["city"] == "Suzhou"
    assert seller.post(f"/changes/{change}/undo").status_code == 409


def test_changes_of_others_are_not_undone(seller: Program, other: Program, customer: Customer) -> None:
    change = seller.patch(f"{COMPANIES}/{customer()}", {"city": "Wuxi", "version": 1}).headers[
        "Guanxi-Change"
    ]
    assert other.post(f"/changes/{change}/undo").status_code == 404
    assert seller.post("/changes/99999/undo").status_code == 404


def test_the_history_tells_who_changed_what(seller: Program, customer: Customer) -> None:
    address = f"{COMPANIES}/{customer()}"
    seller.patch(address, {"city": "Wuxi", "employees": 7}, If_Match="*")
    newest, oldest = seller.get(f"{address}/history").json["items"]
    assert newest["by"]["title"] == "王芳"
    assert newest["fields"]["employees"] == {"old": None, "new": 7}
    assert (newest["what"], oldest["what"]) == ("set", "add")
    (only,) = seller.get(f"{address}/history?field=city").json["items"]
    assert only["fields"] == {"city": {"old": None, "new": "Wuxi"}}
    assert seller.get(f"{address}/history?field=nothing").status_code == 400


def test_giving_a_record_away_answers_with_its_id_alone(
    admin: Program, program_of: Callable[..., Program], customer: Customer, roles_of: Callable[..., None]
) -> None:
    roles_of("seller.shanghai", {"contacts.company.*": "own", "people.user.view": "all"})
    seller = program_of("seller.shanghai")
    colleague = seller.get("/people/users?mail=seller.hangzhou@demo.example").json["items"][0]["id"]
    given = customer()
    answer = seller.patch(f"{COMPANIES}/{given}", {"owner": colleague}, If_Match="*")
    assert (answer.status_code, answer.json) == (200, {"id": given})
    assert admin.get(f"{COMPANIES}/{given}").json["owner"]["id"] == colleague


def test_errors_name_their_fields_in_the_language_of_the_asker(program_of: Callable[..., Program]) -> None:
    body = {"phone": "call me", "founded": "soon", "website": 7}
    english = program_of("seller.shanghai").post(COMPANIES, body)
    chinese = program_of("seller.shanghai", language="zh-CN,zh;q=0.9").post(COMPANIES, body)
    assert (english.status_code, english.content_type) == (422, "application/problem+json")
    assert set(english.json["errors"]) == set(body)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese.json["errors"]["founded"])
    missing = program_of("seller.shanghai").post(COMPANIES, {"city": "Wuxi"})
    assert (missing.status_code, set(missing.json["errors"])) == (422, {"name"})


@pytest.mark.parametrize(
    "version",
    [0, -1, 2**70, "1", True, None, 1.5, [1]],
)
def test_a_version_that_is_none_is_refused(seller: Program, customer: Customer, version: Any) -> None:
    assert seller.patch(f"{COMPANIES}/{customer()}", {"city": "Wuxi", "version": version}).status_code == 400


@pytest.mark.parametrize("header", ["1", '"x"', '"0"', '"1", "2"', '"99999999999999999999"'])
def test_an_if_match_that_is_none_is_refused(seller: Program, customer: Customer, header: str) -> None:
    assert seller.patch(f"{COMPANIES}/{customer()}", {"city": "Wuxi"}, If_Match=header).status_code == 400


@pytest.mark.parametrize("id", ["0", "-1", "x", "1e3", "9" * 19, "9" * 30, "9" * 5000, "١"])
def test_an_id_that_is_none_is_not_found(seller: Program, id: str) -> None:
    for path in (f"{COMPANIES}/{id}", f"{COMPANIES}/{id}/history"):
        assert seller.get(path).status_code == 404
    assert seller.patch(f"{COMPANIES}/{id}", {"city": "Wuxi"}).status_code == 404
    assert seller.delete(f"{COMPANIES}/{id}").status_code == 404
    assert seller.post(f"{COMPANIES}/{id}/restore").status_code == 404
    assert seller.post(f"/changes/{id}/undo").status_code == 404


def test_an_address_with_a_control_character_is_refused_at_the_door(seller: Program) -> None:
    assert seller.get(f"{COMPANIES}/%00").status_code == 400
