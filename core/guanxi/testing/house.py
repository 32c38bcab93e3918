"""The whole house with its plugins, as fixtures: staff of all roles, pages and REST through the real app.

- `house_plugins`: the names of the plugins that run in it: every installed one, unless a test folder overrides it.
- `house`: a composed `House` with those and the demo staff (see STAFF in guanxi.people.demo), no customers.
- `app`: its Flask app. Both are built once a session and engine; the data are fresh in each test, as `db` gives them.
- `actor_of(name)`: the Actor of a user by the name in his mail address: admin, director, lead.east, lead.north,
  seller.shanghai, seller.hangzhou, seller.north, agent.
- `client_of(name)`: a browser in which that user is signed in; without a name nobody is.
- `token_of(name, *scopes)`: an API token (default: scopes ``read`` and ``write``).
- `program_of(name, *scopes)`: what sends JSON with such a token.
- `build_house(*plugins)`: another house and app over the same database, for tests that enable or disable plugins.
- `roles_of(name, **grants)`: gives that user one new role with just these rights instead of his own.

Clock, ids and secrets are those of the fixtures `clock`, `ids` and `nonces`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from guanxi.testing.databases import Database
from guanxi.testing.fixed import Counted, FixedClock
from guanxi.testing.garbage import spare_what_stays
from guanxi.testing.outcomes import Uses

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from guanxi.composition import House
    from guanxi.people.passwords import Passwords
    from guanxi.records.actor import Actor

ADDRESS = "http://crm.example:8000"


@dataclass
class Present:
    """What stands for clock, ids and secrets in houses that outlive a test: each test puts its own behind it."""

    clock_now: FixedClock = field(default_factory=FixedClock)
    ids_now: Counted = field(default_factory=Counted)
    nonces_now: Counted = field(default_factory=Counted)

    def be(self, clock: FixedClock, ids: Counted, nonces: Counted) -> None:
        """Let those of the running test stand behind the kept houses."""
        self.clock_now, self.ids_now, self.nonces_now = clock, ids, nonces

    def clock(self) -> Any:
        return self.clock_now()

    def new_id(self) -> str:
        return self.ids_now()

    def nonce(self) -> str:
        return self.nonces_now()


@dataclass
class Built:
    """A house with its app; `passwords` hashes with little work."""

    house: House
    app: Flask
    passwords: Passwords


@dataclass
class Builder:
    """Builds houses, and keeps those of the usual plugins for the whole session."""

    folder: Path
    present: Present = field(default_factory=Present)
    kept: dict[tuple[str, ...], Built] = field(default_factory=dict)

    def build(self, database: Database, *plugins: str, ready: bool = True) -> Built:
        """Enable just `plugins` in the bound database and compose a house with an app; `ready`: with all indexes."""
        from guanxi.app import create_app
        from guanxi.composition import compose
        from guanxi.config import load
        from guanxi.installation import make_ready, prepare_plugins
        from guanxi.people.passwords import SMALL, Passwords

        env = {
            "GUANXI_DATA": str(self.folder),
            "GUANXI_DATABASE": database.url,
            "GUANXI_BASE_URL": ADDRESS,
        }
        self.switch(*plugins, prepare=prepare_plugins)
        present, passwords = self.present, Passwords(SMALL)
        made = compose(
            load(env, folder=self.folder), clock=present.clock, new_id=present.new_id, nonce=present.nonce
        )
        if ready:
            make_ready(made.host)
        assert set(made.plugins.names) == {"host", *plugins}, made.plugins.failures or made.plugins.problems
        return Built(made, create_app(made, passwords=passwords), passwords)

    def switch(self, *plugins: str, prepare: Callable[[Any], object] = lambda manifests: None) -> None:
        """Let just `plugins` run, as an administrator would; `prepare` migrates them."""
        from guanxi.plugins import lifecycle

        now = self.present.clock()
        for name in set(lifecycle.enabled()) - set(plugins):
            lifecycle.disable(name, now=now, with_dependants=True)
        for name in plugins:
            lifecycle.enable(name, now=now, with_needs=True, prepare=prepare)

    def usual(self, database: Database, *plugins: str) -> Built:
        """The kept house of the engine with these plugins over the database of this test."""
        key = (database.engine, *plugins)
        if key not in self.kept:
            self.kept[key] = self.build(database, *plugins, ready=False)
            spare_what_stays()
        else:
            self.switch(*plugins)
        built = self.kept[key]
        built.house.keeper.forget()
        return built

    def staffed(self, database: Database, *plugins: str) -> tuple[Built, dict[str, str]]:
        """The kept house over the database of this test with the demo staff in it; their passwords by mail address."""
        from guanxi.people.demo import make_demo_staff

        present = self.present

        def make() -> tuple[Built, dict[str, str], int, int]:
            built = self.usual(database, *plugins)
            words = dict(make_demo_staff(built.house.host, built.passwords))
            return built, words, present.ids_now.given, present.nonces_now.given

        before = present.clock_now(), present.ids_now.given, present.nonces_now.given
        built, words, *given = database.fill(("staff", plugins, before), make)
        present.ids_now.given, present.nonces_now.given = given
        built.house.keeper.forget()
        return built, dict(words)


class Client:
    """A browser: keeps cookies, and sends the token of its session with every form."""

    def __init__(self, app: Flask, uses: Uses, session: str = "", language: str = "en") -> None:
        from itsdangerous import URLSafeTimedSerializer

        self.flask, self.uses = app.test_client(), uses
        self.headers = {"Origin": ADDRESS, "Referer": f"{ADDRESS}/", "Accept-Language": language}
        with self.flask.session_transaction(base_url=ADDRESS) as kept:
            kept["csrf_token"] = "c" * 40
            if session:
                kept["token"] = session
        key = app.config["SECRET_KEY"]
        self.csrf = str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps("c" * 40))

    def get(self, path: str, **headers: str) -> TestResponse:
        """Open a page."""
        self.uses.record("page")
        return self.flask.get(path, base_url=ADDRESS, headers={**self.headers, **headers})

    def post(self, path: str, **form: Any) -> TestResponse:
        """Send a form, with the token that every page carries."""
        self.uses.record("page")
        sent = {**form, "csrf_token": self.csrf}
        return self.flask.post(path, base_url=ADDRESS, headers=self.headers, data=sent)


class Program:
    """Sends JSON with a token, or with none."""

    def __init__(self, app: Flask, uses: Uses, token: str = "", language: str = "en") -> None:
        self.app, self.uses = app, uses
        self.headers = {"Accept-Language": language}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read what is at `path` below /api/v1, or at a whole address as answers give it."""
        return self.send("GET", path, None, **headers)

    def post(self, path: str, content: Any = None, **headers: str) -> TestResponse:
        """Send JSON to create or do something."""
        return self.send("POST", path, content, **headers)

    def patch(self, path: str, content: Any, **headers: str) -> TestResponse:
        """Send JSON to edit a record."""
        return self.send("PATCH", path, content, **headers)

    def delete(self, path: str, **headers: str) -> TestResponse:
        """Put a record into the bin."""
        return self.send("DELETE", path, None, **headers)

    def send(self, method: str, path: str, content: Any, **headers: str) -> TestResponse:
        """Send a request; `content` is made JSON unless it is bytes. ``If_Match=…`` is the header If-Match."""
        self.uses.record("rest")
        address = path if path.startswith("/api/") else f"/api/v1{path}"
        sent = content if isinstance(content, bytes | None) else json.dumps(content).encode()
        kind = {} if content is None else {"Content-Type": "application/json"}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        client = self.app.test_client(use_cookies=False)
        return client.open(
            address, method=method, base_url=ADDRESS, headers={**self.headers, **kind, **given}, data=sent
        )


@pytest.fixture(scope="session")
def house_builder() -> Iterator[Builder]:
    """What builds the houses of this test process."""
    with tempfile.TemporaryDirectory(prefix="guanxi-house-") as folder:
        yield Builder(Path(folder))


@pytest.fixture(scope="session")
def house_plugins() -> tuple[str, ...]:
    """The plugins of `house`: every installed one; override it in a conftest.py for fewer."""
    from guanxi.plugins.discovery import installed

    return tuple(manifest.name for manifest in installed())


@pytest.fixture
def built(
    db: Database,
    house_builder: Builder,
    house_plugins: tuple[str, ...],
    clock: FixedClock,
    ids: Counted,
    nonces: Counted,
) -> Built:
    """The usual house with its app, over the fresh database of this test, with the demo staff in it."""
    house_builder.present.be(clock, ids, nonces)
    return house_builder.staffed(db, *house_plugins)[0]


@pytest.fixture
def house(built: Built) -> House:
    """A composed house with its plugins and the demo staff."""
    return built.house


@pytest.fixture
def app(built: Built) -> Flask:
    """The Flask app of `house`."""
    return built.app


@pytest.fixture
def build_house(db: Database, built: Built, house_builder: Builder) -> Callable[..., Built]:
    """Compose another house and app with just the plugins named, over the same database."""

    def build(*plugins: str) -> Built:
        return house_builder.build(db, *plugins)

    return build


def user_id(name: str) -> int:
    """The id of a demo user by the name in his mail address."""
    from guanxi.data.database import row

    found = row("SELECT id FROM people_user WHERE mail = ?", [f"{name}@demo.example"])
    assert found is not None, f"nobody is called {name}"
    return int(found[0])


@pytest.fixture
def actor_of(house: House) -> Callable[[str], Actor]:
    """The actor of a demo user with the rights of this moment."""

    def make(name: str) -> Actor:
        found = house.actor(user_id(name))
        assert found is not None
        return found

    return make


@pytest.fixture
def client_of(app: Flask, house: House, uses: Uses) -> Callable[..., Client]:
    """A browser in which a demo user is signed in; ``client_of("admin", language="zh")``."""
    from guanxi.people import sessions

    def make(name: str = "", *, language: str = "en", at: Flask | None = None) -> Client:
        session = sessions.start(house.host, user_id(name)) if name else ""
        return Client(at or app, uses, session, language)

    return make


@pytest.fixture
def token_of(house: House) -> Callable[..., str]:
    """A token of a demo user."""
    from guanxi.people.tokens import make_token

    def make(name: str, *scopes: str) -> str:
        return make_token(house.host, user_id(name), "test", scopes or ("read", "write"))

    return make


@pytest.fixture
def program_of(app: Flask, token_of: Callable[..., str], uses: Uses) -> Callable[..., Program]:
    """A program with a token of a demo user; without a name with none. ``at`` is another app."""

    def make(name: str = "", *scopes: str, language: str = "en", at: Flask | None = None) -> Program:
        return Program(at or app, uses, token_of(name, *scopes) if name else "", language)

    return make


@pytest.fixture
def roles_of(house: House) -> Callable[..., None]:
    """Give a demo user one role with just these `grants` (scope by permission or pattern), `hidden` and `locked` fields."""
    from guanxi.data.database import run
    from guanxi.people.actors import system_actor
    from guanxi.people.resources import roles, user_roles
    from guanxi.records.standard import create

    def give(name: str, grants: dict[str, str], **fields: dict[str, list[str]]) -> None:
        host, user = system_actor(house.host), user_id(name)
        values = {"grants": json.dumps(grants)} | {key: json.dumps(value) for key, value in fields.items()}
        made = create(host, roles, {"name": f"only {name}", **values})
        run("DELETE FROM people_user_role WHERE user_id = ?", [user])
        assert made.ref is not None
        create(host, user_roles, {"user": user, "role": made.ref.id})

    return give
