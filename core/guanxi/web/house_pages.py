"""Pages of the house itself: home, undo, plugins, health, the page of components."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol, cast

from flask import abort, current_app, redirect
from werkzeug.wrappers import Response

from guanxi import __version__
from guanxi.data.columns import to_ms
from guanxi.data.database import is_sqlite
from guanxi.data.errors import Refused
from guanxi.data.formats import Format
from guanxi.data.messages import Message, language, translate, translator
from guanxi.plugins import incidents, lifecycle
from guanxi.plugins.assembly import PluginSet
from guanxi.plugins.discovery import HOST, Manifest, installed
from guanxi.plugins.incidents import Noted
from guanxi.plugins.mount import Needs, Route
from guanxi.plugins.naming import plugin_label
from guanxi.records.actor import Actor
from guanxi.resources.display import format_of
from guanxi.web import demo_pages
from guanxi.web.components import samples
from guanxi.web.day_pages import day_at_home
from guanxi.web.first_step_pages import pointer
from guanxi.web.histories import undo_change
from guanxi.web.metric_tiles import tiles
from guanxi.web.recent_pages import RECENT, kinds_at_home, recent_kinds
from guanxi.web.rendering import fragment, toast
from guanxi.web.rendering import page as whole_page
from guanxi.web.routing import SIGNED_IN, may_open
from guanxi.web.slots import PLUGINS
from guanxi.web.wording import inside

_ = translator("guanxi")
MANAGE, HEALTH = "plugins.plugin.manage", "host.health.view"
INCIDENTS = 50
INSTALLATION = "guanxi.installation"


class Finding(Protocol):
    """One line about the state of the installation; `mend` is empty where all is well."""

    @property
    def label(self) -> Message: ...
    @property
    def text(self) -> Message: ...
    @property
    def mend(self) -> Message | str: ...
    @property
    def well(self) -> bool: ...


class Installation(Protocol):
    """What the pages of the house need of the installation that they run in; the app hands it in."""

    def enable(self, name: str, now: datetime) -> list[str]: ...
    def findings(self, now: datetime) -> Iterable[Finding]: ...
    def contents(self, name: str, language: str) -> list[tuple[str, str]]: ...


PLACES: dict[str, Message] = {
    "import": _("when it was loaded"),
    "set-up": _("when it was set up"),
    "mount": _("when it was put together"),
    "migration": _("in a migration"),
    "ask": _("when it was asked"),
    "check": _("when it checked a change"),
    "told": _("when it was told of a change"),
    "slot": _("in a part of a page"),
    "view": _("on a page of its own"),
    "job": _("in a job"),
}
"""Where a plugin failed, in words, by the stage of its call."""


def installation() -> Installation:
    """The installation of the app that answers this request."""
    return cast(Installation, current_app.extensions[INSTALLATION])


STATES: dict[str, tuple[Message, str]] = {
    "enabled": (_("Enabled"), "green"),
    "disabled": (_("Disabled"), ""),
    "paused": (_("Paused"), "amber"),
    "failed": (_("Failed to start"), "red"),
    "waiting": (_("Waiting"), "amber"),
}


def home(actor: Actor) -> Response:
    """Where the day begins: numbers, what may be created and what is to be done; what changed last follows."""
    resources = kinds_at_home(actor)
    creates = [
        {"label": _("New {kind}").format(kind=inside(r.label_one)), "href": f"/{r.path}/new", "icon": r.icon}
        for r in resources
        if may_open(actor, f"/{r.path}/new") and not r.rows.through
    ]
    return whole_page(
        "home.html",
        actor,
        title=str(_("Home")),
        name=actor.name,
        creates=creates[:4],
        pointer=pointer(actor),
        day=day_at_home(actor),
        recent=RECENT if recent_kinds(actor) else "",
        tiles=tiles(actor),
        first=_first_steps(actor),
        powerless=not actor.grants,
        demo_url=demo_pages.notice(actor),
    )


def _first_steps(actor: Actor) -> list[dict[str, Any]]:
    """What an administrator of an installation without records may do next."""
    choose = {"label": _("Choose plugins"), "href": "/settings/plugins", "icon": "puzzle", "kind": "main"}
    return [choose] if actor.may(MANAGE) else []


def plugins_page(actor: Actor) -> Response:
    """Every installed plugin, its state, what it brings, and the buttons that switch it."""
    plugin_set: PluginSet = current_app.extensions[PLUGINS]
    states = lifecycle.states()
    cards = [_card(manifest, plugin_set, states) for manifest in installed()]
    return whole_page("plugins.html", actor, title=str(_("Plugins")), plugins=cards)


def switch_plugin(actor: Actor, name: str, act: str) -> Response:
    """Enable, disable or resume a plugin; every process follows within two seconds."""
    now = actor.host.clock()
    try:
        if act == "enable":
            installation().enable(name, now)
        elif act == "disable":
            lifecycle.disable(name, now=now)
        else:
            lifecycle.resume(name, now=now)
    except lifecycle.NotPossible as no:
        raise Refused(str(no)) from no
    toast(_("Plugin {name}: done. It takes effect within two seconds.").format(name=name))
    return redirect("/settings/plugins", 303)


def _card(manifest: Manifest, plugin_set: PluginSet, states: dict[str, lifecycle.State]) -> dict[str, Any]:
    state = states.get(manifest.name)
    word = state.state if state else "disabled"
    failure = next((str(i.message) for i in plugin_set.failures if i.plugin == manifest.name), "")
    if word == "enabled" and failure:
        word = "failed"
    elif word == "enabled" and manifest.name in plugin_set.waiting():
        word, failure = "waiting", str(next(p for p in plugin_set.problems if p.plugin == manifest.name))
    label, tone = STATES.get(word, (word, ""))
    base = f"/settings/plugins/{manifest.name}"
    acts = {"disabled": ("enable", _("Enable"), "play"), "paused": ("resume", _("Resume"), "play")}
    act, text, icon = acts.get(word, ("disable", _("Disable"), "power"))
    return {
        "name": manifest.name,
        "label": plugin_label(manifest.name),
        "summary": _of(manifest, manifest.summary),
        "version": manifest.version,
        "state": word,
        "state_label": label,
        "tone": tone,
        "needs": list(manifest.needs),
        "brings_url": f"{base}/contents",
        "failure": failure or (state.reason if state and word == "paused" else ""),
        "failure_href": "/settings/health",
        "actions": [{"label": text, "post": f"{base}/{act}", "icon": icon}],
    }


def _of(manifest: Manifest, text: str) -> str:
    """A text of a plugin's metadata in the reader's language, where its own catalogue has it; a broken one's as it is."""
    try:
        return translate(manifest.package, text)
    except (ImportError, OSError, ValueError):
        return text


def plugin_contents(actor: Actor, name: str) -> Response:
    """What a plugin brings, also one that does not run: looked at in a process of its own, so that it can do no harm here."""
    if name not in {manifest.name for manifest in installed()}:
        abort(404)
    found = installation().contents(name, language())
    return fragment("components/page.html", "facts", [(label, words) for label, words in found])


def health_page(actor: Actor) -> Response:
    """What runs, what does not, and why."""
    fmt = format_of(actor)
    checks = [
        {
            "label": finding.label,
            "text": _("{what} {mend}").format(what=finding.text, mend=finding.mend)
            if finding.mend
            else finding.text,
            "tone": "good" if finding.well else "bad",
        }
        for finding in installation().findings(actor.host.clock())
    ]
    facts = [(_("Version"), __version__), (_("Database"), "SQLite" if is_sqlite() else "PostgreSQL")]
    failures = [_failure(noted, fmt) for noted in incidents.newest(INCIDENTS)]
    return whole_page(
        "health.html", actor, title=str(_("Health")), checks=checks, failures=failures, facts=facts
    )


def _failure(noted: Noted, fmt: Format) -> dict[str, Any]:
    incident = noted.incident
    return {
        "plugin": plugin_label(incident.plugin) if incident.plugin != HOST else _("Guanxi itself"),
        "stage": PLACES.get(incident.stage, incident.stage),
        "message": incident.message,
        "hook": incident.hook,
        "at": fmt.datetime(to_ms(incident.at)),
        "traceback": incident.traceback or incident.message,
        "count": noted.times,
    }


def components_page(actor: Actor) -> Response:
    """Every component in its states, for those who build pages."""
    return whole_page("components.html", actor, title=str(_("Components")), s=samples())


def _route(rule: str, name: str, methods: str, needs: Needs, function: Any) -> Route:
    return Route(rule, f"host.{name}", tuple(methods.split()), needs, "host", function)


ROUTES = (
    _route("/", "home", "GET", SIGNED_IN, home),
    _route("/undo/<int:id>", "undo", "POST", SIGNED_IN, undo_change),
    _route("/settings/plugins", "plugins", "GET", MANAGE, plugins_page),
    _route(
        "/settings/plugins/<name>/<any(enable,disable,resume):act>",
        "switch_plugin",
        "POST",
        MANAGE,
        switch_plugin,
    ),
    _route("/settings/plugins/<name>/contents", "plugin_contents", "GET", MANAGE, plugin_contents),
    _route("/settings/health", "health", "GET", HEALTH, health_page),
    _route("/settings/components", "components", "GET", HEALTH, components_page),
)
