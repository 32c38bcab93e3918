"""The pool of PostgreSQL connections lends one that the server has ended to nobody, and asks the server only after a rest."""

from collections.abc import Iterator
from typing import Any

import pytest

from guanxi.data import attentive_pool
from guanxi.data.attentive_pool import AttentivePool
from guanxi.data.database import connect, database, row
from guanxi.testing.databases import unbind
from guanxi.testing.plugin import Stores

PID = "SELECT pg_backend_pid()"


@pytest.fixture
def pool(stores: Stores) -> Iterator[AttentivePool]:
    store = stores.of("postgresql")
    store.open()
    opened: Any = database.obj
    assert isinstance(opened, AttentivePool)
    opened.close()
    yield opened
    store.close()


def lent() -> int:
    """The server's process of the connection that is lent, which is given back again."""
    database.connect(reuse_if_open=True)
    found = row(PID)
    database.close()
    assert found is not None
    return int(found[0])


def asked(monkeypatch: pytest.MonkeyPatch, pool: AttentivePool) -> list[object]:
    """The connections that were asked for from now on."""
    found: list[object] = []
    adapter: Any = pool._adapter
    ask = adapter.is_connection_closed
    monkeypatch.setattr(adapter, "is_connection_closed", lambda conn: found.append(conn) or ask(conn))
    return found


def test_a_connection_that_rested_shortly_is_lent_without_asking(
    pool: AttentivePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, questions = lent(), asked(monkeypatch, pool)
    assert [lent() for _ in range(3)] == [first] * 3
    assert not questions


def test_one_that_rested_long_is_asked_for(pool: AttentivePool, monkeypatch: pytest.MonkeyPatch) -> None:
    first, questions = lent(), asked(monkeypatch, pool)
    monkeypatch.setattr(attentive_pool, "ASK_AFTER_S", 0)
    assert lent() == first
    assert len(questions) == 1


def test_one_that_the_server_ended_is_not_lent(pool: AttentivePool) -> None:
    first = lent()
    pool.connect(reuse_if_open=True)
    kept = pool.connection()
    other = AttentivePool(pool.database, **pool.connect_params)
    try:
        other.execute_sql("SELECT pg_terminate_backend(%s, 5000)", [kept.info.backend_pid])
    finally:
        other.close_all()
    pool.close()
    again = lent()
    assert again != first


def test_a_name_and_a_password_may_have_any_sign() -> None:
    found: Any = connect("postgresql://li%40na:p%40ss%2Fw%25rd@db.example:6543/guanxi?connect_timeout=3")
    unbind()
    assert isinstance(found, AttentivePool)
    assert found.database == "guanxi"
    assert found.connect_params["user"] == "li@na"
    assert found.connect_params["password"] == "p@ss/w%rd"
