"""Fixtures of the host's own tests; those that plugin authors share are in guanxi.testing.plugin."""

import pytest


@pytest.fixture(scope="session")
def house_plugins() -> tuple[str, ...]:
    """The host's tests know customers and nothing else, whatever more is installed."""
    return ("contacts",)
