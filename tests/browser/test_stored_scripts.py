"""Scripts kept in every text field of every kind of record: no page runs one, opens a dialog or breaks the content rules."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from guanxi.composition import House
from guanxi.data.database import write_transaction
from guanxi.data.errors import InvalidValues, Problem
from guanxi.data.fields import Field, Invalid, Link, LongText, PersonName, Text
from guanxi.people.actors import system_actor
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.standard import create
from guanxi.testing.house import ADDRESS, Client
from guanxi.testing.naughty import scripts
from guanxi.testing.tries import Tries
from guanxi.work.attachments import Upload, attach
from guanxi.work.mail.server import MailServer
from guanxi.work.messages.sending import send

PAYLOADS = scripts()
EACH = 15
SHOWN_AT = "http://localhost:8000"
"""Where the browser believes the app to be: a place that it trusts without a certificate."""
TYPED: dict[str, dict[str, Any]] = {
    "contacts.company": {"email": "customer@guanxi.example"},
    "contacts.consent": {"state": "given", "channel": "all", "purpose": "marketing"},
    "contacts.contact_method": {"kind": "other"},
    "contacts.purchase": {"day": "2026-01-02", "amount": "10 CNY"},
    "contacts.relation": {"kind": "shareholder"},
}
"""Values that the texts of a kind need beside them."""


def texts(resource: Resource) -> list[Field]:
    """The fields of free text."""
    return [
        f
        for f in resource.by_name.values()
        if isinstance(f, Text | LongText | PersonName) and not f.read_only
    ]


def filled(resource: Resource, number: int) -> dict[str, str]:
    """A script in every text field that takes it, another one in each."""
    found = {}
    for at, field in enumerate(texts(resource)):
        payload = PAYLOADS[(number + at) % len(PAYLOADS)]
        try:
            field.parse(payload)
        except Invalid:
            payload = "x" if field.required else ""
        found[field.name] = payload
    return {name: text for name, text in found.items() if text}


def stored(house: House, tries: Tries) -> list[int]:
    """Every script in every text field: customers, and fifteen of each other kind on the pages of the first; their ids."""
    resources, actor = house.host.resources, system_actor(house.host)
    wholes = {
        name: [_made(actor, resources[name], n, {}, tries) for n in range(len(PAYLOADS))]
        for name in ("contacts.company", "contacts.person")
    }
    companies, persons = wholes.values()
    others = [each for each in resources.values() if each.plugin not in ("people", "work")]
    for resource in sorted(others, key=lambda each: bool(_required(each))):
        if resource.name not in wholes and not (resource.rows.about or resource.rows.through):
            wholes[resource.name] = [
                _made(actor, resource, n, _links(resource, wholes, n), tries) for n in range(len(PAYLOADS))
            ]
    for name, resource in resources.items():
        rows = resource.rows
        if name in ("work.attachment", "work.message") or resource.plugin == "people":
            continue
        for number in range(len(PAYLOADS) if rows.about or rows.through else 0):
            company, person = companies[number // EACH], persons[number // EACH]
            links: dict[str, Any] = {"company": company, "person": person}
            if rows.part:
                links = (
                    _links(resource, wholes, number // EACH) if _required(resource) else {"company": company}
                )
            if rows.about:
                links = {rows.about: [f"contacts.company/{company}"]}
                if getattr(resource.by_name[rows.about], "replies", False):
                    note = _made(actor, resources["work.note"], number, links, tries)
                    links = {rows.about: [f"work.note/{note}"]}
            if name == "contacts.relation":
                links = {"person": person, "other_company": company}
            _made(actor, resource, number, links, tries)
    for number, payload in enumerate(PAYLOADS):
        company_ref = Ref("contacts.company", companies[number // EACH])
        _attached(actor, company_ref, payload, tries)
        _written_to(actor, company_ref, payload, tries)
    return companies[: len(PAYLOADS) // EACH + 1]


def _required(resource: Resource) -> list[Link]:
    """The links without which there is no record."""
    return [field for field in resource.by_name.values() if isinstance(field, Link) and field.required]


def _links(resource: Resource, wholes: Mapping[str, Sequence[int]], number: int) -> dict[str, int]:
    """What a record must lead to, and the company with the same number where it may lead to one."""
    wanted = {field.name: field.to for field in _required(resource)}
    company = resource.by_name.get("company")
    if isinstance(company, Link) and company.to == "contacts.company" and not company.read_only:
        number, wanted["company"] = number // EACH, company.to
    return {name: wholes[to][number] for name, to in wanted.items()}


def _made(actor: Any, resource: Resource, number: int, links: dict[str, Any], tries: Tries) -> int:
    given = filled(resource, number)
    try:
        made = create(actor, resource, {**given, **links, **TYPED.get(resource.name, {})})
    except InvalidValues as refused:
        raise AssertionError(
            resource.name, {n: str(m) for n, m in refused.errors.items()}, given
        ) from refused
    tries.add("stored scripts", len(given))
    assert made.ref is not None
    return made.ref.id


def _attached(actor: Any, whole: Ref, name: str, tries: Tries) -> None:
    try:
        attach(actor, whole, [Upload(name, io.BytesIO(b"text"))])
    except Problem:  # no name of a file
        return
    tries.add("stored scripts")


def _written_to(actor: Any, customer: Ref, text: str, tries: Tries) -> None:
    """A message to the customer, which nobody sends: its subject and words."""
    server = MailServer("127.0.0.1", 1, "none", "", "", "crm@guanxi.example")
    mailing = replace(actor, host=replace(actor.host, settings={**actor.host.settings, "host.mail": server}))
    try:
        send(mailing, customer, [customer], text, text)
    except InvalidValues:  # no subject
        send(mailing, customer, [customer], "x", text)
    tries.add("stored scripts", 2)


def through(client: Client) -> Callable[[Route], None]:
    """What answers the browser's requests by the app itself, without a server between."""

    def answer(route: Route) -> None:
        url = urlsplit(route.request.url)
        path = f"{url.path}?{url.query}" if url.query else url.path
        if f"{url.scheme}://{url.netloc}" != SHOWN_AT:
            route.abort()
            return
        found = client.flask.open(
            path,
            base_url=ADDRESS,
            method=route.request.method,
            headers={"Accept": route.request.headers.get("accept", "*/*"), "Accept-Language": "en"},
        )
        headers = {name: value for name, value in found.headers.items() if name.lower() != "set-cookie"}
        with found:
            route.fulfill(status=found.status_code, headers=headers, body=found.get_data())

    return answer


def lists(client: Client, resources: Sequence[Resource]) -> Iterator[str]:
    """Every page of the list of each kind, with all columns of text, its board, and the page of its first record."""
    for resource in resources:
        columns = "&".join(f"c={field.name}" for field in texts(resource))
        for there in (f"?{columns}", "board/", "1"):
            if client.get(f"/{resource.path}/{there}").status_code == 200:
                yield f"/{resource.path}/{there}"


@pytest.mark.long
def test_no_page_runs_a_stored_script(
    house: House, client_of: Callable[..., Client], page: Page, tries: Tries, console: list[str]
) -> None:
    with write_transaction():
        companies = stored(house, tries)
    client, dialogs, wrong = client_of("admin"), list[str](), list[str]()

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.route("**/*", through(client))
    kinds = [each for each in house.host.resources.values() if each.plugin != "people"]
    seen = 0
    for first in [*lists(client, kinds), *_records(companies), "/", "/search?q=script"]:
        path: str | None = first
        while path:
            page.goto(SHOWN_AT + path, wait_until="load")
            seen += 1
            wrong += [f"{path}: {what}" for what in (*console, *dialogs)]
            console.clear()
            dialogs.clear()
            following = page.locator(".pager a", has_text="Next")
            path = following.get_attribute("href") if following.count() else None
    expect(page.locator("main")).to_be_visible()
    tries.add("pages with stored scripts", seen)
    assert seen > 60
    assert wrong == [], "\n".join(wrong[:30])


def _records(companies: list[int]) -> Iterator[str]:
    """The page, the form, the history and each sort of entry of the companies that carry everything."""
    for number, key in enumerate(companies):
        base = f"/contacts/companies/{key}"
        yield base
        yield f"{base}?sort={('work.note', 'contacts.interaction', 'work.attachment')[number % 3]}"
        yield f"{base}/{('edit', 'history')[number % 2]}"
