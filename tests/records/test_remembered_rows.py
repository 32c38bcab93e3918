"""What an actor reaches is remembered for one answer to him: never for somebody else, never beyond it, never for other rights."""

from __future__ import annotations

from typing import Any

import pytest
from records_world import TABLES, actor, firm, firms

from guanxi.records import gate
from guanxi.records.actor import Scope
from guanxi.records.rowset import remembering_rows


@pytest.fixture(autouse=True)
def tables(db: Any) -> None:
    db.create(*TABLES)


def test_rows_are_remembered_for_one_answer_alone() -> None:
    mine, other = firm(owner_id=1, team_id=10), firm(owner_id=2, team_id=20)
    both, some = {mine.id, other.id}, actor(1, Scope.OWN, team=10)
    everything, nothing = actor(1, Scope.ALL), actor(1, Scope.NONE)
    with remembering_rows(everything):
        assert gate.row_set(everything, firms) is gate.row_set(everything, firms)
        assert gate.rows_among(everything, firms, both) == both
        assert gate.rows_among(some, firms, both) == {mine.id}
        assert gate.rows_among(nothing, firms, both) == set()
        with remembering_rows(some):
            assert gate.rows_among(some, firms, both) == {mine.id}
            assert gate.rows_among(everything, firms, both) == both
    assert gate.row_set(everything, firms) is not gate.row_set(everything, firms)
    assert gate.rows_among(nothing, firms, both) == set()
