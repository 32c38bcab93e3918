"""The schema that each test's database begins with: every table of the host and of the installed plugins."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import walk_packages

import guanxi
from guanxi.data.database import Table, database
from guanxi.data.declared import tables_of
from guanxi.data.migrations import adopt
from guanxi.plugins.discovery import installed
from guanxi.plugins.migrating import owners
from guanxi.records.search import storage

ROOMS = ("data", "plugins", "jobs", "records", "people", "work")


def create_all() -> None:
    """Create all tables of the host and of installed plugins in the bound database, which is empty."""
    database.create_tables(host_tables() + plugin_tables())
    storage.create()
    adopt(owners([manifest.name for manifest in installed()]))


def host_tables() -> list[type[Table]]:
    """Every table that a room of the host declares, in the order of their names."""
    for room in ROOMS:
        package = import_module(f"guanxi.{room}")
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            _import(found.name)
    return tables_of(guanxi.__name__)


def plugin_tables() -> list[type[Table]]:
    """Every table that an installed plugin declares in its `models` module."""
    found: list[type[Table]] = []
    for entry in entry_points(group="guanxi.plugins"):
        package = entry.module.partition(".")[0]
        try:
            import_module(f"{package}.models")
        except ModuleNotFoundError as error:
            if error.name != f"{package}.models":
                raise
        found += tables_of(package)
    return found


def _import(module: str) -> None:
    """Import a module of the host; one that stands on a room not built yet has no tables yet."""
    try:
        import_module(module)
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("guanxi."):
            raise
