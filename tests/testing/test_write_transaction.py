"""A write transaction is whole or nothing."""

import pytest

from guanxi.data.columns import Id
from guanxi.data.database import Table, row, run, write_transaction
from guanxi.testing.databases import Database


class Entry(Table):
    id = Id()

    class Meta:
        table_name = "probe_entry"


def write_and_fail() -> None:
    with write_transaction():
        run("INSERT INTO probe_entry (id) VALUES (1)")
        raise RuntimeError


def test_block_that_raises_leaves_nothing_behind(db: Database) -> None:
    db.create(Entry)
    with pytest.raises(RuntimeError):
        write_and_fail()
    assert row("SELECT count(*) FROM probe_entry") == (0,)
