"""Merging moves what several plugins keep of a customer."""

import pytest


@pytest.fixture(scope="session")
def house_plugins() -> tuple[str, ...]:
    """Customers, and the deals that lead to them."""
    return ("contacts", "sales")
