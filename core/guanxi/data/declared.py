"""Finds the tables that a package declares."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import walk_packages

from guanxi.data.database import Table

ABSTRACT_IN = ("guanxi.data.columns", "guanxi.testing")


def tables_of(package: str) -> list[type[Table]]:
    """The tables declared in imported modules of `package`, by name; what others inherit from is left out."""
    found = {
        table
        for table in _below(Table)
        if table.__module__.partition(".")[0] == package
        and not table.__module__.startswith(ABSTRACT_IN)
        and not getattr(table._meta, "abstract", False)
    }
    return sorted(found, key=lambda table: str(table._meta.table_name))


def is_package(name: str) -> bool:
    """Tell whether the module `name` can hold others: a small plugin is one module."""
    found = find_spec(name)
    return found is not None and found.submodule_search_locations is not None


def import_below(package: str) -> None:
    """Import every module of a package."""
    for module in walk_packages(import_module(package).__path__, f"{package}."):
        import_module(module.name)


def _below(table: type[Table]) -> Iterator[type[Table]]:
    for child in table.__subclasses__():
        yield child
        yield from _below(child)
