"""Whatever faces of a resource are left out: no link, form, fragment or menu entry of any page leads to what is not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from itertools import combinations
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from guanxi import composition
from guanxi.api import Actor, Form, List, Record, Without, create, delete
from guanxi.app import create_app
from guanxi.data.database import row
from guanxi.testing.house import Built, Client, Program

FACES = {"list": List, "record": Record, "form": Form, "import": "import", "rest": "rest"}
SUBSETS = [each for size in range(len(FACES) + 1) for each in combinations(FACES, size)]
LINK = re.compile(
    r'(?<![\w-])(href|action|formaction|data-hx-get|data-hx-post|data-url|data-href)="(/[^"]*)"'
)
FORM = re.compile(r'<form[^>]*method="post"[^>]*>')
PATH = "/contacts/companies"


def _version(record: int) -> str:
    """The version that a page of this record would carry."""
    found = row("SELECT version FROM contacts_company WHERE id = ?", (record,))
    return str(found[0]) if found else ""


def without(built: Built, names: tuple[str, ...]) -> Flask:
    """The app of the same house, less some faces of companies."""
    house = built.house
    left_out = Without(house.host.resources["contacts.company"], tuple(FACES[name] for name in names))
    faces = dict(house.faces)
    faces["contacts.company"] = replace(
        faces["contacts.company"], without=(*faces["contacts.company"].without, *left_out.faces)
    )
    host = replace(house.host, items=(*house.host.items, left_out))
    made = replace(house, host=host, faces=composition.mounted(faces))
    return create_app(made, passwords=built.passwords)


def led_to(page: str) -> Iterator[tuple[str, str]]:
    """Method and address of everything that a page leads to on this server."""
    for found in FORM.finditer(page):
        if action := re.search(r'action="(/[^"]*)"', found[0]):
            yield "POST", unescape(action[1])
    for name, address in LINK.findall(FORM.sub("", page)):
        yield ("POST" if name in ("data-hx-post", "formaction") else "GET"), unescape(address)


def dead(app: Flask, page: str) -> set[str]:
    """Those of them that no route answers."""
    adapter, found = app.url_map.bind("localhost"), set()
    for method, address in led_to(page):
        try:
            adapter.match(urlsplit(address).path, method=method)
        except HTTPException as error:
            if error.code in (404, 405):
                found.add(f"{method} {address}")
    return found


@pytest.mark.either_database
@pytest.mark.parametrize("names", SUBSETS, ids=lambda names: "+".join(names) or "none")
def test_nothing_leads_to_a_face_that_is_left_out(
    names: tuple[str, ...],
    built: Built,
    actor_of: Callable[[str], Actor],
    client_of: Callable[..., Client],
    program_of: Callable[..., Program],
) -> None:
    admin, resources = actor_of("admin"), built.house.host.resources
    mother = create(admin, resources["contacts.company"], {"name": "Mother Ltd"}).ref.id
    child = create(
        admin, resources["contacts.company"], {"name": "Child Ltd", "subsidiary_of": mother}
    ).ref.id
    person = create(admin, resources["contacts.person"], {"name": "王芳"}).ref.id
    create(admin, resources["contacts.contact_person"], {"company": mother, "person": person})
    gone = create(admin, resources["contacts.company"], {"name": "Gone Ltd"}).ref.id
    delete(admin, resources["contacts.company"], gone)
    app = without(built, names)
    browser, program = client_of("admin", at=app), program_of("admin", at=app)
    here = [f"{PATH}{rest}" for rest in ("/", "/bin", "/new", "/import", f"/{mother}", f"/{gone}")]
    here += [
        f"{PATH}/{child}{rest}"
        for rest in (
            "",
            "/edit",
            "/history",
            "/rights",
            "/field/subsidiary_of",
            "/field/subsidiary_of?display",
        )
    ]
    there = [
        "/",
        f"/contacts/persons/{person}",
        "/contacts/persons/",
        "/contacts/contact_persons/1",
        "/settings/plugins",
    ]
    opened = 0
    for address in [*here, *there]:
        answer = browser.get(address)
        assert answer.status_code in (200, 404), address
        if answer.status_code == 200:
            opened += 1
            assert not dead(app, answer.text), address
    assert opened >= len(there)
    if "form" not in names and {"list", "record"} - set(names):
        made = browser.post(f"{PATH}/new", name="New Ltd", customer_type="company")
        saved = browser.post(f"{PATH}/{child}/edit", name="Kid Ltd", customer_type="company", version="1")
        for answer in (made, saved):
            assert browser.get(answer.headers["Location"]).status_code == 200
    for answer in (
        browser.post(f"{PATH}/{child}/delete", version=_version(child)),
        browser.post(f"{PATH}/{gone}/restore"),
        browser.post(f"{PATH}/delete", id=str(mother)),
    ):
        if answer.status_code != 404:
            assert browser.get(urlsplit(answer.headers["Location"]).path).status_code == 200
    described = program.get("/openapi.json").text + program.get("/").text
    assert ("contacts/companies" in described) is ("rest" not in names)
    assert program.get(PATH).status_code == (404 if "rest" in names else 200)
