"""A whole house with every installed plugin, its staff, and records of every kind in every relation to them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import pytest
from house_under_attack import Site, Standing

from guanxi.testing.fixed import Counted, FixedClock


@pytest.fixture
def site(db: Any, tmp_path: Path) -> Site:
    """The app with all installed plugins, the demo staff and records of everybody; clock, ids and secrets are fixed."""
    return Site(db.url, tmp_path, clock=FixedClock(), new_id=Counted(), nonce=Counted("s"))


@pytest.fixture
def standing(site: Site) -> Standing:
    """The records of every kind, by whose they are."""
    return Standing(site)
