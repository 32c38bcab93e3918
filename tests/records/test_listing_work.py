"""A page makes the database do the same work in a large table as in a small one, whoever asks: a dormant team, few rows,
many shares. Steps of SQLite and buffers of PostgreSQL, of statements that ran before: no clock, no chance.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from records_world import TABLES, actor, firms

from guanxi.data.database import database, is_sqlite, run
from guanxi.records import indexes, shares
from guanxi.records.actor import Scope
from guanxi.records.listing import ListQuery, page
from guanxi.records.listing_sums import count

SMALL, LARGE, MOST = 1_000, 100_000, 2.0
OTHER_WAYS = ("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin", "enable_material")
TABLES_FILLED = ("sample_firm", "collaborator")
ACTORS = {
    "everything": actor(1, Scope.ALL),
    "half": actor(1, Scope.SUBTREE, team=0, subtree=frozenset(range(5))),
    "dormant": actor(1, Scope.SUBTREE, team=99, subtree=frozenset({97, 98})),
    "few": actor(7, Scope.OWN),
    "shares": actor(8, Scope.OWN),
    "many shares": actor(9, Scope.OWN),
}
LOOK_UP = {("shares", "empty last"): 2 * 30 * 5}  # a second number to sort by, which shares do not carry
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
    yield
    shares.drop(firms)
    if not is_sqlite():
        database.execute_sql("ALTER TABLE collaborator RESET (autovacuum_enabled)")


def test_work_of_a_page_does_not_grow_with_the_table():
    work: dict[tuple[str, str], list[int]] = {}
    for size in (SMALL, LARGE):
        _fill(size)
        with _reading_as_a_large_table(size):
            for who, query in product(ACTORS, QUERIES):
                if (who, query) != ("many shares", "empty last"):
                    found = _work(size, lambda who=who, query=query: page(ACTORS[who], QUERIES[query]))
                    work.setdefault((who, query), []).append(found)
            for who in ACTORS:
                found = _work(size, lambda who=who: count(ACTORS[who], QUERIES["name"], cap=20))
                work.setdefault((who, "count"), []).append(found)
    grown = {case: found for case, found in work.items() if found[1] > MOST * found[0] + _apart(case)}
    assert grown == {}, work


def test_postgresql_plans_the_statement_of_a_page_once():
    if is_sqlite():
        pytest.skip("SQLite plans a statement when it is made")
    _fill(LARGE)
    for who, query in product(ACTORS, ("name", "latest", "choice")):
        for _time in range(12):
            page(ACTORS[who], QUERIES[query])
            count(ACTORS[who], QUERIES[query], cap=20)
    anew = "SELECT statement FROM pg_prepared_statements WHERE custom_plans > 5 AND statement LIKE '%%sample_firm%%'"
    assert database.execute_sql(anew).fetchall() == []


def _apart(case: tuple[str, str]) -> int:
    """What PostgreSQL reads more where shared records, looked up by id, do not lie on the same few pages of a small table."""
    return 0 if is_sqlite() else LOOK_UP.get(case, 0)


@contextmanager
def _reading_as_a_large_table(size: int) -> Iterator[None]:
    """PostgreSQL rightly reads a table of 1,000 rows whole; here it reads it as it does a large one."""
    off = () if is_sqlite() or size > SMALL else OTHER_WAYS
    for way in off:
        database.execute_sql(f"SET {way} = off")
    yield
    for way in off:
        database.execute_sql(f"RESET {way}")


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
    """Rows up to `size`; the first 30 in a dormant team, last by name, 30 with a seller of few, the others even.

    User 8 shares 30 of them, user 9 every twentieth. Nothing of it is by chance: PostgreSQL reads every row to know how the values
    lie, and leaves the tables alone afterwards.
    """
    for table in TABLES_FILLED:
        run(f"DELETE FROM {table}" if is_sqlite() else f"TRUNCATE {table}")
    indexes.drop(firms)
    number = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ?) SELECT n FROM c"
    run(
        'INSERT INTO "sample_firm" (id, owner_id, team_id, version, created_at, changed_at, name, sort_name, kind, staff) '
        "SELECT n, CASE WHEN n > 30 AND n <= 60 THEN 7 ELSE 100 + n % 50 END, CASE WHEN n <= 30 THEN 98 ELSE n % 10 END, 1, n, "
        "n, 'Firm ' || n, CASE WHEN n <= 30 THEN 'zz' ELSE '' END || (n * 7919 % 100000), "
        "CASE WHEN n <= 60 OR n % 10 = 0 THEN 'rare' ELSE 'customer' END, CASE WHEN n % 3 = 0 THEN n END "
        f"FROM ({number}) s",
        (size,),
    )
    for user, every in ((8, size // 30), (9, 20)):
        run(
            "INSERT INTO collaborator (kind, record_id, user_id, level, created_at) "
            f"SELECT 'sample.firm', id, ?, 1, 0 FROM sample_firm WHERE id % {every} = 0",
            (user,),
        )
    shares.fill(firms)
    indexes.create(firms)
    if is_sqlite():
        run("ANALYZE")
        return
    database.execute_sql("SET default_statistics_target = 1000")  # a sample of 300,000 rows: all
    for table in TABLES_FILLED:
        database.execute_sql(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
        database.execute_sql(f"VACUUM (FREEZE, ANALYZE) {table}")


def _work(size: int, call: Any) -> int:
    call()
    return _steps(call) if is_sqlite() else _buffers(size, call)


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


def _buffers(size: int, call: Any) -> int:
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
        found += top["Shared Hit Blocks"] + top["Shared Read Blocks"] - (_visits(top) if size == LARGE else 0)
    return found


def _visits(node: dict[str, Any]) -> int:
    """Rows looked up because an index cannot tell yet that they live; whether VACUUM could settle that first is chance."""
    return int(node.get("Heap Fetches", 0)) + sum(map(_visits, node.get("Plans", ())))
