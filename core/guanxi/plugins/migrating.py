"""Whose migrations there are: the host's, then those of plugins in the order of their start; and which tables they lead to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

import guanxi
from guanxi.data.database import Table, database
from guanxi.data.declared import import_below, is_package, tables_of
from guanxi.data.migration_lock import migration_lock
from guanxi.data.migrations import (
    MigrationRefused,
    Owner,
    Step,
    check,
    migrate,
    pending,
    reasons_against,
    status,
)
from guanxi.plugins import lifecycle
from guanxi.plugins.discovery import HOST, Manifest, installed
from guanxi.plugins.guard import PluginFailed, call
from guanxi.plugins.incidents import Incident

THE_HOST = Owner(HOST, "guanxi", guanxi.__version__)
ROOMS = ("jobs", "people", "plugins", "records", "work")
MIGRATED = (lifecycle.ENABLED, lifecycle.PAUSED)


def owners(names: Collection[str] | None = None) -> list[Owner]:
    """The host and the plugins `names` (default: all that are enabled or paused and installed), in order."""
    return [THE_HOST, *map(owner_of, _manifests(names))]


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


@dataclass(frozen=True)
class Migrated:
    """What a run of all migrations did, and the plugins that it left as they were."""

    steps: tuple[Step, ...]
    failures: tuple[Incident, ...]


def migrate_all(
    names: Collection[str] | None = None,
    *,
    before: Callable[[list[Step]], object] = lambda steps: None,
    after: Callable[[list[Step]], object] = lambda steps: None,
) -> Migrated:
    """Migrate the host, then each plugin; one that fails keeps its old tables, and those that need it are left alone.

    A failure of the host's own migrations is raised. `before` and `after` are called as by `guanxi.data.migrations.migrate`.
    """
    with migration_lock():
        check([THE_HOST])
        waiting = pending(owners(names))
        if not waiting:
            return Migrated((), tuple(behind(names).values()))
        before(waiting)
        done = migrate([THE_HOST])
        failures: dict[str, Incident] = {}
        for manifest in _manifests(names):
            done += _migrate_guarded(manifest, failures)
        after(done)
    return Migrated(tuple(done), tuple(failures.values()))


def behind(
    names: Collection[str] | None = None, manifests: Sequence[Manifest] | None = None
) -> dict[str, Incident]:
    """The plugins whose tables are not those of their code, with the reason; they must not be started."""
    found = {}
    for standing in status([owner_of(m) for m in _manifests(names, manifests)]):
        reasons = reasons_against([standing])
        if standing.pending:
            reasons.append(f"{len(standing.pending)} of its migrations wait. Run: guanxi migrate")
        if reasons:
            name = standing.owner.name
            found[name] = Incident(name, "migration", "", "problem", " ".join(reasons))
    return found


def _migrate_guarded(manifest: Manifest, failures: dict[str, Incident]) -> list[Step]:
    missing = [need for need in manifest.needs if need in failures]
    try:
        if missing:
            raise MigrationRefused(f"it waits for the migrations of {', '.join(map(repr, missing))}")
        return list(
            call(manifest.name, "migration", migrate, [owner_of(manifest)], passing=(MigrationRefused,))
        )
    except PluginFailed as failure:
        failures[manifest.name] = failure.incident
    except MigrationRefused as refused:
        failures[manifest.name] = Incident(manifest.name, "migration", "", "problem", str(refused))
    return []


def models_of(owner: Owner) -> list[type[Table]]:
    """The tables that the code of an owner declares; imports the modules that declare them."""
    if owner.name == HOST:
        for room in ROOMS:
            import_below(f"{owner.package}.{room}")
    elif is_package(owner.package) and find_spec(f"{owner.package}.models"):
        import_module(f"{owner.package}.models")
    return tables_of(owner.package)


def _manifests(names: Collection[str] | None, manifests: Sequence[Manifest] | None = None) -> list[Manifest]:
    wanted = _running() if names is None else names
    if not wanted:
        return []
    return [m for m in (installed() if manifests is None else manifests) if m.name in wanted]


def _running() -> list[str]:
    if not database.table_exists("plugin"):
        return []
    return [name for name, state in lifecycle.states().items() if state.state in MIGRATED]
