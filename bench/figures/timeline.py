"""The page of a company with 200 and with 20,000 entries in its timeline, as the seller and the administrator get it, beside the
floor of the list page; and the two beside each other. The same of companies whose entries are purchases, too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial

from flask import Flask

from bench import customers, floors
from bench.client import Client
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
SHOWN = 20
KEPT = """UPDATE contacts_company SET bought_total_currency = 'CNY', (bought_last, bought_count, bought_total) =
    (SELECT max(day), count(*), sum(amount) FROM contacts_purchase WHERE company_id = ?) WHERE id = ?"""
TEXT = "'Talked about order ' || n, 'Wants an offer'"


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """Two lines for each actor against the floor, one for the growth."""
    only = os.environ.get("ONLY", "")
    built = customers.installed(stores, engine, size)
    pages = _written(built)
    with built.app() as app:
        floor = CompanyFloor(built.url)
        for actor in ACTORS:
            if not only or f"timeline_{actor}".startswith(only):
                yield from _lines(built, app, floor, actor, pages)
        floor.close()


def _lines(
    built: Built, app: Flask, floor: CompanyFloor, actor: str, pages: dict[str, int]
) -> Iterator[Line]:
    database.close_all()  # else the pool may change the connection, and with it the backend, while it is measured
    reader = READERS[actor]
    client = customers.browser(built, app, reader.id)
    shown = {name: partial(_page, client, f"/contacts/companies/{key}") for name, key in pages.items()}
    ways: dict[str, Callable[[], object]] = {
        **shown,
        "older": lambda: client.get(
            f"/contacts/companies/{pages['many']}/timeline?before={BASE_MS - 3_600_000 * 10_000}.999999999-",
            HTTP_HX_REQUEST="true",
        ),
        "floor": floors.caller(_floor_app(built, floor, WAYS["name"], reader), reader.id),
    }
    for way in ways.values():
        way()
    pid = backend_pid()
    found = cpu_ms(ways, {**dict.fromkeys((*pages, "older"), pid), "floor": floor.backend})
    named = {"few": str(FEW), "many": str(MANY), "many_bought": "bought", "older": "older"}
    for name, line in named.items():
        yield Line(f"timeline_{actor}_{line}", built.engine, found[name], found["floor"], FLOORS)
    yield Line(f"timeline_{actor}_growth", built.engine, found["many"], found["few"], GROWTH)
    grown = found["many_bought"], found["few_bought"]
    yield Line(f"timeline_{actor}_bought_growth", built.engine, *grown, GROWTH)


def _page(client: Client, address: str) -> str:
    text = client.get(address)
    if text.count("moment-text") < SHOWN - 1:
        raise RuntimeError("the timeline is not on the page")
    return text


def _written(built: Built) -> dict[str, int]:
    """Companies of the seller with few and with many entries, two of them with purchases; written once a store."""
    connect(built.url)
    try:
        sql = "SELECT id FROM contacts_company WHERE owner_id = ? ORDER BY id LIMIT 4"
        keys = [key for (key,) in rows(sql, (READERS["seller"].id,))]
        if row("SELECT count(*) FROM contacts_interaction") == (0,):
            with write_transaction():
                for key, number, bought in zip(
                    keys, (FEW, MANY) * 2, (False, False, True, True), strict=True
                ):
                    _entries(key, number, bought=bought)
                host = compose(built.config).host
                for name, declared in host.entries.items():
                    about.fill(host.resources[name], declared)
            for table in ("about", "contacts_interaction", "work_note", "contacts_purchase"):
                database.execute_sql(f"ANALYZE {table}")
    finally:
        unbind()
    return dict(zip(("few", "many", "few_bought", "many_bought"), keys, strict=True))


def _entries(company: int, number: int, *, bought: bool) -> None:
    """One of five entries is a note, with `bought` two are purchases, the others interactions."""
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
        f"SELECT {values}, {kind}, {BASE_MS} - CAST(n AS BIGINT) * 3600000, {TEXT} FROM s WHERE n % 5 > {2 if bought else 0}"
    )
    run(
        f"INSERT INTO work_note ({plain}, text, pinned) {numbers} SELECT {values}, 'Remember ' || n, FALSE FROM s WHERE n % 5 = 0"
    )
    if bought:
        run(
            f"INSERT INTO contacts_purchase (version, created_at, created_by, changed_at, company_id, day, kind, amount, "
            f"amount_currency, product, category, way) {numbers} SELECT 1, {BASE_MS}, 100, {BASE_MS}, {company}, "
            f"{_day()}, 'purchase', 12500000, 'CNY', 'Pump P-7', 'Pumps', 'online' FROM s WHERE n % 5 IN (1, 2)"
        )
        run(KEPT, (company, company))


def _day() -> str:
    """The day of entry number n."""
    seconds = f"{BASE_MS // 1000} - n * 3600"
    if is_sqlite():
        return f"date({seconds}, 'unixepoch')"
    return f"to_char(to_timestamp({seconds}) AT TIME ZONE 'UTC', 'YYYY-MM-DD')"


FIGURES = (Figure("timeline", measure, large=True),)
