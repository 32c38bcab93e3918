"""Saved views for programs: seen, saved, changed and deleted by the rules of the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guanxi.records.actor import Actor
from guanxi.testing.house import Client, Program
from guanxi.work.views.changes import prefer_view

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


def test_a_list_is_read_within_a_view_with_the_readers_own_rights(
    program_of: Callable[..., Program],
    client_of: Callable[..., Client],
    customer: Callable[..., int],
    roles_of: Callable[..., None],
) -> None:
    for name, city in (("Acme", "Wuxi"), ("Beta", "Wuxi"), ("Gamma", "Nanjing"), ("Acme Two", "Nanjing")):
        customer(name=name, city=city)
    admin, seller = program_of("admin"), program_of("seller.shanghai")
    asks = "f=city&o=eq&v=Wuxi&sort=-name&c=city"
    view = add(admin, asks=asks, shared="all")["id"]
    path = f"/contacts/companies?view={view}"

    def names(program: Program, address: str) -> list[str]:
        answer = program.get(address)
        assert answer.status_code == 200, answer.text
        return [each["name"] for each in answer.json["items"]]

    assert names(admin, path) == ["Beta", "Acme"]
    assert names(admin, f"{path}&name~=ac") == ["Acme"] and names(admin, f"{path}&sort=name") == [
        "Acme",
        "Beta",
    ]
    page = client_of("admin").get(f"/contacts/companies/?view={view}").text
    assert page.index("Beta") < page.index("Acme") and "Gamma" not in page
    first = admin.get(f"{path}&limit=1&count=exact").json
    assert first["count"]["number"] == 2 and names(admin, first["next"]) == ["Acme"]
    assert set(names(seller, path)) <= {"Acme", "Beta"}
    searched = add(admin, name="Acmes", asks="q=acme")["id"]
    assert sorted(names(admin, f"/contacts/companies?view={searched}")) == ["Acme", "Acme Two"]
    assert seller.get(f"/contacts/companies?view={searched}").status_code == 404
    for odd in ("0", "x", "9" * 30, "-1"):
        assert admin.get(f"/contacts/companies?view={odd}").status_code == 404, odd
    assert admin.get(f"/contacts/persons?view={view}").status_code == 404
    roles_of(
        "seller.shanghai", {"contacts.*": "own", "work.*": "own", "host.*": "all"}, hidden={KIND: ["city"]}
    )
    assert program_of("seller.shanghai").get(path).status_code == 409


def test_a_default_is_told_to_its_user_alone_and_narrows_no_list_of_programs(
    program_of: Callable[..., Program], actor_of: Callable[[str], Actor], customer: Callable[..., int]
) -> None:
    for name, city in (("Acme", "Wuxi"), ("Gamma", "Nanjing")):
        customer(name=name, city=city)
    admin, director = program_of("admin"), program_of("director")
    shared = add(admin, asks="f=city&o=eq&v=Wuxi", shared="all")["id"]
    other = add(admin, name="Other", shared="all")["id"]

    def defaults(program: Program) -> list[int]:
        return [each["id"] for each in program.get(PATH).json["items"] if each["default"]]

    prefer_view(actor_of("director"), shared, default=True)
    assert (defaults(director), defaults(admin)) == ([shared], [])
    assert (
        director.get(f"{PATH}/{shared}").json["default"]
        and not director.get(f"{PATH}/{other}").json["default"]
    )
    prefer_view(actor_of("director"), other, default=True)
    assert defaults(director) == [other]
    prefer_view(actor_of("director"), shared, default=True)
    read = director.get("/contacts/companies").json["items"]
    assert {each["name"] for each in read} == {"Acme", "Gamma"}
    within = director.get(f"/contacts/companies?view={shared}").json["items"]
    assert [each["name"] for each in within] == ["Acme"]
    assert director.patch(f"{PATH}/{shared}", {"default": True}).status_code == 422
    prefer_view(actor_of("director"), shared, default=False)
    assert defaults(director) == []
