"""A whole house with every installed plugin, its staff, and records of every kind in every relation to them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pytest
from house_under_attack import Site, Standing

from guanxi.testing.databases import Database
from guanxi.testing.fixed import Counted, FixedClock
from guanxi.testing.garbage import spare_what_stays
from guanxi.testing.house import Present


@dataclass
class Ground:
    """A site as it is attacked, with the records in it, if any; `given` is how far ids and secrets have counted."""

    site: Site
    standing: Standing | None
    given: tuple[int, int]


@pytest.fixture(scope="session")
def present() -> Present:
    """What stands for clock, ids and secrets in the sites of this test process."""
    return Present()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sites of this test process keep their files."""
    return tmp_path_factory.mktemp("attacked")


@pytest.fixture
def ground(db: Database, files: Path, present: Present, request: pytest.FixtureRequest) -> Ground:
    """The site, made for the first test that asks for it; the others get its app and copies of its rows."""
    with_records = "standing" in request.fixturenames
    present.be(FixedClock(), Counted(), Counted("s"))

    def make() -> Ground:
        values = {"clock": present.clock, "new_id": present.new_id, "nonce": present.nonce}
        site = Site(db.url, files, **values)
        standing = Standing(site) if with_records else None
        spare_what_stays()
        return Ground(site, standing, (present.ids_now.given, present.nonces_now.given))

    kept = db.fill(("attacked", with_records), make)
    present.ids_now.given, present.nonces_now.given = kept.given
    site = kept.site.again()
    site.house.keeper.forget()
    return Ground(site, kept.standing and kept.standing.at(site), kept.given)


@pytest.fixture
def site(ground: Ground) -> Site:
    """The app with all installed plugins, the demo staff and records of everybody; clock, ids and secrets are fixed."""
    return ground.site


@pytest.fixture
def standing(ground: Ground) -> Standing:
    """The records of every kind, by whose they are."""
    assert ground.standing is not None
    return ground.standing
