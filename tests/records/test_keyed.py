"""Records are found by a set of values in one statement that an index serves, as far as the actor sees them."""

from __future__ import annotations

from typing import Any

import pytest
from records_world import TABLES, actor, firms

from guanxi.data.database import database, is_sqlite, rows
from guanxi.records.actor import Scope
from guanxi.records.indexes import create as make_indexes
from guanxi.records.keyed import keyed
from guanxi.records.standard import create, delete

NAMES = ("恒润", "远航", "Atlas", "Atlas", "gone")


@pytest.fixture
def world(db: Any) -> Any:
    db.create(*TABLES)
    make_indexes(firms)
    ids = [create(actor(1 + n % 2, Scope.ALL), firms, {"name": name}).ref for n, name in enumerate(NAMES)]
    delete(actor(1, Scope.ALL), firms, ids[-1].id)  # type: ignore[union-attr]
    return [ref.id for ref in ids]  # type: ignore[union-attr]


def test_values_of_a_set_find_living_records_that_the_actor_sees(world: Any) -> None:
    wanted = ["恒润", "Atlas", "gone", "atlas", "no such"]
    everybody = keyed(actor(1, Scope.ALL), firms, firms.by_name["name"], wanted)
    assert sorted(everybody) == [(world[0], "恒润"), (world[2], "Atlas"), (world[3], "Atlas")]
    own = keyed(actor(1, Scope.OWN), firms, firms.by_name["name"], wanted)
    assert sorted(own) == [(world[0], "恒润"), (world[2], "Atlas")]
    assert keyed(actor(1, Scope.ALL), firms, firms.by_name["name"], []) == []


def test_a_field_of_a_side_table_finds_too(world: Any) -> None:
    ref = create(actor(1, Scope.ALL), firms, {"name": "A", "motto": "first"}).ref
    assert keyed(actor(1, Scope.ALL), firms, firms.by_name["motto"], ["first", "second"]) == [
        (ref.id, "first")
    ]  # type: ignore[union-attr]


def test_the_table_is_not_read_whole(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if not is_sqlite():
        pytest.skip("a table of five rows is read whole by PostgreSQL")
    asked: list[tuple[str, Any]] = []
    execute = database.obj.execute_sql
    monkeypatch.setattr(
        database.obj, "execute_sql", lambda sql, p=None: (asked.append((sql, p)), execute(sql, p))[1]
    )
    keyed(actor(1, Scope.ALL), firms, firms.by_name["name"], ["恒润"])
    monkeypatch.undo()
    [(sql, params)] = asked
    assert not [
        each for each in rows(f"EXPLAIN QUERY PLAN {sql}", params) if str(each[3]).startswith("SCAN r")
    ]
