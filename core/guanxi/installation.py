"""An installation as a whole: whose migrations there are, bringing the database up to the code, making ready what is enabled."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from guanxi.composition import compose
from guanxi.config import Config, load
from guanxi.data.database import write_transaction
from guanxi.data.migrations import Step, check, pending
from guanxi.plugins.discovery import Manifest
from guanxi.plugins.migrating import THE_HOST, Migrated, migrate_all, migrate_plugins
from guanxi.records import indexes, sides
from guanxi.records.host import Host
from guanxi.records.resource import Resource


def bring_up(config: Config) -> Migrated:
    """Run all migrations that wait and make the indexes that the declarations ask for.

    Raises where the host's own migrations fail; a plugin whose fail is in `failures`, keeps its tables and is not started.
    """
    done = migrate_all()
    index(compose(config).host.resources.values())
    return done


def waiting() -> list[Step]:
    """The migrations of the host that wait; a process that serves must not start before them."""
    check([THE_HOST])
    return pending([THE_HOST])


def prepare_plugins(manifests: Sequence[Manifest]) -> None:
    """Make the tables of plugins that are about to be enabled."""
    migrate_plugins(manifests)


def index_enabled() -> None:
    """Make ready what lists need of everything that is enabled now."""
    make_ready(compose(load()).host)


def make_ready(host: Host) -> None:
    """Make the derived indexes, and give every record its row in the side tables of plugins enabled since."""
    index(host.resources.values())
    for resource in host.resources.values():
        with write_transaction():
            sides.fill(resource)


def index(resources: Collection[Resource]) -> None:
    """Make missing derived indexes, and let the planner look where some were made."""
    for resource in resources:
        if indexes.create(resource):
            indexes.analyze(resource)
