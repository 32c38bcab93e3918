"""The scripted day that figures are measured on can be taken, step by step and again, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bench.figures.day import DAYS, acting
from bench.stores import Stores

from bench import day_seed

FEW = 1_000


@pytest.fixture
def stores() -> Iterator[Stores]:
    made = Stores()
    yield made
    made.stop()


def test_each_step_of_the_day_shows_what_it_must_and_can_be_taken_again(stores: Stores, engine: str) -> None:
    built = day_seed.at_work(stores, engine, FEW)
    with built.app() as app:
        for who, (_user, steps) in DAYS.items():
            for step in steps:
                take = acting(built, app, who).taker(step)
                assert take() and take(), step.words


def test_a_day_has_some_thirty_steps_of_a_seller_and_some_twenty_of_a_lead() -> None:
    assert [len(steps) for _user, steps in DAYS.values()] == [32, 23]
