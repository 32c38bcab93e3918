"""An installation as a whole: whose migrations there are, bringing the database up to the code, making ready what is enabled."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from guanxi import __version__
from guanxi.composition import compose
from guanxi.config import Config, load
from guanxi.data.migrations import Owner, Step, migrate, pending
from guanxi.plugins import lifecycle
from guanxi.plugins.discovery import Manifest, in_order, installed
from guanxi.records import indexes
from guanxi.records.resource import Resource

HOST = Owner("host", "guanxi", __version__)


def owners(manifests: Collection[Manifest] | None = None) -> list[Owner]:
    """The host, then every plugin that was ever enabled or is named in `manifests`, in the order of their needs."""
    known = {m.name: m for m in installed()}
    wanted = {m.name for m in manifests or ()} | (
        set(lifecycle.states()) & set(known) if _has_tables() else set()
    )
    return [
        HOST,
        *(Owner(m.name, package_of(m), m.version) for m in in_order(known.values()) if m.name in wanted),
    ]


def package_of(manifest: Manifest) -> str:
    """The importable package of a plugin."""
    return manifest.entry.module.partition(".")[0]


def bring_up(config: Config) -> list[Step]:
    """Run all migrations that wait and make the indexes that the declarations ask for; return what ran."""
    ran = migrate([HOST])
    ran += migrate(owners())
    index(compose(config).host.resources.values())
    return ran


def waiting() -> list[Step]:
    """The migrations that wait; a process that serves must not start before them."""
    return pending(owners())


def prepare_plugins(manifests: Sequence[Manifest]) -> None:
    """Make the tables of plugins that are about to be enabled."""
    migrate(owners(manifests))


def index_enabled() -> None:
    """Make the derived indexes of everything that is enabled now."""
    index(compose(load()).host.resources.values())


def index(resources: Collection[Resource]) -> None:
    """Make missing derived indexes, and let the planner look where some were made."""
    for resource in resources:
        if indexes.create(resource):
            indexes.analyze(resource)


def _has_tables() -> bool:
    from guanxi.data.database import database

    return bool(database.table_exists("plugin"))
