"""The list written by hand, by which the generic one is measured, is the same page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bench.figures.pages import bare, beside_by_hand
from bench.stores import Stores

from bench import customers

FEW = 100


@pytest.fixture
def stores() -> Iterator[Stores]:
    made = Stores()
    yield made
    made.stop()


def test_the_list_written_by_hand_is_the_generic_one(stores: Stores) -> None:
    built = customers.installed(stores, "sqlite", FEW)
    with built.app() as app:
        pages = beside_by_hand(built, app, customers.READERS["director"])
        generic, by_hand = (bare(page()).replace("><", ">\n<").splitlines() for page in pages.values())
    assert generic == by_hand and sum('<tr id="r' in line for line in generic) > 20
