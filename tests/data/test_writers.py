"""Who writes on SQLite, or waits to, is seen by other threads and processes; on PostgreSQL nobody needs to be."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from guanxi.data.database import connect, database, run, write_transaction
from guanxi.data.writers import others_write
from guanxi.testing.databases import unbind


@pytest.fixture
def bound(tmp_path: Path) -> Iterator[None]:
    connect(f"sqlite:///{tmp_path}/guanxi.db")
    run("CREATE TABLE kept (n INTEGER)")
    yield
    unbind()


def seen_by_another() -> bool | None:
    """What another thread, with a connection and a mark of its own, sees of this one."""
    found = list[bool | None]()
    thread = threading.Thread(target=lambda: found.append(others_write(database)))
    thread.start()
    thread.join()
    return found[0]


def test_a_writer_is_seen_from_before_its_transaction_until_after_it(bound: None) -> None:
    assert seen_by_another() is False
    with write_transaction():
        run("INSERT INTO kept VALUES (1)")
        assert seen_by_another() is True
        with write_transaction():
            assert seen_by_another() is True
        assert seen_by_another() is True
    assert seen_by_another() is False


def test_a_writer_that_failed_is_gone(bound: None) -> None:
    with pytest.raises(ZeroDivisionError), write_transaction():
        raise ZeroDivisionError
    assert seen_by_another() is False


def test_who_waits_for_the_database_is_seen(bound: None) -> None:
    begun = threading.Event()

    def wait() -> None:
        begun.set()
        with write_transaction():
            run("INSERT INTO kept VALUES (2)")
        database.close()

    thread = threading.Thread(target=wait)
    database.execute_sql("BEGIN IMMEDIATE")  # an old hand that no mark tells of
    thread.start()
    assert begun.wait(10)
    while not others_write(database):
        assert thread.is_alive()
    database.execute_sql("COMMIT")
    thread.join(20)
    assert not thread.is_alive() and others_write(database) is False


def test_nothing_is_told_of_a_database_in_memory() -> None:
    connect("sqlite:///:memory:")
    try:
        with write_transaction():
            assert others_write(database) is None
    finally:
        unbind()
