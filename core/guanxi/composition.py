"""Puts one set of plugins together with the house: resources with their extensions, faces, rights, the host that actors carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from guanxi import host_plugin
from guanxi.config import Config
from guanxi.data.database import row
from guanxi.jobs.declaration import Job
from guanxi.jobs.runtime import Runtime
from guanxi.jobs.schedule import Schedule
from guanxi.misfits import misfits
from guanxi.people.actors import actor_by_id, system_actor, team_of
from guanxi.people.choice_lists import saved_choices, with_adjusted
from guanxi.people.collaborating import SHARE
from guanxi.people.resources import PERMISSIONS
from guanxi.people.revealing import UNMASK, has_masks
from guanxi.people.rights import RightsKeeper
from guanxi.people.settings import as_set
from guanxi.plugins import generation, incidents, lifecycle
from guanxi.plugins.assembly import PluginSet, assemble
from guanxi.plugins.discovery import installed
from guanxi.plugins.guard import Guard, Report
from guanxi.plugins.incidents import Incident
from guanxi.plugins.migrating import behind
from guanxi.plugins.watchdog import Watchdog
from guanxi.records.actor import Actor
from guanxi.records.change import Change
from guanxi.records.host import Host, new_id, nonce, now
from guanxi.records.resource import Extension, Resource
from guanxi.resources.boards import Board
from guanxi.resources.calendars import Calendar
from guanxi.resources.faces import Faces, Form, List, Record, Without, faces_of
from guanxi.sparing import sparing
from guanxi.work.mail.server import MailServer
from guanxi.work.notifications.writing import notify
from guanxi.work.tags.resource import with_kinds

ACTIONS = ("view", "create", "edit", "delete", "assign", "export", "import")


@dataclass(frozen=True)
class House:
    """Everything a process works with for one set of plugins; web, worker and command line each take what they need."""

    config: Config
    plugins: PluginSet
    host: Host
    faces: dict[str, Faces]
    keeper: RightsKeeper

    def actor(self, user_id: int | None) -> Actor | None:
        """The actor of a user with today's rights; the house itself for None or 0; None where the user is not active."""
        if not user_id:
            return system_actor(self.host)
        return actor_by_id(user_id, self.host, self.keeper)

    def runtime(self) -> Runtime:
        """What a worker runs with."""
        return Runtime(
            jobs={job.name: job for _plugin, job in self.plugins.all(Job)},
            actor=self.actor,
            schedules=tuple(schedule for _plugin, schedule in self.plugins.all(Schedule)),
            plugins=frozenset(self.plugins.names),
            clock=self.host.clock,
            new_id=self.host.new_id,
        )


def compose(config: Config, *, report: Report = incidents.record, **options: Any) -> House:
    """The house for the plugins that are enabled now, without one whose items keep it from being put together.

    `options` are those of `put_together`; failures of plugins are reported to `report`.
    """
    return sparing(
        lambda failed: put_together(config, failed=failed, report=report, **options),
        without=options.get("without", ()),
        report=report,
        strict=config.strict,
    )


def put_together(
    config: Config,
    *,
    without: Collection[str] = (),
    failed: Mapping[str, Incident] = MappingProxyType({}),
    report: Report = incidents.record,
    watchdog: Watchdog | None = None,
    clock: Callable[[], datetime] = now,
    new_id: Callable[[], str] = new_id,
    nonce: Callable[[], str] = nonce,
) -> House:
    """The house for the plugins that are enabled now, less those named in `without` (they hang in this process).

    `failed` are plugins that are known to fail later, with their incidents: they are left out, and who needs them waits.
    """
    guard = Guard(report, watchdog, strict=config.strict)
    names = set() if config.safe else set(lifecycle.enabled()) - set(without)
    plugins = _assembled(names, guard, failed)
    resources = with_adjusted(composed(plugins), saved_choices())
    permissions = _permissions(plugins, resources)
    items = _items(plugins)
    keeper = RightsKeeper(permissions)
    host = Host(
        resources=resources,
        hooks=plugins.hooks,
        settings=as_set(items) | _settings(config),
        clock=clock,
        new_id=new_id,
        nonce=nonce,
        team_of=team_of,
        actor_of=lambda user_id, host: actor_by_id(user_id, host, keeper),
        notify=notify,
        permissions=permissions,
        items=items,
    )
    return House(config, plugins, host, _faces(plugins, resources), keeper)


def _assembled(names: set[str], guard: Guard, failed: Mapping[str, Incident]) -> PluginSet:
    """The plugins of these names that can run, with what keeps the others from it."""
    states = {name: state.state for name, state in lifecycle.states().items()}
    known = installed() if names else []
    failed = {name: incident for name, incident in failed.items() if name in names}
    failed |= behind(names - failed.keys(), known)
    return assemble(
        names, host=host_plugin, guard=guard, manifests=known, states=states, failed=failed, also=misfits
    )


def _items(plugins: PluginSet) -> tuple[object, ...]:
    """Everything that host and plugins mount, in the order of the plugins."""
    return tuple(item for name in plugins.names for item in plugins.items[name])


def composed(plugins: PluginSet) -> dict[str, Resource]:
    """Every mounted resource by name, with the side tables that enabled plugins add."""
    extensions: dict[str, list[Extension]] = defaultdict(list)
    for _plugin, extension in plugins.all(Extension):
        extensions[extension.resource].append(extension)
    found = {
        resource.name: resource.extended(*extensions[resource.name])
        if extensions[resource.name]
        else resource
        for _plugin, resource in plugins.all(Resource)
    }
    return with_kinds(found)


def _faces(plugins: PluginSet, resources: dict[str, Resource]) -> dict[str, Faces]:
    items: list[Any] = [
        item for kind in (List, Record, Form, Board, Calendar, Without) for _plugin, item in plugins.all(kind)
    ]
    return mounted({name: faces_of(resource, items) for name, resource in resources.items()})


def mounted(faces: Mapping[str, Faces]) -> dict[str, Faces]:
    """The faces of those resources that have pages: without list and record page there is nowhere to be."""
    return {name: each for name, each in faces.items() if each.has(List) or each.has(Record)}


def _permissions(plugins: PluginSet, resources: dict[str, Resource]) -> frozenset[str]:
    derived = {resource.permission(action) for resource in resources.values() for action in ACTIONS}
    changes = {change.name for _plugin, change in plugins.all(Change)}
    derived |= {resource.permission(SHARE) for resource in resources.values() if resource.rows.shared}
    derived |= {resource.permission(UNMASK) for resource in resources.values() if has_masks(resource)}
    return frozenset(derived | changes | set(plugins.permissions()) | PERMISSIONS)


def _settings(config: Config) -> dict[str, Any]:
    """Currency, zone and language of the house: the own company's, else the deployment's."""
    found = row(
        "SELECT currency, zone, name FROM people_own_company WHERE deleted_at IS NULL ORDER BY id LIMIT 1"
    )
    currency, zone, name = found or (None, None, None)
    return {
        "host.currency": currency or config.currency,
        "zone": zone or config.zone,
        "host.language": config.language,
        "host.company": name or "",
        "host.base_url": config.base_url,
        "host.files": config.files,
        "host.upload_mb": config.upload_mb,
        "host.user_files_mb": config.user_files_mb,
        "host.files_mb": config.files_mb,
        "host.mail": _mail_server(config),
    }


def _mail_server(config: Config) -> MailServer | None:
    """Where mails are handed over; None where nothing is mailed."""
    if not config.mail_host:
        return None
    return MailServer(
        config.mail_host,
        config.mail_port,
        config.mail_tls,
        config.mail_user,
        config.mail_password,
        config.mail_from,
    )


def position() -> tuple[int, ...]:
    """The generations a process follows: when one moves, it composes anew."""
    numbers = generation.numbers()
    return tuple(numbers.get(name, 0) for name in (generation.PLUGINS, generation.SETTINGS))


@dataclass(frozen=True)
class JobHouse:
    """What a worker asks: which generation holds, and what runs in it."""

    config: Config
    watchdog: Watchdog | None = None

    def load(self) -> Runtime:
        """The jobs of the present set of plugins, looked after by the watchdog as long as they are loaded and run."""
        return sparing(
            lambda failed: put_together(self.config, failed=failed, watchdog=self.watchdog).runtime(),
            strict=self.config.strict,
        )

    def generation(self) -> tuple[int, ...]:
        """Moves when the set of plugins or a setting does."""
        return position()
