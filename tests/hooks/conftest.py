"""Plugins made on the spot, as the tests of the plugin room make them."""

import importlib.util
import sys
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location(
    "workshop_of_plugins", Path(__file__).parents[1] / "plugins" / "conftest.py"
)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
sys.modules["workshop_of_plugins"] = _module
_spec.loader.exec_module(_module)
workshop = _module.workshop


@pytest.fixture(scope="session")
def house_plugins() -> tuple[str, ...]:
    """The hooks of every plugin in this repository are proven here."""
    return ("contacts", "sales")
