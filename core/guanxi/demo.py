"""Demo data: staff of an invented company, and what each enabled plugin adds; only ever in an empty installation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from guanxi.composition import compose
from guanxi.config import Config
from guanxi.data.messages import use_language
from guanxi.installation import index_enabled, prepare_plugins
from guanxi.people import demo_colleagues
from guanxi.people.demo import make_demo_staff, write_demo_passwords
from guanxi.people.first_visit import is_open
from guanxi.plugins import lifecycle
from guanxi.plugins.discovery import installed
from guanxi.records import indexes
from guanxi.records.host import now

SIZE, SEED = 300, 20260305


@dataclass
class Filled:
    """What was made: where the passwords stand (None: there were users already), and records by plugin and kind."""

    passwords: Path | None = None
    records: dict[str, Mapping[str, int]] = field(default_factory=dict)


def fill(
    config: Config, *, size: int = SIZE, seed: int = SEED, clock: Callable[[], datetime] = now
) -> Filled:
    """Enable every installed plugin and fill an empty installation; one that has users is left as it is.

    What happened with the customers ends on the day that `clock` (UTC) tells.
    """
    if not is_open():
        return Filled()
    for manifest in installed():
        lifecycle.enable(manifest.name, now=clock(), with_needs=True, prepare=prepare_plugins)
    house = compose(config, clock=clock)
    staff = make_demo_staff(house.host)
    demo_colleagues.add_colleagues(house.host)
    done = Filled(write_demo_passwords(config.data, staff))
    house = compose(config, clock=clock)
    moment = clock()
    actors = {
        name: actor for name, key in demo_colleagues.ids_by_name().items() if (actor := house.actor(key))
    }
    owners = demo_colleagues.owners(actors, moment)
    with use_language("zh"):  # what the staff of the invented company would have typed
        for plugin, data in house.plugins.hooks.ask("demo_data"):
            done.records[plugin] = data.write(owners, size, seed)
    shared = [each for each in house.host.resources.values() if each.rows.shared and each.rows.own]
    demo_colleagues.what_happened(actors, shared, moment)
    index_enabled()
    for resource in house.host.resources.values():
        indexes.analyze(resource)
    return done


def demo_users(config: Config) -> list[tuple[str, str, str]]:
    """Mail address, password and role of each demo user of this installation, as kept for its owner; empty without demo data."""
    path = config.data / "demo-passwords.txt"
    if not path.is_file():
        return []
    return [
        (mail, password, role)
        for line in path.read_text(encoding="utf-8").splitlines()
        for mail, password, role in [line.split("\t")]
    ]
