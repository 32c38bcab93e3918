"""The tests of sales know customers and sales, whatever more is installed."""

import pytest


@pytest.fixture(scope="session")
def house_plugins() -> tuple[str, ...]:
    """Sales stands on contacts."""
    return ("contacts", "sales")
