"""Saved views for programs: seen, saved, changed and deleted by the rules of the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guanxi.testing.house import Client, Program

PATH = "/api/v1/work/views"
KIND = "contacts.company"


def add(program: Program, status: int = 201, **values: Any) -> Any:
    answer = program.post(PATH, {"name": "VIPs", "of": KIND, **values})
    assert answer.status_code == status, answer.text
    return answer.json


def test_a_program_saves_changes_and_deletes_a_view_that_pages_open(
    program_of: Callable[..., Program], client_of: Callable[..., Client]
) -> None:
    seller = program_of("seller.shanghai")
    made = add(seller, asks="f=city&o=eq&v=Wuxi&c=city")
    path = f"{PATH}/{made['id']}"
    assert made["shared"] == "me" and made["kind"] == "list" and not made["default"]
    assert seller.get(path).json == made and seller.get(f"{PATH}?of={KIND}").json == {"items": [made]}
    assert seller.get(f"{PATH}?of=contacts.person").json == {"items": []}
    page = client_of("seller.shanghai").get(f"/contacts/companies/?view={made['id']}")
    assert page.status_code == 200 and "Wuxi" in page.text
    changed = seller.patch(path, {"name": "Mine", "version": made["version"]})
    assert changed.json["name"] == "Mine" and changed.json["asks"] == made["asks"]
    assert seller.delete(path).status_code == 204
    assert seller.get(path).status_code == 404 and seller.get(PATH).json == {"items": []}


def test_what_a_view_asks_is_told_only_to_who_may_change_it(program_of: Callable[..., Program]) -> None:
    director, seller = program_of("director"), program_of("seller.shanghai")
    shared = add(director, asks="f=website&o=eq&v=secret.example", shared="all")
    private = add(director)
    assert shared["asks"] and "asks" not in seller.get(f"{PATH}/{shared['id']}").json
    assert [each["id"] for each in seller.get(PATH).json["items"]] == [shared["id"]]
    assert "secret.example" not in seller.get(PATH).text
    for view in (shared, private):
        assert seller.patch(f"{PATH}/{view['id']}", {"name": "x"}).status_code == 404
        assert seller.delete(f"{PATH}/{view['id']}").status_code == 404
    assert seller.get(f"{PATH}/{private['id']}").status_code == 404
    add(seller, 403, shared="all")
    add(seller, 403, shared="team-1")


def test_nonsense_is_refused_by_its_name(
    program_of: Callable[..., Program], client_of: Callable[..., Client]
) -> None:
    seller = program_of("seller.shanghai")
    for wrong in (
        {"name": ""},
        {"name": "x" * 61},
        {"kind": "pivot"},
        {"shared": "team-"},
        {"of": "no.such"},
        {"asks": 7},
        {"asks": "x" * 8001},
        {"owner": "1"},
    ):
        assert set(add(seller, 422, **wrong)["errors"]) == set(wrong)
    assert seller.get(f"{PATH}?x=1").status_code == 400
    assert seller.get(f"{PATH}/0").status_code == 404
    odd = add(seller, asks="f=&o=&v=&c&%00=%ff&sort=-&quick=%F0&(=x&f=name&o=drop&v=1")
    page = client_of("seller.shanghai").get(f"/contacts/companies/?view={odd['id']}")
    assert page.status_code == 200 and "This view cannot be applied" in page.text
