"""The house that the tests of this folder attack: app, staff, and records of every resource."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import Client, TestResponse

from guanxi.app import create_app
from guanxi.composition import House, compose
from guanxi.config import load
from guanxi.data.database import database, is_sqlite, row
from guanxi.data.fields import About, Field, Link, Tags
from guanxi.people import sessions
from guanxi.people.actors import system_actor
from guanxi.people.demo import make_demo_staff
from guanxi.people.passwords import SMALL, Passwords
from guanxi.people.resources import roles, user_roles, users
from guanxi.people.tokens import make_token
from guanxi.plugins import lifecycle
from guanxi.plugins.discovery import installed
from guanxi.plugins.mount import Route
from guanxi.records.actor import Actor
from guanxi.records.change import Change
from guanxi.records.ref import Ref
from guanxi.records.resource import Resource
from guanxi.records.rowset import about_entries, has_timeline
from guanxi.records.standard import create, delete
from guanxi.web.routing import route_map
from guanxi.work.attachments import Upload, attach, attachments

ADDRESS = "http://crm.example:8000"
CSRF = "0123456789abcdef0123456789abcdef01234567"
NOBODY = "nobody"
ROLELESS = "roleless"
SECRET = "s" * 40
CHANGES_ONE = re.compile(
    r"/(?P<path>.+)/(?P<id>[0-9]{1,9})/(?:edit|delete|line|line/delete|field/[a-z_0-9]+)"
)
LONG = bool(os.environ.get("LONG"))


class Site:
    """The app of a house with `plugins` (all that are installed) and its staff."""

    def __init__(self, url: str, folder: Path, *, plugins: list[str] | None = None, **values: Any) -> None:
        env = {"GUANXI_DATA": str(folder), "GUANXI_DATABASE": url, "GUANXI_BASE_URL": ADDRESS}
        self.config = load(env | {"GUANXI_SECRET_KEY": SECRET}, folder=folder)
        self.values, self.passwords, self.clock = values, Passwords(SMALL), values["clock"]
        chosen = [each.name for each in installed()] if plugins is None else plugins
        for name in chosen:
            lifecycle.enable(name, now=self.clock())
        self.words = dict(make_demo_staff(self.compose().host, self.passwords))
        self.staff = {mail.partition("@")[0]: _user_id(mail) for mail in self.words}
        self.staff[ROLELESS] = self.hire(ROLELESS, "上海一部")
        self.renew()

    def again(self) -> Site:
        """The same site for another test, in which nobody is signed in."""
        found = copy(self)
        found.staff, found._clients = dict(self.staff), {}
        return found

    def compose(self) -> House:
        """The house for what is enabled now."""
        return compose(self.config, **self.values)

    def renew(self) -> None:
        """Build the app anew, as a process does after a plugin was switched."""
        self.house = self.compose()
        self.app: Flask = create_app(self.house, passwords=self.passwords)
        self._clients: dict[str, Browser] = {}

    @property
    def bearers(self) -> tuple[str, ...]:
        """The kinds of record of plugins that entries can be about."""
        found = self.resources.values()
        return tuple(each.name for each in found if each.rows.own and has_timeline(each))

    def borne(self, field: About) -> tuple[str, ...]:
        """The kinds of record that entries with this field can be about."""
        if field.replies:
            return tuple(each.name for each in self.house.host.with_replies)
        return field.to or self.bearers

    @property
    def system(self) -> Actor:
        """The house itself."""
        return system_actor(self.house.host)

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """Every composed resource."""
        return dict(self.house.host.resources)

    @property
    def routes(self) -> dict[str, Route]:
        """The route map."""
        return route_map(self.app)

    def actor(self, name: str) -> Actor:
        """The actor of one of the staff, as a request would find it."""
        found = self.house.actor(self.staff[name])
        assert found is not None
        return found

    def hire(self, name: str, team: str, **rights: str) -> int:
        """A further user; with `grants`, `hidden` or `locked` (JSON) he gets a role of his own."""

        def work(tx: Any) -> int:
            user = tx.add(users, name=name, mail=f"{name}@demo.example", team=_team_id(team), active=True)
            tx.set_columns(user, {"password_set_at": tx.now_ms})
            if rights:
                role = tx.add(roles, name=f"role of {name}", **rights)
                tx.add(user_roles, user=user.id, role=role.id)
            return int(user.id)

        self.staff[name] = int(Change("people.demo", work)(system_actor(self.compose().host)).value)
        return self.staff[name]

    def browser(self, name: str) -> Browser:
        """The browser in which one of the staff is signed in, or nobody."""
        if name not in self._clients:
            self._clients[name] = Browser(self, None if name == NOBODY else self.staff[name])
        return self._clients[name]


class Browser:
    """A client that sends the same session with each request, whatever the answers set, and a csrf token of its own."""

    def __init__(self, site: Site, user_id: int | None) -> None:
        self.tables = {r.path: r.model._meta.table_name for r in site.house.host.resources.values()}
        self.client: Client = site.app.test_client(use_cookies=False)
        self.secret = sessions.start(site.house.host, user_id) if user_id else ""
        self.token = make_token(site.house.host, user_id, "test", ("read", "write")) if user_id else ""
        session = {"csrf_token": CSRF, **({"token": self.secret} if user_id else {})}
        signed = site.app.session_interface.get_signing_serializer(site.app).dumps(session)  # type: ignore[attr-defined]
        self.cookie = f"{site.app.config['SESSION_COOKIE_NAME']}={signed}"
        self.csrf = str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(CSRF))

    def program(self, method: str, path: str, content: Any = None, **headers: str) -> TestResponse:
        """Send JSON as a program with a token of this user."""
        kind = {} if content is None else {"Content-Type": "application/json"}
        if method in ("PATCH", "DELETE") and not (isinstance(content, dict) and "version" in content):
            kind["If-Match"] = "*"
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        data = content if isinstance(content, bytes | None) else json.dumps(content).encode()
        return self.client.open(
            path, method=method, base_url=ADDRESS, data=data, headers={**kind, **token, **headers}
        )

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, form: Any = None, *, csrf: bool = True, **options: Any) -> TestResponse:
        """Send a form; `form` maps names to a text or to a list of texts. It carries the version that its page would."""
        given = dict(form or {})
        sent = given if "version" in given else self.versions(path) | given
        sent |= {"csrf_token": self.csrf} if csrf else {}
        return self.send("POST", path, data=sent, **options)

    def versions(self, path: str) -> dict[str, str]:
        """The present version of the record that a form at `path` changes."""
        found = CHANGES_ONE.fullmatch(path)
        table = self.tables.get(found["path"]) if found else None
        kept = (
            row(f'SELECT version FROM "{table}" WHERE id = ?', [int(found["id"])])
            if found and table
            else None
        )
        return {"version": str(kept[0])} if kept else {}

    def send(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any
    ) -> TestResponse:
        known = {"Cookie": self.cookie} | (
            {"Origin": ADDRESS, "Referer": f"{ADDRESS}/"} if method != "GET" else {}
        )
        return self.client.open(
            path, method=method, base_url=ADDRESS, headers={**known, **(headers or {})}, **options
        )


@dataclass(frozen=True)
class Kept:
    """One record: its resource, id, whose it is (a name of the staff; None: nobody's), and whether it is in the bin."""

    resource: str
    id: int
    owner: str | None
    in_bin: bool = False

    @property
    def text(self) -> str:
        """The record as fields name it."""
        return f"{self.resource}/{self.id}"


OWNERS = ("seller.shanghai", "roleless", "lead.east", "seller.hangzhou", "seller.north", "agent", None)


SENT = frozenset({"work.message"})
"""Kinds that no form of fields and no program writes: tests/messages attacks what sends them."""


EXAMPLES: dict[str, dict[str, Any]] = {
    "work.tag": {"kinds": None},
    "sales.stage": {"needed": None, "checklist": None},
    "sales.deal": {"closed_on": None},
    "contacts.relation": {"kind": "shareholder", "company": None, "other_person": None},
}
"""Values that go together, where those of the fields by themselves do not; None leaves one out."""


class Standing:
    """Records of every resource with owners: one of each owner living, one in the bin; of the others two; and one id of nobody."""

    MISSING = 987_654_321

    def __init__(self, site: Site, owners: tuple[str | None, ...] = OWNERS) -> None:
        self.site, self.kept = site, list[Kept]()
        for resource in sorted(
            site.resources.values(),
            key=lambda each: (
                not each.rows.known,
                bool(each.rows.through or each.rows.about),
                about_entries(each),
            ),
        ):
            if (
                resource.plugin != "people"
                and resource.name not in SENT
                and (site.bearers or not resource.rows.about)
            ):
                self._fill(resource, owners)
        self.kept += [Kept("people.user", user, name) for name, user in site.staff.items()]

    def at(self, site: Site) -> Standing:
        """The same records for another test."""
        found = copy(self)
        found.site, found.kept = site, list(self.kept)
        return found

    def of(self, resource: str) -> list[Kept]:
        """The records of one resource."""
        return [kept for kept in self.kept if kept.resource == resource]

    def _fill(self, resource: Resource, owners: tuple[str | None, ...]) -> None:
        own = resource.rows.own
        whole = resource.rows.through or resource.rows.about
        for number, owner in enumerate(owners if own or whole else owners[:2]):
            for in_bin in (False, True):
                values = self.values(resource, owner, 2 * number + in_bin)
                if own:
                    values[own] = self.site.staff[owner] if owner else None
                record = self._made(resource, values)
                if in_bin:
                    delete(self.site.system, resource, record.id)
                self.kept.append(Kept(resource.name, record.id, owner, in_bin))

    def _made(self, resource: Resource, values: dict[str, Any]) -> Ref:
        """A new record, as its faces would make it: an attachment of a file, anything else of values."""
        if resource.name == attachments.name:
            made = attach(
                self.site.system, Ref.read(values["about"][0]), [Upload(values["name"], io.BytesIO(b"text"))]
            )
            return Ref(resource.name, made.value[0].id)
        record = create(self.site.system, resource, values).ref
        assert record is not None
        return record

    def values(self, resource: Resource, owner: str | None, number: int) -> dict[str, Any]:
        """A value for every field that can be written; links lead to records of the same owner."""
        found: dict[str, Any] = {}
        for field in resource.by_name.values():
            if field.read_only or field.name in (
                resource.rows.own,
                resource.rows.team,
            ):
                continue
            wholes = resource.rows.through if resource.rows.part else ()
            if field.name in wholes and field.name != wholes[number // 2 % len(wholes)]:
                continue
            value = self._linked(field, owner) if isinstance(field, Link) else sample(field, number)
            if isinstance(field, About):
                value = self._about(field, owner)
            if value is not None:
                found[field.name] = value
        found |= EXAMPLES.get(resource.name, {})
        return {name: value for name, value in found.items() if value is not None}

    def _about(self, field: About, owner: str | None) -> list[str]:
        """One record of the same owner."""
        if isinstance(field, Tags):
            return [Ref(each.resource, each.id).text for each in self.of(field.to[0])[:1]]
        kinds = self.site.borne(field)
        kept = next(k for k in self.kept if k.resource in kinds and k.owner == owner and not k.in_bin)
        return [f"{kept.resource}/{kept.id}"]

    def _linked(self, field: Link, owner: str | None) -> int | None:
        if field.to == "people.user":
            return self.site.staff.get(owner or "")
        return next((k.id for k in self.of(field.to) if k.owner == owner and not k.in_bin), None)


def sample(field: Field, number: int) -> Any:
    """A value that the field takes, another one for each number below a hundred; None where there is none."""
    kind = type(field).__name__
    texts = {
        "Text": f"{field.name} {number} 恒润",
        "Address": f"{field.name} {number} 恒润",
        "LongText": f"{field.name}\nzeile {number}",
        "PersonName": f"李{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳'[number % 16]}",
        "Phone": f"+86138{number:08d}",
        "Email": f"{field.name}{number}@kunde.example",
        "Url": f"https://kunde{number}.example/",
        "CreditCode": credit_code(number),
        "IdNumber": id_number(number),
        "Integer": 1990 + number,
        "Decimal": f"{number}.5",
        "Percent": f"{number}",
        "MoneyField": f"{1000 + number} CNY",
        "Date": f"1990-01-{1 + number % 28:02d}",
        "DateTime": f"2026-01-{1 + number % 28:02d}T10:00:00Z",
        "Boolean": True,
    }
    if kind in ("Choice", "Choices"):
        if not field.choices:  # type: ignore[attr-defined]
            return None
        code = field.choices[0][0]  # type: ignore[attr-defined]
        return [code] if kind == "Choices" else code
    return texts.get(kind)


def credit_code(number: int) -> str:
    """A sound unified social credit code (GB 32100-2015), computed here."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    organ = f"{number:08d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    check = (11 - sum(int(d) * w for d, w in zip(organ, weights, strict=True)) % 11) % 11
    body = "91310000" + organ + ("X" if check == 10 else str(check))
    total = sum(signs.index(sign) * pow(3, at, 31) for at, sign in enumerate(body))
    return body + signs[(31 - total % 31) % 31]


def id_number(number: int) -> str:
    """A sound identity number (GB 11643-1999), computed here."""
    body = f"11010119900307{number:03d}"
    total = sum(int(digit) * (2 ** (17 - at) % 11) for at, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


def text_of(answer: TestResponse) -> str:
    """What an answer tells; a workbook is unpacked."""
    if "spreadsheetml" not in answer.headers.get("Content-Type", ""):
        return answer.text
    with ZipFile(io.BytesIO(answer.data)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist())


def parallel(number: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work(0…)` in so many threads that begin together; what each returned, or the error it raised."""
    from threading import Barrier, Thread

    gate, found = Barrier(number), list[Any]([None] * number)

    def one(at: int) -> None:
        gate.wait()
        try:
            found[at] = work(at)
        except BaseException as error:  # noqa: BLE001
            found[at] = error
        finally:
            if not database.is_closed():
                database.close()

    threads = [Thread(target=one, args=(at,)) for at in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _user_id(mail: str) -> int:
    found = row("SELECT id FROM people_user WHERE mail = ?", [mail])
    assert found is not None
    return int(found[0])


def _team_id(name: str) -> int:
    found = row("SELECT id FROM people_team WHERE name = ?", [name])
    assert found is not None
    return int(found[0])


__all__ = [
    "ADDRESS",
    "NOBODY",
    "ROLELESS",
    "Browser",
    "Kept",
    "Site",
    "Standing",
    "is_sqlite",
    "parallel",
    "sample",
    "text_of",
]
