"""Who reaches what through REST: tokens and their scopes, rows, fields, and what nobody may write."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from guanxi.composition import House
from guanxi.data import database
from guanxi.people import tokens
from guanxi.people.tables import User
from guanxi.testing.fixed import FixedClock
from guanxi.testing.house import ADDRESS, Built, Client, Program, user_id

COMPANIES = "/contacts/companies"
Programs = Callable[..., Program]
Customer = Callable[..., int]

# method, path below the list, permission that the request needs
REQUESTS = (
    ("GET", "", "view"),
    ("POST", "", "create"),
    ("GET", "/{id}", "view"),
    ("PATCH", "/{id}", "edit"),
    ("DELETE", "/{id}", "delete"),
    ("POST", "/{id}/restore", "delete"),
    ("GET", "/{id}/history", "view"),
)
SCOPES = {
    "view": {"view"},
    "create": {"create"},
    "edit": {"edit", "view"},
    "delete": {"delete", "view"},
}


@pytest.mark.parametrize(("method", "path", "needed"), REQUESTS)
@pytest.mark.parametrize("scopes", [*SCOPES, "persons", "read", "write"])
def test_a_token_does_no_more_than_its_scopes(
    program_of: Programs, customer: Customer, scopes: str, method: str, path: str, needed: str
) -> None:
    given = {f"contacts.company.{action}" for action in SCOPES.get(scopes, ())}
    given |= {"persons": {"contacts.person.*"}, "read": {"read"}, "write": {"write"}}.get(scopes, set())
    program, target = program_of("admin", *given), customer()
    if "restore" in path:
        program_of("admin").delete(f"{COMPANIES}/{target}", If_Match="*")
    content = {"name": "New"} if method in ("POST", "PATCH") and "restore" not in path else None
    allowed = scopes == "write" or needed in SCOPES.get(scopes, ()) or (scopes == "read" and needed == "view")
    before = _rows()
    answer = program.send(method, COMPANIES + path.format(id=target), content, If_Match="*")
    assert (answer.status_code < 300) == allowed, answer.text
    if not allowed:
        assert answer.status_code == 403
        assert _rows() == before


def test_a_token_is_not_believed_when_it_ended(house: House, program_of: Programs, clock: FixedClock) -> None:
    ended = program_of("seller.shanghai")
    tokens.revoke_all(user_id("seller.shanghai"), clock())
    late = program_of("seller.shanghai")
    clock.move(days=91)
    left = program_of("seller.north")
    User.update(active=False).where(User.id == user_id("seller.north")).execute()
    for program in (ended, late, left):
        answer = program.get(COMPANIES)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="guanxi"')


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer guanxi_\u00e9", "Bearer " + "x" * 9000]
)
def test_who_has_no_token_is_told_to_bring_one(program_of: Programs, header: str) -> None:
    program = program_of()
    for method, path, _needed in REQUESTS:
        answer = program.send(
            method, COMPANIES + path.format(id=1), {}, **({"Authorization": header} if header else {})
        )
        assert (answer.status_code, answer.content_type) == (401, "application/problem+json")


def test_refusals_at_the_door_are_told_in_the_language_of_the_asker(program_of: Programs) -> None:
    program = program_of(language="zh-CN")
    wrong = program.get(COMPANIES, Authorization="Bearer wrong")
    large = program.send("POST", COMPANIES, b"x" * (1024 * 1024 + 1))
    for answer, status in ((wrong, 401), (large, 413)):
        assert answer.status_code == status
        assert any("\u4e00" <= sign <= "\u9fff" for sign in answer.json["title"])


@pytest.mark.parametrize("name", ["token", "access_token", "api_key", "Authorization"])
def test_a_token_in_the_address_is_refused(
    seller: Program, program_of: Programs, token_of: Any, name: str
) -> None:
    token = token_of("seller.shanghai")
    for program in (seller, program_of(), program_of(language="zh-CN")):
        answer = program.get(f"{COMPANIES}?{name}={token}")
        assert answer.status_code == 400
        assert "Authorization: Bearer" in answer.json["title"]
        assert token not in answer.text
    assert "访问令牌" in answer.json["title"]


def test_a_session_reads_and_writes_with_its_csrf_token_only(client_of: Callable[..., Client]) -> None:
    client = client_of("seller.shanghai")
    assert client.get(f"/api/v1{COMPANIES}").status_code == 200
    send = {"json": {"name": "By session"}, "base_url": ADDRESS}
    assert client.flask.post(f"/api/v1{COMPANIES}", **send).status_code == 400
    made = client.flask.post(f"/api/v1{COMPANIES}", headers={"X-CSRF-Token": client.csrf}, **send)
    assert made.status_code == 201, made.text


def test_rows_of_others_are_not_there(seller: Program, other: Program, customer: Customer) -> None:
    mine, theirs = customer(), customer("seller.hangzhou")
    assert [item["id"] for item in seller.get(COMPANIES).json["items"]] == [mine]
    assert seller.get(f"{COMPANIES}?count=exact").json["count"]["number"] == 1
    before = _rows()
    for method, path, _needed in REQUESTS[2:]:
        content = {"city": "Wuxi"} if method == "PATCH" else None
        assert seller.send(method, f"{COMPANIES}{path.format(id=theirs)}", content).status_code == 404
    linked = seller.patch(f"{COMPANIES}/{mine}", {"subsidiary_of": theirs, "version": 1})
    none = seller.patch(f"{COMPANIES}/{mine}", {"subsidiary_of": 99999, "version": 1})
    assert (linked.status_code, linked.json["errors"]) == (422, none.json["errors"])
    assert _rows() == before


def test_a_link_to_a_hidden_record_has_no_title(seller: Program, admin: Program, customer: Customer) -> None:
    mine, theirs = customer(), customer("seller.hangzhou", name="Hidden")
    admin.patch(f"{COMPANIES}/{mine}", {"subsidiary_of": theirs, "version": 1})
    link = {"id": theirs, "title": None}
    assert seller.get(f"{COMPANIES}/{mine}").json["subsidiary_of"] == link
    assert seller.get(COMPANIES).json["items"][0]["subsidiary_of"] == link
    assert "Hidden" not in seller.get(f"{COMPANIES}/{mine}/history").text
    assert "Hidden" not in seller.get(f"{COMPANIES}?group=subsidiary_of").text


def test_a_masked_field_is_shown_in_part_and_said_to_be(
    seller: Program, admin: Program, roles_of: Any
) -> None:
    person = admin.post("/contacts/persons", {"name": "陈静", "mobile": "13812345678"}).json
    assert person["mobile"] == "+8613812345678"
    assert "masked" not in person
    roles_of("seller.shanghai", {"contacts.*": "all", "contacts.person.reveal": "none"})
    for shown in (
        seller.get(f"/contacts/persons/{person['id']}").json,
        seller.get("/contacts/persons").json["items"][0],
    ):
        assert shown["mobile"] == "138****5678"
        assert "mobile" in shown["masked"]
    assert "12345678" not in seller.get(f"/contacts/persons/{person['id']}/history").text
    for query in ("mobile~=1381", "group=mobile", "mobile=*", 'filter=[{"field":"mobile","op":"empty"}]'):
        assert seller.get(f"/contacts/persons?{query}").status_code == 400


def test_a_hidden_field_is_refused_like_one_that_does_not_exist(
    seller: Program, admin: Program, roles_of: Any, customer: Customer
) -> None:
    target = f"{COMPANIES}/{customer(city='Wuxi')}"
    admin.patch(target, {"city": "Suzhou", "version": 1})
    roles_of(
        "seller.shanghai",
        {"contacts.*": "all"},
        hidden={"contacts.company": ["city", "employees", "changed_at"]},
        locked={"contacts.company": ["country"]},
    )
    assert "city" not in seller.get(target).json
    assert "city" not in seller.get(COMPANIES).json["items"][0]
    assert "Suzhou" not in seller.get(f"{target}/history").text
    requests = (
        "sort={}",
        "fields={}",
        "{}=1",
        "{}>=1",
        "group={}",
        "totals={}",
        'filter={{"field":"{}","op":"empty"}}',
    )
    for query in requests:
        hidden, unknown = (seller.get(f"{COMPANIES}?{query.format(name)}") for name in ("city", "cyti"))
        assert hidden.status_code == 400
        assert _words(hidden, "city") == _words(unknown, "cyti"), query
    for query in ("sort=changed_at", "sort=-changed_at"):
        assert seller.get(f"{COMPANIES}?{query}").status_code == 400
    hidden, unknown = (seller.get(f"{target}/history?field={name}") for name in ("city", "cyti"))
    assert _words(hidden, "city") == _words(unknown, "cyti")
    hidden, unknown = (seller.patch(target, {name: "Wuxi"}) for name in ("city", "cyti"))
    assert hidden.status_code == 422
    assert _words(hidden, "city") == _words(unknown, "cyti")
    assert seller.patch(target, {"country": "China"}).status_code == 422
    for read in (seller.get(target).json, seller.get(f"{COMPANIES}?sort=name").json["items"][0]):
        assert "changed_at" not in read
    assert seller.get(f"{COMPANIES}?fields=changed_at").status_code == 400
    document = seller.get("/openapi.json").json
    schemas = document["components"]["schemas"]
    assert not {"city", "changed_at"} & schemas["contacts.company"]["properties"].keys()
    assert "country" not in schemas["contacts.company.edit"]["properties"]
    assert '"city' not in json.dumps(document["paths"]["/contacts/companies"])


INVENTED = (
    "is_admin admin role roles password password_hash _id pk uuid permissions grants owner__id owner.id team__name "
    "__class__ __init__ constructor __proto__ save deleted"
).split()


@pytest.mark.parametrize(
    "kind", ["contacts.company", "contacts.person", "people.user", "people.role", "people.team"]
)
def test_only_declared_fields_are_written(
    house: House, admin: Program, customer: Customer, kind: str
) -> None:
    resource = house.host.resources[kind]
    if kind.startswith("contacts"):
        target = admin.post(f"/{resource.path}", {"name": "Target"}).json["id"]
    else:
        target = database.row(f'SELECT max(id) FROM "{resource.model._meta.table_name}"')[0]  # type: ignore[index]
    declared = {field.name for field in resource.by_name.values() if not field.read_only}
    columns = {
        name for field in resource.model._meta.sorted_fields for name in (field.name, field.column_name)
    }
    assert len(INVENTED) == 20
    tried = sorted((columns | set(INVENTED)) - declared - {"version"})
    before = _all(resource.model._meta.table_name)
    for name in tried:
        for value in (1, "1", True, None):
            for method, path in (("POST", ""), ("PATCH", f"/{target}")):
                body = {"name": "Named", name: value} if method == "POST" else {name: value}
                answer = admin.send(method, f"/{resource.path}{path}", body)
                assert (answer.status_code, set(answer.json["errors"])) == (422, {name})
    assert _all(resource.model._meta.table_name) == before


def test_the_api_of_a_disabled_plugin_is_gone(
    app: Flask, admin: Program, program_of: Programs, build_house: Callable[..., Built], customer: Customer
) -> None:
    target = customer()
    only = program_of("admin", "contacts.company.*")
    without = build_house().app
    for program in (admin, only):
        program.app = without
        for method, path, _needed in REQUESTS:
            assert program.send(method, COMPANIES + path.format(id=target), {}).status_code == 404
    assert "contacts" not in admin.get("/openapi.json").text
    assert "contacts" not in admin.get("/").text
    assert only.get("/people/users").status_code == 403
    only.app = build_house("contacts").app
    assert only.get(f"{COMPANIES}/{target}").status_code == 200


def test_the_index_tells_what_one_may(program_of: Programs) -> None:
    index = program_of("seller.shanghai", "contacts.company.view").get("/").json
    assert index["resources"] == [
        {
            "name": "contacts.company",
            "label": "Companies",
            "href": "/api/v1/contacts/companies",
            "may": ["view"],
        }
    ]


def test_reading_changes_nothing(admin: Program, customer: Customer) -> None:
    target = customer()
    admin.get(COMPANIES)
    before = _everything()
    for path in ("", f"/{target}", f"/{target}/history", "?count=exact&totals=employees&group=city"):
        assert admin.get(COMPANIES + path).status_code == 200
    for path in ("/", "/openapi.json", "/people/users", "/contacts/persons"):
        assert admin.get(path).status_code == 200
    assert admin.send("PUT", f"{COMPANIES}/{target}", {}).status_code == 405
    assert _everything() == before


def _words(answer: Any, name: str) -> Any:
    found = answer.json
    return (
        answer.status_code,
        found["title"].replace(name, "?"),
        [e.replace(name, "?") for e in found["errors"].values()],
    )


def _rows() -> list[tuple[Any, ...]]:
    return _all("contacts_company")


def _all(table: str) -> list[tuple[Any, ...]]:
    return database.rows(f'SELECT * FROM "{table}" ORDER BY id')


def _everything() -> dict[str, list[tuple[Any, ...]]]:
    kept = (
        "contacts_company",
        "contacts_person",
        "change",
        "change_line",
        "job",
        "people_user",
        "people_api_token",
    )
    return {table: _all(table) for table in kept}
