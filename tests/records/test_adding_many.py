"""Many records added in one change are what each of them would be alone: side rows, owner's team, journal, search, refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from records_world import TABLES, Firm, FirmExtra, actor, firms, host

from guanxi.data.database import row, rows
from guanxi.data.errors import Forbidden, InvalidValues
from guanxi.records.actor import Actor, Scope
from guanxi.records.adding import addable
from guanxi.records.change import Change
from guanxi.records.creating import create_many
from guanxi.records.journal import lines_of_change
from guanxi.records.standard import create
from guanxi.records.transaction import Transaction


@pytest.fixture
def lin(db: Any) -> Actor:
    db.create(*TABLES)
    world = replace(host(), team_of={7: 70}.get)
    given = {firms.permission("assign"): Scope.ALL}
    made = actor(5, Scope.ALL, team=50, world=world)
    return replace(made, grants={**made.grants, **given})


def many(who: Actor, *values: dict[str, Any]) -> list[int | InvalidValues]:
    def function(tx: Transaction) -> list[int | InvalidValues]:
        return create_many(tx, firms, values)

    return Change(firms.permission("create"), function)(who).value  # type: ignore[no-any-return]


def stored(record_id: int) -> tuple[Any, ...]:
    """Everything of a firm but its id: its own row, its side row, its journal line, its entry in the search."""
    own = row("SELECT * FROM sample_firm WHERE id = ?", (record_id,)) or ()
    side = row("SELECT * FROM sample_firm_extra WHERE record_id = ?", (record_id,)) or ()
    line = row(
        "SELECT kind, version, verb, fields, at FROM change_line WHERE kind = ? AND record_id = ?",
        (firms.name, record_id),
    )
    return own[1:], side[1:], line


def test_added_together_is_the_same_as_added_one_by_one(lin: Actor) -> None:
    wanted = [
        {"name": "恒润", "kind": "customer", "staff": 7, "rank": 3, "motto": "first"},
        {"name": "远航", "turnover": None},
        {"name": "Atlas", "motto": "second"},
    ]
    alone = [create(lin, firms, values).ref.id for values in wanted]  # type: ignore[union-attr]
    together = many(lin, *wanted)
    assert [stored(key) for key in together] == [stored(key) for key in alone]  # type: ignore[arg-type]
    assert together == sorted(together)  # type: ignore[type-var]
    assert FirmExtra.select().count() == 6


def test_refused_rows_are_named_and_the_others_written(lin: Actor) -> None:
    first, wrong, last = many(lin, {"name": "A"}, {"name": "B", "id": 7, "owner": 99}, {"name": "C"})
    assert isinstance(first, int)
    assert isinstance(last, int)
    assert isinstance(wrong, InvalidValues)
    assert set(wrong.errors) == {"id", "owner"}
    assert [each.name for each in Firm.select().order_by(Firm.id)] == ["A", "C"]


def test_owner_of_somebody_else_needs_the_permission_to_assign(lin: Actor) -> None:
    grants = {name: scope for name, scope in lin.grants.items() if not name.endswith(".assign")}
    [refused] = many(replace(lin, grants=grants), {"name": "A", "owner": 7})
    assert isinstance(refused, InvalidValues)
    assert list(refused.errors) == ["owner"]


def test_without_the_permission_nothing_is_added(lin: Actor) -> None:
    grants = {name: scope for name, scope in lin.grants.items() if not name.endswith(".create")}

    def function(tx: Transaction) -> Any:
        return create_many(tx, firms, [{"name": "A"}])

    with pytest.raises(Forbidden):
        Change(firms.permission("edit"), function)(replace(lin, grants=grants))
    assert not rows("SELECT 1 FROM sample_firm")


def test_ids_go_on_from_the_last_one_given_out_also_after_it_is_gone(lin: Actor) -> None:
    [first] = many(lin, {"name": "A"})
    Firm.delete().execute()
    [second] = many(lin, {"name": "B"})
    third = create(lin, firms, {"name": "C"}).ref
    assert isinstance(first, int)
    assert isinstance(second, int)
    assert third is not None
    assert first < second < third.id


def test_who_looks_at_each_record_keeps_them_from_being_added_together() -> None:
    def look(*_arguments: Any) -> None:
        return None

    assert addable(host(), firms)
    assert not addable(host(), replace(firms, on_write=look))
    assert addable(host(), replace(firms, on_write=look, on_write_many=lambda _tx, _rows: {}))
    world = replace(host(), hooks=Listeners())
    assert not addable(world, firms)


def test_journal_holds_one_line_for_each(lin: Actor) -> None:
    def function(tx: Transaction) -> list[int | InvalidValues]:
        return create_many(tx, firms, [{"name": f"F{n}"} for n in range(1200)])

    done = Change(firms.permission("create"), function)(lin)
    lines = lines_of_change(done.change)
    assert [line.record_id for line in lines] == done.value
    assert all(
        line.fields["owner_id"] == (None, 5) and line.fields["team_id"] == (None, 50) for line in lines
    )


class Listeners:
    """Hooks of which somebody wants to check each record."""

    def ask(self, name: str, **arguments: Any) -> list[tuple[str, Any]]:
        return []

    def check(self, name: str, **arguments: Any) -> None:
        return None

    def listeners(self, name: str) -> list[str]:
        return ["probe"] if name == "check_record" else []

    def offers(self, name: str) -> bool:
        return False
