"""Whose migrations there are: the host's, then those of plugins in the order of their start; and which tables they lead to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib import import_module
from importlib.util import find_spec

import guanxi
from guanxi.data.database import Table, database
from guanxi.data.declared import import_below, tables_of
from guanxi.data.migrations import MigrationRefused, Owner, Step, migrate
from guanxi.plugins import lifecycle
from guanxi.plugins.discovery import HOST, Manifest, installed
from guanxi.plugins.guard import PluginFailed, call

THE_HOST = Owner(HOST, "guanxi", guanxi.__version__)
ROOMS = ("jobs", "people", "plugins", "records", "work")
MIGRATED = (lifecycle.ENABLED, lifecycle.PAUSED)


def owners(names: Collection[str] | None = None) -> list[Owner]:
    """The host and the plugins `names` (default: all that are enabled or paused and installed), in order."""
    wanted = _running() if names is None else names
    return [THE_HOST, *(owner_of(m) for m in (installed() if wanted else []) if m.name in wanted)]


def owner_of(manifest: Manifest) -> Owner:
    """A plugin as the owner of its migrations."""
    return Owner(manifest.name, manifest.package, manifest.version)


def migrate_plugins(manifests: Iterable[Manifest]) -> list[Step]:
    """Bring the tables of plugins that are about to be enabled up to date; NotPossible says whose migration fails."""
    done: list[Step] = []
    for manifest in manifests:
        try:
            done += call(
                manifest.name, "migration", migrate, [owner_of(manifest)], passing=(MigrationRefused,)
            )
        except PluginFailed as failure:
            raise lifecycle.NotPossible(
                f"Plugin {manifest.name!r} was not enabled: its migration failed ({failure.incident.message})."
                " Its tables are as before. See: guanxi plugin status --traceback"
            ) from failure
    return done


def models_of(owner: Owner) -> list[type[Table]]:
    """The tables that the code of an owner declares; imports the modules that declare them."""
    if owner.name == HOST:
        for room in ROOMS:
            import_below(f"{owner.package}.{room}")
    elif find_spec(f"{owner.package}.models"):
        import_module(f"{owner.package}.models")
    return tables_of(owner.package)


def _running() -> list[str]:
    if not database.table_exists("plugin"):
        return []
    return [name for name, state in lifecycle.states().items() if state.state in MIGRATED]
