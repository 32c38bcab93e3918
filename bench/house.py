"""The finished app on a database of its own, with every installed plugin, the demo staff and some customers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask

from bench.client import Client
from bench.stores import Stores
from guanxi.app import HOUSE, create_app
from guanxi.composition import House, compose
from guanxi.config import Config, load
from guanxi.data.database import connect, database, row
from guanxi.data.garbage import spare_what_stays
from guanxi.installation import bring_up, prepare_plugins
from guanxi.people.demo import make_demo_staff
from guanxi.people.passwords import SMALL, Passwords
from guanxi.people.tokens import make_token
from guanxi.plugins import lifecycle
from guanxi.plugins.discovery import installed
from guanxi.records.actor import Actor
from guanxi.records.host import now
from guanxi.records.standard import create, edit
from guanxi.testing.databases import unbind

WHO = "seller.shanghai"
CUSTOMERS, EDITS = 200, 8
FIRST = {
    "short_name": "恒润",
    "industry": "trade",
    "email": "office@example.com",
    "website": "https://example.com",
    "country": "China",
    "city": "上海",
    "address": "南京东路 1 号",
    "founded": 1998,
    "employees": 250,
    "note": "Called twice. Interested in the new line.",
}


@dataclass(frozen=True)
class Built:
    """An installation that figures ask: its address in SQL, its configuration, and the words of its staff."""

    engine: str
    url: str
    config: Config
    words: dict[str, str]

    @contextmanager
    def app(self) -> Iterator[Flask]:
        """The finished app, with the process bound to its database."""
        connect(self.url)
        try:
            app = create_app(self.house(), passwords=Passwords(SMALL))
            spare_what_stays()  # as a process that serves does
            yield app
        finally:
            unbind()

    def house(self) -> House:
        """Everything put together anew."""
        return compose(self.config)

    def browser(self, app: Flask) -> Client:
        """A browser in which a seller is signed in."""
        mail = f"{WHO}@demo.example"
        client = Client(app)
        client.post(
            "/sign-in", {"name": mail, "password": self.words[mail], "csrf_token": token(client, "/sign-in")}
        )
        return client


def built(stores: Stores, engine: str, name: str) -> Built:
    """A new installation, called `name` within this run."""
    url = stores.empty(engine, name)
    connect(url)
    try:
        folder = stores.folder(f"{name}-data")
        config = load({"GUANXI_DATA": str(folder), "GUANXI_DATABASE": url}, folder=folder)
        words = _furnish(config)
    finally:
        unbind()
    return Built(engine, url, config, words)


def bearer(client: Client) -> str:
    """The header of a program that may do what the seller may with companies; it carries no cookie."""
    actor = cast(House, client.app.extensions[HOUSE]).actor(_seller())  # type: ignore[attr-defined]
    assert actor is not None
    client.cookies.clear()
    return f"Bearer {make_token(actor.host, actor.id, 'bench', ['contacts.*'])}"


def token(client: Client, path: str) -> str:
    """The token that the forms of a page carry."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path))
    if found is None:
        raise LookupError(f"{path} has no form")
    return found[1]


def backend_pid() -> int | None:
    """The process of this thread's database connection; None on SQLite."""
    found = None if _is_sqlite() else row("SELECT pg_backend_pid()")
    return found[0] if found else None


def _is_sqlite() -> bool:
    return type(database.obj).__name__ == "PooledSqliteDatabase"


def _furnish(config: Config) -> dict[str, str]:
    bring_up(config)
    for manifest in installed():
        lifecycle.enable(manifest.name, now=now(), with_needs=True, prepare=prepare_plugins)
    words = dict(make_demo_staff(compose(config).host, Passwords(SMALL)))
    bring_up(config)
    house = compose(config)
    seller = house.actor(_seller())
    assert seller is not None
    _customers(seller, house.host.resources["contacts.company"])
    return words


def _seller() -> int | None:
    found = row("SELECT id FROM people_user WHERE mail = ?", (f"{WHO}@demo.example",))
    return found[0] if found else None


def _customers(actor: Actor, companies: Any) -> None:
    """Companies of the seller; each with a history of a few edits, as records have that people work with."""
    for number in range(CUSTOMERS):
        done = create(
            actor,
            companies,
            FIRST | {"name": f"恒润 {number} 有限公司", "subsidiary_of": 1 if number else None},
        )
        assert done.ref is not None
        for step in range(EDITS if number < CUSTOMERS // 4 else 0):
            edit(actor, companies, done.ref.id, {"employees": 251 + step, "city": ("北京", "上海")[step % 2]})
