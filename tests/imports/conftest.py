"""A house with contacts, an administrator, and two sellers of different teams, in a fresh database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from guanxi.cli import import_command
from guanxi.data.chinese.pinyin import sort_key
from guanxi.people.resources import RESOURCES
from guanxi.people.tables import User
from guanxi.records.actor import Actor, Scope
from guanxi.records.host import Host
from guanxi.records.resource import Resource
from guanxi.testing.outcomes import Uses
from guanxi_contacts import plugin

DATA = Path(__file__).parents[1] / "data"
ACTIONS = ("view", "create", "edit", "delete", "restore", "import", "assign")


def grants(host: Host, scope: Scope) -> dict[str, Scope]:
    """Every action on every kind of record within `scope`; colleagues are seen by all."""
    names = {f"{name}.{action}": scope for name in host.resources for action in ACTIONS}
    return names | {"people.user.view": Scope.ALL, "people.team.view": Scope.ALL}


@pytest.fixture
def house(db: Any, host: Host) -> Host:
    """A host that has mounted contacts beside its own resources."""
    items = tuple(plugin.mount())
    mounted = [*RESOURCES, *(item for item in items if isinstance(item, Resource))]
    made = replace(host, resources={each.name: each for each in mounted}, items=items)
    now = made.clock()
    for user_id, name, team in ((1, "Admin", None), (2, "王芳", 10), (3, "John Smith", 20)):
        User.insert(
            id=user_id,
            name=name,
            sort_name=sort_key(name),
            mail=f"u{user_id}@demo.example",
            team_id=team,
            version=1,
            active=True,
            theme="auto",
            created_at=now,
            changed_at=now,
        ).execute()
    return made


@pytest.fixture
def admin(house: Host) -> Actor:
    return Actor(1, "Admin", house, grants=grants(house, Scope.ALL))


@pytest.fixture
def seller(house: Host) -> Actor:
    found = grants(house, Scope.TEAM)
    del found["contacts.company.assign"], found["contacts.person.assign"]
    return Actor(2, "王芳", house, team=10, subtree=frozenset([10]), grants=found)


@pytest.fixture
def other_seller(house: Host) -> Actor:
    return Actor(3, "John Smith", house, team=20, subtree=frozenset([20]), grants=grants(house, Scope.TEAM))


@pytest.fixture
def guanxi(house: Host, uses: Uses, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs ``guanxi import …`` in the house; returns the exit code and what was printed."""

    def command(*arguments: str) -> tuple[int, str]:
        uses.record("command")
        parser = argparse.ArgumentParser()
        import_command.register(parser.add_subparsers())
        options = parser.parse_args(arguments)
        code: int = options.run(options, house)
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return command


@pytest.fixture
def data() -> Path:
    """The folder of sample files."""
    return DATA
