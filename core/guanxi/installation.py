"""An installation as a whole: whose migrations there are, bringing the database up to the code, making ready what is enabled."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from guanxi import host_plugin
from guanxi.composition import compose, composed
from guanxi.config import Config, load
from guanxi.data.database import write_transaction
from guanxi.data.migrations import Step, check, pending
from guanxi.misfits import misfits
from guanxi.people.placing import catch_up
from guanxi.people.resources import RESOURCES
from guanxi.plugins import incidents, lifecycle
from guanxi.plugins.assembly import assemble
from guanxi.plugins.discovery import Manifest
from guanxi.plugins.guard import Guard, PluginFailed, Report, call
from guanxi.plugins.migrating import THE_HOST, Migrated, migrate_all, migrate_plugins
from guanxi.plugins.watchdog import Watchdog
from guanxi.records import about, hanging, indexes, milestone_rows, shares, sides
from guanxi.records.entries import Entries
from guanxi.records.host import Host
from guanxi.records.resource import Extension, Resource
from guanxi.records.search import kinds
from guanxi.records.tagging import streams as tags

NO_ENTRIES: Mapping[str, Entries] = MappingProxyType({})


def bring_up(config: Config, watchdog: Watchdog | None = None) -> Migrated:
    """Run all migrations that wait and make the indexes that the declarations ask for.

    Raises where the host's own migrations fail; a plugin whose fail is in `failures`, keeps its tables and is not started.
    """
    done = migrate_all()
    host = compose(config, watchdog=watchdog).host
    index(host.resources.values(), host.entries)
    _find_milestones(host)
    kinds.make_ready(host)
    return done


def waiting() -> list[Step]:
    """The migrations of the host that wait; a process that serves must not start before them."""
    check([THE_HOST])
    return pending([THE_HOST])


def prepare_plugins(manifests: Sequence[Manifest]) -> None:
    """Make the tables of plugins that are about to be enabled, and let what slept catch up with users who moved."""
    migrate_plugins(manifests)
    for resource in _woken([manifest.name for manifest in manifests]):
        with write_transaction():
            catch_up(resource)


def _woken(names: Sequence[str]) -> Iterator[Resource]:
    """The resources that plugins about to be enabled bring or extend; one that does not start says so when it is enabled."""
    running = set(lifecycle.enabled()) | set(names)
    states = {name: state.state for name, state in lifecycle.states().items()}
    plugins = assemble(
        running, host=host_plugin, guard=Guard(lambda incident: None), states=states, also=misfits
    )
    brought = {item.name for n in names for item in plugins.items.get(n, ()) if isinstance(item, Resource)}
    brought |= {e.resource for n in names for e in plugins.items.get(n, ()) if isinstance(e, Extension)}
    return (resource for name, resource in composed(plugins).items() if name in brought)


def index_enabled(report: Report = incidents.record) -> None:
    """Make ready what lists need of everything that is enabled now; what fails in a plugin is handed to `report`."""
    make_ready(compose(load(), report=report).host)


def make_ready(host: Host) -> None:
    """Make the derived indexes, fill side tables of plugins enabled since, and let the search follow what is declared."""
    index(host.resources.values(), host.entries)
    for resource in host.resources.values():
        with write_transaction():
            sides.fill(resource)
            shares.fill(resource)
            about.fill(resource, host.entries.get(resource.name))
    _find_milestones(host)
    kinds.make_ready(host)


def _find_milestones(host: Host) -> None:
    """Find the steps of records that were there before their plugin told of them."""
    for declared in host.milestones.values():
        with write_transaction():
            milestone_rows.fill(declared)


def index(resources: Collection[Resource], entries: Mapping[str, Entries] = NO_ENTRIES) -> None:
    """Make missing derived indexes, and let the planner look where some were made; `entries` as `Host.entries`.

    Where those of a plugin's records cannot be made (a value that is to be unique stands twice), the plugin is named on the
    health page and the others get theirs.
    """
    for resource in resources:
        try:
            made = _create(resource, entries.get(resource.name))
        except PluginFailed:
            continue
        if made:
            indexes.analyze(resource)


def _create(resource: Resource, declared: Entries | None) -> list[str]:
    if resource.name in _OWN:
        return _made(resource, declared)
    made: list[str] = call(resource.plugin, "set-up", _made, resource, declared, hook="indexes", passing=())
    return made


def _made(resource: Resource, declared: Entries | None) -> list[str]:
    """The indexes of its tables, of its place in timelines, and those of its shares and tags."""
    made = indexes.create(resource)
    made += hanging.create(resource, declared)
    shares.create(resource)
    tags.create(resource)
    return made


_OWN = frozenset(resource.name for resource in RESOURCES)
