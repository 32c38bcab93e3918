"""The pytest plugin of guanxi: databases, broker, fixed clock, counted ids, a host and its system actor, as fixtures.

It is loaded wherever guanxi and pytest are installed; a plugin's own tests use the same fixtures.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from guanxi.plugins import incidents
from guanxi.records.actor import Actor
from guanxi.records.host import Host
from guanxi.testing import broker as brokers
from guanxi.testing import schema, services
from guanxi.testing.databases import Database, PostgresStore, SqliteStore, Store
from guanxi.testing.fixed import Counted, FixedClock
from guanxi.testing.garbage import spare_what_stays
from guanxi.testing.outcomes import Uses

if TYPE_CHECKING:
    from guanxi.testing.house import Builder
    from guanxi.testing.site import Site

ENGINES = ("sqlite", "postgresql")
STORES: dict[str, type[SqliteStore] | type[PostgresStore]] = {
    "sqlite": SqliteStore,
    "postgresql": PostgresStore,
}


@dataclass
class Stores:
    """The stores of databases that this test process has opened so far, and why others could not be opened."""

    make_schema: Callable[[], None]
    opened: dict[str, Store] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def of(self, engine: str) -> Store:
        """The store of `engine`, started at first use; skips or fails the test where it can not be had."""
        if engine not in self.opened and engine not in self.refused:
            try:
                self.opened[engine] = STORES[engine](self.make_schema)
            except services.ServiceMissing as missing:
                self.refused[engine] = str(missing)
        if engine in self.refused:
            services.refuse(engine, self.refused[engine])
        return self.opened[engine]


pytest_plugins = (
    "guanxi.testing.outcomes",
    "guanxi.testing.tries",
    "guanxi.testing.browser",
    "guanxi.testing.house",
    "guanxi.testing.jobs",
    "guanxi.testing.mail",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("guanxi")
    group.addoption(
        "--database", choices=(*ENGINES, "both"), default="both", help="databases that the fixture db takes"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "either_database: what it tests is the same on every database, so that it runs on SQLite alone; LONG=1: on both",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        alike = metafunc.definition.get_closest_marker("either_database") and not os.environ.get("LONG")
        both = ENGINES[:1] if alike else ENGINES
        metafunc.parametrize(
            "engine", both if chosen == "both" else (chosen,), scope="session", indirect=True
        )


def pytest_collection_finish() -> None:
    spare_what_stays()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for service, reason in services.missing.items():
        terminalreporter.write_line(f"NOT TESTED with {service}: {reason}", red=True, bold=True)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """The database engine of this run of the test: ``sqlite`` or ``postgresql``."""
    return str(request.param)


@pytest.fixture(scope="session")
def make_schema() -> Callable[[], None]:
    """What makes the schema of an empty bound database; override it for another schema. It runs once an engine."""
    return schema.create_all


@pytest.fixture(scope="session")
def stores(make_schema: Callable[[], None]) -> Iterator[Stores]:
    """Where the databases come from; ended with the session."""
    found = Stores(make_schema)
    yield found
    for store in found.opened.values():
        store.stop()


@pytest.fixture
def db(stores: Stores, engine: str) -> Iterator[Database]:
    """A fresh database with the schema, bound to the process; each test that takes it runs once an engine."""
    store = stores.of(engine)
    database = store.open()
    yield database
    incidents.recorder.discard()
    store.close()


@pytest.fixture(scope="session")
def broker_server() -> Iterator[brokers.Broker]:
    """One broker for the session."""
    try:
        started = brokers.running()
        found = started.__enter__()
    except services.ServiceMissing as missing:
        services.refuse("broker", str(missing))
        raise
    yield found
    started.__exit__(None, None, None)


@pytest.fixture
def broker(broker_server: brokers.Broker) -> brokers.Broker:
    """A real broker, empty: `broker.url`, and `kill` and `start` where it is our own."""
    brokers.empty(broker_server)
    return broker_server


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at 2026-03-05 10:00 UTC until the test moves it."""
    return FixedClock()


@pytest.fixture
def ids() -> Counted:
    """Ids that count: the first is ``000…1``."""
    return Counted()


@pytest.fixture
def nonces() -> Counted:
    """Secrets that count: the first is ``s000…1``."""
    return Counted("s")


@pytest.fixture
def host(clock: FixedClock, ids: Counted, nonces: Counted) -> Host:
    """A host without plugins and resources, with fixed clock, ids and secrets."""
    return Host(clock=clock, new_id=ids, nonce=nonces)


@pytest.fixture
def system(host: Host) -> Actor:
    """The host's own actor, whom every permission allows."""
    return Actor(id=0, name="system", host=host, system=True)


@pytest.fixture
def site(
    db: Database,
    tmp_path: Path,
    uses: Uses,
    clock: FixedClock,
    ids: Counted,
    nonces: Counted,
    house_builder: Builder,
    house_plugins: tuple[str, ...],
) -> Site:
    """The whole app with every installed plugin and the demo staff: a `guanxi.testing.site.Site`."""
    from guanxi.plugins.discovery import installed
    from guanxi.testing.site import Site  # the whole app, which most tests do without

    if {manifest.name for manifest in installed()} != set(house_plugins):
        return Site.anew(db, tmp_path, uses, clock=clock, new_id=ids, nonce=nonces)
    house_builder.present.be(clock, ids, nonces)
    return Site(*house_builder.staffed(db, *house_plugins), uses)
