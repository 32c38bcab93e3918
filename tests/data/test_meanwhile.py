"""A second thread works while the first one waits for PostgreSQL, and stands still while that one computes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from guanxi.data.database import database, row
from guanxi.data.meanwhile import Meanwhile
from guanxi.testing.plugin import Stores

PIECES = 50
PATIENCE_S = 0.05
"""Long enough for a thread that does not stand still to be seen going on."""


@pytest.fixture
def meanwhile(stores: Stores) -> Iterator[Meanwhile]:
    store = stores.of("postgresql")
    store.open()
    row("SELECT 1")
    yield Meanwhile(database.connection())
    store.close()


@contextmanager
def working(meanwhile: Meanwhile) -> Iterator[tuple[Thread, list[int]]]:
    """A thread that does some pieces of work, and what it has done."""
    done: list[int] = []

    def work() -> None:
        for piece in range(PIECES):
            meanwhile.pause()
            done.append(piece)

    thread = Thread(target=work)
    thread.start()
    try:
        yield thread, done
    finally:
        with meanwhile.free():
            thread.join()


def test_it_stands_still_until_the_first_thread_waits_for_an_answer(meanwhile: Meanwhile) -> None:
    with meanwhile.watched(), working(meanwhile) as (thread, done):
        thread.join(PATIENCE_S)
        assert done == []
        while thread.is_alive():
            assert row("SELECT 7 FROM pg_sleep(0.01)") == (7,)
        assert done == list(range(PIECES))


def test_it_goes_on_while_the_first_thread_waits_for_it(meanwhile: Meanwhile) -> None:
    with meanwhile.watched(), working(meanwhile) as (thread, done):
        with meanwhile.free():
            thread.join()
        assert done == list(range(PIECES))


def test_it_goes_on_when_nobody_watches_any_more(meanwhile: Meanwhile) -> None:
    with working(meanwhile) as (thread, done):
        with meanwhile.watched():
            pass
        thread.join()
        assert done == list(range(PIECES))


def test_a_statement_that_fails_and_the_one_after_it_answer_as_ever(meanwhile: Meanwhile) -> None:
    with meanwhile.watched(), database.atomic():
        with pytest.raises(Exception, match="division by zero"), database.atomic():
            row("SELECT 1 / 0")
        assert row("SELECT 7") == (7,)
    assert row("SELECT 8") == (8,)
