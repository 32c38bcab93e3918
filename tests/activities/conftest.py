"""Activities of the demo staff, planned through the changes of the house."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guanxi.composition import House
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref
from guanxi.records.standard import create

_spec = importlib.util.spec_from_file_location(
    "workshop_of_plugins", Path(__file__).parents[1] / "plugins" / "conftest.py"
)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
sys.modules["workshop_of_plugins"] = _module
_spec.loader.exec_module(_module)
workshop = _module.workshop


@pytest.fixture
def company(house: House) -> Callable[..., Ref]:
    """Makes a company that belongs to an actor."""

    def make(owner: Actor, name: str = "云川恒润") -> Ref:
        found = create(owner, house.host.resources["contacts.company"], {"name": name}).ref
        assert found is not None
        return found

    return make


@pytest.fixture
def plan(house: House) -> Callable[..., int]:
    """Makes an activity of an actor; it is due on 6 March 2026 unless said otherwise."""

    def make(actor: Actor, subject: str = "Call back", **values: Any) -> int:
        values = {"subject": subject, "due_on": "2026-03-06", **values}
        found = create(actor, house.host.resources["work.activity"], values).ref
        assert found is not None
        return found.id

    return make
