"""The tests of contacts know customers, whatever more is installed."""

import pytest


@pytest.fixture(scope="session")
def house_plugins() -> tuple[str, ...]:
    """Contacts stands alone."""
    return ("contacts",)
