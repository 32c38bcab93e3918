"""A page makes the database do the same work in a large table as in a small one, whoever asks: a dormant team, few rows,
many shares. (PostgreSQL rightly reads a table of 1,000 rows whole, so its small table has 5,000.)
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from records_world import TABLES, Firm, actor, firms, share

from guanxi.data.database import database, is_sqlite, run
from guanxi.records import indexes, shares
from guanxi.records.actor import Scope
from guanxi.records.listing import ListQuery, page
from guanxi.records.listing_sums import count

SMALL, LARGE, MOST = 1_000, 20_000, 2.0
SLACK = 100  # the tree of an index grows by a level, rows not yet known to be visible are looked up
ACTORS = {
    "everything": actor(1, Scope.ALL),
    "half": actor(1, Scope.SUBTREE, team=0, subtree=frozenset(range(5))),
    "dormant": actor(1, Scope.SUBTREE, team=99, subtree=frozenset({97, 98})),
    "few": actor(7, Scope.OWN),
    "shares": actor(8, Scope.OWN),
}
QUERIES = {
    "name": ListQuery(firms, columns=("name",), limit=20),
    "latest": ListQuery(firms, columns=("name",), limit=20, sort="-changed_at"),
    "empty last": ListQuery(firms, columns=("name",), limit=20, sort="staff"),
    "choice": ListQuery(firms, columns=("name",), limit=20, filter={"field": "kind", "value": "rare"}),
}


@pytest.fixture(autouse=True)
def tables(db):
    db.create(*TABLES)
    indexes.create(firms)
    shares.create(firms)


@pytest.mark.parametrize("who", ACTORS)
def test_work_of_a_page_does_not_grow_with_the_table(who):
    work: dict[int, dict[str, float]] = {}
    small = SMALL if is_sqlite() else 5 * SMALL
    for size in (small, LARGE):
        _fill(size)
        work[size] = {name: _work(lambda q=query: page(ACTORS[who], q)) for name, query in QUERIES.items()}
        work[size]["count"] = _work(lambda: count(ACTORS[who], QUERIES["name"], cap=20))
    grown = {
        name: work[LARGE][name]
        for name in work[LARGE]
        if work[LARGE][name] > MOST * work[small][name] + SLACK
    }
    assert grown == {}, work


def test_a_filter_without_an_index_stops_at_a_limit_and_goes_on_from_there(monkeypatch):
    from guanxi.records import listing

    _fill(SMALL)
    monkeypatch.setattr(listing, "WINDOWS", (100, 200))
    query: dict[str, Any] = {
        "resource": firms,
        "columns": ("name",),
        "filter": {"field": "city", "value": "nowhere"},
    }
    found = page(ACTORS["everything"], ListQuery(**query))
    assert found.rows == [] and found.partial and found.next
    pages = 1
    while found.next:
        found = page(ACTORS["everything"], ListQuery(after=found.next, **query))
        pages += 1
    assert pages == SMALL // 300 + 1 and not found.partial


def _fill(size: int) -> None:
    """Rows up to `size`; the first 30 in a dormant team, last by name, 30 with a seller of few, the others even."""
    for table in ("sample_firm", "collaborator"):
        run(f"DELETE FROM {table}" if is_sqlite() else f"TRUNCATE {table}")
    number = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ?) SELECT n FROM c"
    run(
        'INSERT INTO "sample_firm" (id, owner_id, team_id, version, created_at, changed_at, name, sort_name, kind, staff) '
        "SELECT n, CASE WHEN n > 30 AND n <= 60 THEN 7 ELSE 100 + n % 50 END, CASE WHEN n <= 30 THEN 98 ELSE n % 10 END, 1, n, "
        "n, 'Firm ' || n, CASE WHEN n <= 30 THEN 'zz' ELSE '' END || (n * 7919 % 100000), "
        "CASE WHEN n <= 60 OR n % 10 = 0 THEN 'rare' ELSE 'customer' END, CASE WHEN n % 3 = 0 THEN n END "
        f"FROM ({number}) s",
        (size,),
    )
    for record in Firm.select().where(Firm.id << list(range(size // 30, size + 1, size // 30))):
        share(record, 8)
    database.execute_sql("ANALYZE" if is_sqlite() else "VACUUM ANALYZE")


def _work(call: Any) -> int:
    call()
    return _steps(call) if is_sqlite() else _buffers(call)


def _steps(call: Any) -> int:
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    database.connection().set_progress_handler(step, 1)
    try:
        call()
    finally:
        database.connection().set_progress_handler(None, 0)
    return steps[0]


def _buffers(call: Any) -> int:
    statements: list[tuple[str, Any]] = []
    execute = database.obj.execute_sql

    def record(sql: str, params: Any = None) -> Any:
        statements.append((sql, params))
        return execute(sql, params)

    database.obj.execute_sql = record
    try:
        call()
    finally:
        del database.obj.execute_sql
    found = 0
    for sql, params in statements:
        plan = execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params).fetchone()[0]
        top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
        found += top["Shared Hit Blocks"] + top["Shared Read Blocks"]
    return found
