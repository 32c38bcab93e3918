"""Indexes that could be made in part only: lists know at once which are there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from samples import TABLES, companies

from guanxi.data.database import database
from guanxi.records import indexes
from guanxi.records.listing_sort import own_place


@pytest.fixture
def tables(db: object) -> Iterator[None]:
    """The tables without indexes."""
    database.create_tables(TABLES, safe=True)
    yield
    database.drop_tables(TABLES)


def test_what_was_made_before_one_failed_is_known(tables: None, monkeypatch: pytest.MonkeyPatch) -> None:
    indexes.drop(companies)
    indexes.known(own_place(companies))
    kept, made = indexes.run, list[str]()

    def failing(sql: str) -> int:
        if made and sql.startswith("CREATE"):
            raise RuntimeError("the disk is full")
        made.append(sql)
        return kept(sql)

    monkeypatch.setattr(indexes, "run", failing)
    with pytest.raises(RuntimeError):
        indexes.create(companies)
    there = indexes.existing([own_place(companies)])
    assert any(name in made[0] for name in there)
    assert indexes.known(own_place(companies)) == there
