"""The OpenAPI document is valid, complete, and holds what the answers keep to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from guanxi.composition import House
from guanxi.rest.routes import open_resources
from guanxi.testing.house import Program
from guanxi.web.routing import route_map

COMPANIES = "/contacts/companies"


@pytest.mark.either_database
@pytest.mark.parametrize("name", ["admin", "seller.shanghai", "agent"])
def test_the_document_is_valid(program_of: Callable[..., Program], name: str) -> None:
    document = program_of(name).get("/openapi.json").json
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_route_is_in_the_document(app: Flask, admin: Program) -> None:
    paths = admin.get("/openapi.json").json["paths"]
    described = {(path, verb.upper()) for path, parts in paths.items() for verb in parts}
    mounted = {
        (route.rule.removeprefix("/api/v1").replace("<id>", "{id}").replace("<user>", "{user}"), method)
        for route in route_map(app).values()
        if route.rule.startswith("/api/v1/") and route.endpoint != "rest.openapi"
        for method in route.methods
    }
    assert described == mounted


def test_the_document_holds_only_what_one_may(program_of: Callable[..., Program]) -> None:
    reading = program_of("seller.shanghai", "contacts.company.view").get("/openapi.json").json["paths"]
    assert set(reading) == {
        "/",
        "/changes/{id}/undo",
        "/search",
        "/metrics",
        "/metrics/contacts.new_customers",
        "/work/maturities",
        COMPANIES,
        f"{COMPANIES}/{{id}}",
        f"{COMPANIES}/{{id}}/history",
        f"{COMPANIES}/{{id}}/shares",
    }
    assert {verb for parts in reading.values() for verb in parts} == {"get", "post"}
    assert set(reading[COMPANIES]) == {"get"}


def test_each_sort_key_and_filter_named_is_understood(house: House, admin: Program) -> None:
    document = admin.get("/openapi.json").json
    tried = 0
    for resource in open_resources(house.host):
        for parameter in document["paths"][f"/{resource.path}"]["get"]["parameters"]:
            name, schema = parameter["name"], parameter["schema"]
            for value in schema.get("enum") or schema.get("items", {}).get("enum") or ["*"]:
                if value == "*" and name[-1] not in "!" and name[-1].isascii() and not name[-1].isalnum():
                    continue
                if value == "*" and name in ("limit", "after", "before", "filter", "bin", "about", "view"):
                    continue
                answer = admin.get(f"/{resource.path}?{name}={value}")
                assert answer.status_code == 200, (resource.name, name, value, answer.text)
                tried += 1
    assert tried > 100


def test_headers_and_required_texts_are_described_as_they_are_understood(
    admin: Program, customer: Callable[..., int]
) -> None:
    document = admin.get("/openapi.json").json
    shared, target, tried = document["components"]["parameters"], f"{COMPANIES}/{customer()}", 0
    for parameter, texts in (
        (
            shared["Key"],
            ("a", '"a"', "x" * 64, '"' + "y" * 64 + '"', "z" * 65, "", '"', '""', 'a"b', "ä", "a b"),
        ),
        (shared["Match"], ("*", '"1"', 'W/"1"', "1", '"0"', '"-1"', "", '"' + "9" * 20 + '"', '"x"')),
    ):
        described = Draft202012Validator(parameter["schema"])
        for number, text in enumerate(texts):
            answer = admin.patch(target, {"city": f"C{number}"}, **{"If-Match": "*", parameter["name"]: text})
            assert (answer.status_code != 400) is described.is_valid(text), (
                parameter["name"],
                text,
                answer.text,
            )
            tried += 1
    assert tried == 20
    create = Draft202012Validator(document["components"]["schemas"]["contacts.company.create"])
    for content in ({"name": ""}, {"name": "x"}, {"name": "x", "city": ""}):
        created = admin.post(COMPANIES, content).status_code == 201
        assert created is create.is_valid(content)


def test_the_history_takes_the_fields_that_it_is_described_with(
    program_of: Callable[..., Program], customer: Callable[..., int]
) -> None:
    agent = program_of("agent")
    described = agent.get("/openapi.json").json["paths"][f"{COMPANIES}/{{id}}/history"]["get"]["parameters"]
    names = next(each["schema"]["enum"] for each in described if each["name"] == "field")
    history = f"{COMPANIES}/{customer()}/history"
    assert {"name", "turnover"} < set(names)
    assert all(agent.get(f"{history}?field={name}").status_code == 200 for name in names)
    assert agent.get(f"{history}?field=nothing").status_code == 400


def test_the_answers_keep_to_their_schemas(admin: Program, customer: Callable[..., int]) -> None:
    parent = customer(name="Parent")
    target = customer(subsidiary_of=parent, turnover=3, phone="021-62345678", founded=1999, industry="trade")
    person = admin.post("/contacts/persons", {"name": "陈静", "birthday": "1990-02-03", "sex": "f"}).json[
        "id"
    ]
    admin.patch(f"{COMPANIES}/{target}", {"city": "Wuxi", "subsidiary_of": None, "version": 1})
    document = admin.get("/openapi.json").json
    query = "?count=capped&totals=turnover&group=owner&limit=1"
    for path, schema in (
        (f"{COMPANIES}/{target}", "contacts.company"),
        (f"{COMPANIES}{query}", "contacts.company.page"),
        (f"{COMPANIES}/{target}/history", "History"),
        (f"/contacts/persons/{person}", "contacts.person"),
        ("/people/users", "people.user.page"),
        ("/people/roles", "people.role.page"),
        ("/", "Index"),
        (f"{COMPANIES}/99999", "Problem"),
    ):
        _assert_fits(document, schema, admin.get(path).json)
    refused = admin.patch(f"{COMPANIES}/{target}", {"city": "Suzhou", "version": 1})
    assert refused.status_code == 409
    _assert_fits(document, "Problem", refused.json)


def _assert_fits(document: dict[str, Any], schema: str, content: Any) -> None:
    whole = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    faults = [
        f"{schema}: {fault.json_path} {fault.message}"
        for fault in Draft202012Validator(whole).iter_errors(content)
    ]
    assert not faults
