"""Programs of three people, and customers that belong to two of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guanxi.composition import House
from guanxi.records.actor import Actor
from guanxi.records.standard import create
from guanxi.testing.house import Program

COMPANIES = "/contacts/companies"


@pytest.fixture
def seller(program_of: Callable[..., Program]) -> Program:
    """A program of a seller in Shanghai, who sees what his team owns."""
    return program_of("seller.shanghai")


@pytest.fixture
def other(program_of: Callable[..., Program]) -> Program:
    """A program of a seller of another team."""
    return program_of("seller.hangzhou")


@pytest.fixture
def admin(program_of: Callable[..., Program]) -> Program:
    """A program of the administrator."""
    return program_of("admin")


@pytest.fixture
def customer(house: House, actor_of: Callable[[str], Actor]) -> Callable[..., int]:
    """Creates a company of a seller; returns its id."""

    def make(owner: str = "seller.shanghai", name: str = "Yuanhang Trading", **values: Any) -> int:
        resource = house.host.resources["contacts.company"]
        done = create(actor_of(owner), resource, {"name": name, **values})
        assert done.ref is not None
        return done.ref.id

    return make
