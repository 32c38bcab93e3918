"""The demo staff in a fresh database, with two records of a probe plugin that belong to them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from people_world import PERMISSIONS, Note, Staff, notes
from web_world import Browser, make_app

from guanxi.people.actors import actor_by_id, team_of
from guanxi.people.demo import make_demo_staff
from guanxi.people.passwords import SMALL, Passwords
from guanxi.people.resources import RESOURCES
from guanxi.people.rights import RightsKeeper
from guanxi.records.actor import Actor
from guanxi.records.host import Host


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(SMALL)


@pytest.fixture
def house(db: Any, host: Host) -> Host:
    """An installation that nobody has set up."""
    db.create(Note)
    return replace(
        host,
        resources={each.name: each for each in (*RESOURCES, notes)},
        permissions=PERMISSIONS,
        team_of=team_of,
        settings={"host.base_url": "http://crm.example:8000", "zone": "Asia/Shanghai"},
    )


@pytest.fixture
def staff(house: Host, passwords: Passwords) -> Staff:
    """The demo staff, whose passwords are known to the test."""
    return Staff(house, dict(make_demo_staff(house, passwords)), RightsKeeper(PERMISSIONS))


@pytest.fixture
def acting(staff: Staff) -> Callable[[str], Actor]:
    """The actor of a demo user with today's rights, by the name in his mail address."""

    def make(name: str) -> Actor:
        found = actor_by_id(staff.id(name), staff.host, staff.keeper)
        assert found is not None
        return found

    return make


@pytest.fixture
def app(staff: Staff, passwords: Passwords) -> Flask:
    """An app with the pages of people."""
    return make_app(staff.host, passwords)


@pytest.fixture
def browser(app: Flask, staff: Staff) -> Browser:
    """A browser that nobody has used yet."""
    return Browser(app, staff)
