"""The web app of one house: reads top-down as the list of what is configured; nothing here outlives the app."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import Flask
from flask.templating import DispatchingJinjaLoader
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from guanxi.composition import House, put_together
from guanxi.config import Config, load
from guanxi.contents import Contents, brings, preview
from guanxi.data import database as db
from guanxi.data.garbage import spare_what_stays
from guanxi.doctor import Finding, examine
from guanxi.installation import index_enabled, prepare_plugins
from guanxi.installation import waiting as migrations_waiting
from guanxi.live import Live, NotReady
from guanxi.people.passwords import Passwords
from guanxi.plugins import lifecycle
from guanxi.plugins.guard import PluginFailed
from guanxi.plugins.mount import Command, MenuItem, Route
from guanxi.plugins.watchdog import Watchdog
from guanxi.resources.faces import Form
from guanxi.resources.lines import lines_of
from guanxi.rest.routes import routes as rest_routes
from guanxi.sparing import sparing
from guanxi.web import (
    access,
    account,
    action_pages,
    activity_pages,
    attachment_pages,
    choice_pages,
    claim_pages,
    day_pages,
    demo_pages,
    first_step_pages,
    handing_pages,
    help_view,
    house_pages,
    invitation,
    layout_pages,
    lookup_pages,
    maturity_pages,
    merge_pages,
    message_pages,
    metric_routes,
    notification_actions,
    notification_pages,
    own_company,
    plugin_styles,
    recent_pages,
    run_pages,
    search_pages,
    settings_pages,
    setup,
    sign_in,
    star_pages,
    tag_pages,
    taking_over,
    team_status_pages,
    view_pages,
    week_pages,
)
from guanxi.web.kept_rules import KeptRule
from guanxi.web.menu import Entry, Menu, entry_of
from guanxi.web.pins import FACES
from guanxi.web.plugin_styles import prepare_styles
from guanxi.web.problems import answer_problems
from guanxi.web.rendering import MENU, Environment, prepare_templates
from guanxi.web.resource_routes import routes_of
from guanxi.web.routing import mount_routes, route_map
from guanxi.web.search_pages import NEW, PALETTE
from guanxi.web.security import Door, hardened, stand_at_door
from guanxi.web.slots import PLUGINS
from guanxi.web.view_listing import listing_of
from guanxi.web.wording import Inside
from guanxi.work.attachments import takes_files

HOUSE = "guanxi.house"
HOST_PAGES = (
    sign_in,
    star_pages,
    plugin_styles,
    setup,
    account,
    demo_pages,
    access,
    handing_pages,
    taking_over,
    invitation,
    lookup_pages,
    claim_pages,
    own_company,
    recent_pages,
    first_step_pages,
    house_pages,
    search_pages,
    layout_pages,
    attachment_pages,
    choice_pages,
    day_pages,
    help_view,
    team_status_pages,
    settings_pages,
    notification_actions,
    notification_pages,
    activity_pages,
    maturity_pages,
    message_pages,
    tag_pages,
    run_pages,
    week_pages,
    view_pages,
)


def create_app(house: House, *, passwords: Passwords | None = None) -> Flask:
    """A finished Flask app for the house."""
    app = Flask("guanxi.web", static_folder="static", template_folder="templates")
    app.jinja_environment = Environment
    app.url_rule_class = KeptRule
    app.extensions[HOUSE] = house
    app.extensions[PLUGINS] = house.plugins
    app.extensions[FACES] = house.faces
    app.extensions[house_pages.INSTALLATION] = _Installation(house)
    configure_settings(app, house.config)
    configure_door(app, house, passwords or Passwords())
    configure_templates(app, house)
    configure_routes(app, house)
    configure_menu(app, house)
    answer_problems(app)
    app.teardown_appcontext(_give_connection_back)
    return app


def configure_settings(app: Flask, config: Config) -> None:
    """Every setting that decides about safety, and nothing else."""
    app.config.update(
        hardened(
            secret_key=config.secret_key,
            base_url=config.base_url,
            allowed_hosts=config.allowed_hosts,
            cookie_secure=config.cookie_secure,
            upload_mb=config.upload_mb,
        )
    )


def configure_door(app: Flask, house: House, passwords: Passwords) -> None:
    """Session or token to actor, CSRF, headers."""
    config = house.config
    stand_at_door(app, Door(house.host, house.keeper, passwords, config.trusted_proxies, config.language))


def configure_templates(app: Flask, house: House) -> None:
    """Templates of each plugin under its own name, translated in its own catalogue."""
    packages = {
        name: module.__name__.partition(".")[0]
        for name, module in house.plugins.modules.items()
        if name != "host"
    }
    own = app.jinja_loader
    assert own is not None
    loaders = {
        name: loader for name, package in packages.items() if (loader := _plugin_loader(name, package))
    }
    app.jinja_loader = ChoiceLoader([own, PrefixLoader(loaders)])
    assert isinstance(app.jinja_env.loader, DispatchingJinjaLoader)
    prepare_templates(app, packages, prepare_styles(app, packages))


def configure_routes(app: Flask, house: House) -> None:
    """The host's pages, those of every resource, those that plugins wrote themselves."""
    mount_routes(app, _routes(house))


def configure_menu(app: Flask, house: House) -> None:
    """What plugins put into the menu, with addresses made once."""
    named = {item.to for _plugin, item in house.plugins.all(MenuItem)}
    app.extensions[MENU] = Menu([*_named_entries(app, house, MenuItem), *_lists(house, named)])
    app.extensions[PALETTE] = (*_creating(house, named), *_named_entries(app, house, Command))


def _routes(house: House) -> Iterator[Route]:
    own = [route for module in HOST_PAGES for route in module.ROUTES] + list(house.plugins.routes())
    yield from own
    replaced = {(route.rule, method) for route in own for method in route.methods}
    for faces in house.faces.values():
        lines = bool(lines_of(house.host.items, faces.resource.name))
        files = takes_files(house.host, faces.resource)
        answers = faces.resource in house.host.with_replies
        yield from routes_of(faces, replaced, lines=lines, files=files, answers=answers)
        yield from action_pages.routes_of(house.host, faces)
        yield from merge_pages.routes_of(house.host, faces)
    yield from metric_routes.routes_of(house.host, house.faces)
    yield from rest_routes(house.host, partial(listing_of, known=house.faces))


def _creating(house: House, named: set[str]) -> Iterator[Entry]:
    """What the palette offers to create: every kind with a form and a menu entry; parts are written where they belong."""
    for faces in house.faces.values():
        resource = faces.resource
        if faces.has(Form) and (faces.in_menu or f"{resource.name}.list" in named):
            label = NEW.format(kind=Inside(resource.label_one))
            yield Entry(label, f"/{resource.path}/new", "plus", resource.permission("create"), 0)


def _named_entries(app: Flask, house: House, kind: type[MenuItem | Command]) -> Iterator[Entry]:
    """The entries of plugins; one that leads to a page which needs more than its name is left out, and its plugin named."""
    adapter, known = app.url_map.bind("localhost"), route_map(app)
    for plugin, item in house.plugins.all(kind):
        if item.to in known:
            try:
                href = house.plugins.guard.call(
                    plugin, "mount", adapter.build, item.to, hook=f"menu {item.to}", passing=()
                )
            except PluginFailed:
                continue
            yield entry_of(item, href, known[item.to].needs)


def _lists(house: House, named: set[str]) -> Iterator[Entry]:
    """Lists that no plugin put into the menu itself come by themselves, in the order of mounting."""
    for number, faces in enumerate(house.faces.values()):
        resource = faces.resource
        if resource.plugin != "people" and f"{resource.name}.list" not in named and faces.in_menu:
            needed, at = resource.permission("view"), 100 + number
            yield Entry(resource.label, f"/{resource.path}/", resource.icon, needed, at, faces.list.key)


def _plugin_loader(name: str, package: str) -> PackageLoader | None:
    """The plugin's own folder of templates, ``templates/<name>``; None where it has none."""
    try:
        return PackageLoader(package, f"templates/{name}")
    except ValueError:
        return None


@dataclass(frozen=True)
class _Installation:
    """What the pages of the house may ask of the installation and do to it."""

    house: House

    def enable(self, name: str, now: datetime) -> list[str]:
        """Migrate, index and enable a plugin; return the names that were enabled."""
        done = lifecycle.enable(name, now=now, prepare=prepare_plugins)
        index_enabled()
        return done

    def findings(self, now: datetime) -> Iterator[Finding]:
        """What the doctor finds without reading all data."""
        return examine(self.house.config, now, thorough=False)

    def contents(self, name: str, language: str) -> Contents:
        """What a plugin brings, in words, whether it runs or not."""
        return (
            brings(self.house.plugins, name) if name in self.house.plugins.names else preview(name, language)
        )


def _give_connection_back(_error: BaseException | None) -> None:
    if not db.in_transaction():
        db.close()


def live(config: Config | None = None) -> Live:
    """The WSGI application of a process: always the app for the newest generation."""
    config = config or load()
    db.connect(config.database, pool=config.threads + 4)

    passwords = Passwords()

    def build(without: frozenset[str], watchdog: Watchdog) -> Any:
        if waiting := migrations_waiting():
            raise NotReady(f"the database waits for {len(waiting)} migrations; run: guanxi migrate")
        return sparing(
            lambda failed: create_app(
                put_together(config, without=without, failed=failed, watchdog=watchdog), passwords=passwords
            ),
            without=without,
            strict=config.strict,
        )

    return Live(build, tidy=spare_what_stays, close=_take_no_more, replace=_replace_process)


def _take_no_more() -> None:
    """Let the web server take no more connections for this process, and end those that rest."""
    os.kill(os.getpid(), signal.SIGTERM)


def _replace_process() -> None:
    """Leave, so that the supervisor starts a fresh process."""
    os._exit(75)
