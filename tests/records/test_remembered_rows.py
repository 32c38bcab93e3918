"""What an actor reaches is remembered for one answer to him: never for somebody else, never beyond it, never for other rights."""

from __future__ import annotations

from typing import Any

import pytest
from bench.recording import recorded
from records_world import TABLES, actor, firm, firms

from guanxi.data.errors import NotFound
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
        assert gate.rows_among(everything, firms, both) == both
        assert gate.rows_among(some, firms, both) == {mine.id}
        assert gate.rows_among(nothing, firms, both) == set()
        with remembering_rows(some):
            assert gate.row_set(some, firms) is gate.row_set(some, firms)
            assert gate.rows_among(some, firms, both) == {mine.id}
            assert gate.rows_among(everything, firms, both) == both
    assert gate.row_set(some, firms) is not gate.row_set(some, firms)
    assert gate.rows_among(nothing, firms, both) == set()


def test_a_record_is_read_once_an_answer_and_stays_closed_to_others() -> None:
    theirs = firm(owner_id=2, team_id=20)
    everything, some = actor(1, Scope.ALL), actor(1, Scope.OWN, team=10)
    with recorded() as sent:
        with remembering_rows(everything):
            first = gate.get(everything, firms, theirs.id, include_bin=True)
            again = gate.get(everything, firms, theirs.id)
            assert (again.id, again.name) == (first.id, first.name)
            assert again is not first
            assert len(sent) == 1
            with pytest.raises(NotFound):
                gate.get(some, firms, theirs.id)
        gate.get(everything, firms, theirs.id)
    assert len(sent) == 3
