"""The clock, ids and secrets of tests do not change between runs; the broker is real."""

from datetime import UTC, datetime

import pytest
import redis

from guanxi.records.actor import Actor
from guanxi.testing.broker import Broker
from guanxi.testing.fixed import FixedClock


def test_clock_stands_still_until_it_is_moved(clock: FixedClock) -> None:
    assert clock() == clock() == datetime(2026, 3, 5, 10, tzinfo=UTC)
    assert clock.move(days=3, hours=1) == datetime(2026, 3, 8, 11, tzinfo=UTC) == clock()


def test_clock_refuses_a_moment_without_zone(clock: FixedClock) -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.set(datetime(2026, 1, 1))  # noqa: DTZ001


def test_ids_and_secrets_count(system: Actor) -> None:
    assert [int(system.host.new_id(), 16) for _ in range(3)] == [1, 2, 3]
    assert system.host.nonce() == "s" + "1".rjust(31, "0")
    assert system.may("anything.at.all")


def test_broker_is_empty_and_real(broker: Broker) -> None:
    with redis.Redis.from_url(broker.url) as client:
        assert client.dbsize() == 0
        client.set("left", "behind")


def test_broker_is_empty_again_and_can_be_killed_and_started(broker: Broker) -> None:
    with redis.Redis.from_url(broker.url) as client:
        assert client.dbsize() == 0
    if broker.own:
        broker.kill()
        broker.start()
        with redis.Redis.from_url(broker.url) as client:
            assert client.ping()
