"""Fixtures of the host's own tests; those that plugin authors share are in guanxi.testing.plugin."""

import os

import pytest
from hypothesis import HealthCheck, settings

# A busy machine draws and runs slowly; where others wait for the outcome, the examples are the same in each run.
settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    **({"derandomize": True, "database": None} if os.environ.get("CI") else {}),
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def house_plugins() -> tuple[str, ...]:
    """The host's tests know customers and nothing else, whatever more is installed."""
    return ("contacts",)
