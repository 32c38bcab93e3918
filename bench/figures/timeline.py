"""The page of a company with 200 and with 20,000 entries in its timeline, as the seller and the administrator get it, beside the
floor of the list page; and the two beside each other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from flask import Flask

from bench import customers, floors
from bench.customers import READERS
from bench.figure import Figure, Line
from bench.figures.pages import WAYS, _floor_app
from bench.house import Built, backend_pid
from bench.measure import cpu_ms
from bench.page_floor import CompanyFloor
from bench.seed import BASE_MS
from bench.stores import Stores
from guanxi.composition import compose
from guanxi.data.database import connect, database, is_sqlite, row, rows, run, write_transaction
from guanxi.records import about
from guanxi.testing.databases import unbind

FEW, MANY = 200, 20_000
ACTORS = ("administrator", "seller")
FLOORS, GROWTH = 4.0, 1.3
SHOWN = 30
TEXT = "'Talked about order ' || n, 'Wants an offer'"


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """Two lines for each actor against the floor, one for the growth."""
    only = os.environ.get("ONLY", "")
    built = customers.installed(stores, engine, size)
    few, many = _written(built)
    with built.app() as app:
        floor = CompanyFloor(built.url)
        for actor in ACTORS:
            if not only or f"timeline_{actor}".startswith(only):
                yield from _lines(built, app, floor, actor, few, many)
        floor.close()


def _lines(built: Built, app: Flask, floor: CompanyFloor, actor: str, few: int, many: int) -> Iterator[Line]:
    database.close_all()  # else the pool may change the connection, and with it the backend, while it is measured
    reader = READERS[actor]
    client = customers.browser(built, app, reader.id)
    ways: dict[str, Callable[[], object]] = {
        "few": lambda: _page(client.get(f"/contacts/companies/{few}")),
        "many": lambda: _page(client.get(f"/contacts/companies/{many}")),
        "older": lambda: client.get(
            f"/contacts/companies/{many}/timeline?before={BASE_MS - 3_600_000 * 10_000}.999999999-",
            HTTP_HX_REQUEST="true",
        ),
        "floor": floors.caller(_floor_app(built, floor, WAYS["name"], reader), reader.id),
    }
    for way in ways.values():
        way()
    pid = backend_pid()
    found = cpu_ms(ways, {**dict.fromkeys(("few", "many", "older"), pid), "floor": floor.backend})
    for name, entries in (("few", FEW), ("many", MANY)):
        yield Line(f"timeline_{actor}_{entries}", built.engine, found[name], found["floor"], FLOORS)
    yield Line(f"timeline_{actor}_growth", built.engine, found["many"], found["few"], GROWTH)
    yield Line(f"timeline_{actor}_older", built.engine, found["older"], found["floor"], FLOORS)


def _page(text: str) -> str:
    if text.count("moment-text") < SHOWN - 1:
        raise RuntimeError("the timeline is not on the page")
    return text


def _written(built: Built) -> tuple[int, int]:
    """Two companies of the seller with their entries: four of five interactions, the others notes; once a store."""
    connect(built.url)
    try:
        found = rows(
            "SELECT id FROM contacts_company WHERE owner_id = ? ORDER BY id LIMIT 2", (READERS["seller"].id,)
        )
        (few,), (many,) = found
        if row("SELECT count(*) FROM contacts_interaction") == (0,):
            with write_transaction():
                _entries(few, FEW)
                _entries(many, MANY)
                host = compose(built.config).host
                for name, declared in host.entries.items():
                    about.fill(host.resources[name], declared)
            for table in ("about", "contacts_interaction", "work_note"):
                database.execute_sql(f"ANALYZE {table}")
    finally:
        unbind()
    return few, many


def _entries(company: int, number: int) -> None:
    plain = "owner_id, team_id, version, created_at, created_by, changed_at, about"
    values = f"100, 2, 1, {BASE_MS} - CAST(n AS BIGINT) * 3600000, 100, {BASE_MS}, '[\"contacts.company/{company}\"]'"
    numbers = (
        f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {number})"
        if is_sqlite()
        else f"WITH s AS (SELECT n FROM generate_series(1, {number}) n)"
    )
    kind = "CASE n % 3 WHEN 0 THEN 'call' WHEN 1 THEN 'visit' ELSE 'mail' END"
    run(
        f"INSERT INTO contacts_interaction ({plain}, kind, happened_at, summary, outcome) {numbers} "
        f"SELECT {values}, {kind}, {BASE_MS} - CAST(n AS BIGINT) * 3600000, {TEXT} FROM s WHERE n % 5 <> 0"
    )
    run(
        f"INSERT INTO work_note ({plain}, text, pinned) {numbers} SELECT {values}, 'Remember ' || n, FALSE FROM s WHERE n % 5 = 0"
    )


FIGURES = (Figure("timeline", measure, large=True),)
