"""A fresh process comes up without the plugin that keeps its app from being made, and names it; otherwise with the host alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import OperationalError

from guanxi.app import HOUSE, live
from guanxi.cli.main import main
from guanxi.composition import JobHouse
from guanxi.config import Config, load
from guanxi.plugins import incidents, lifecycle
from guanxi.plugins.incidents import Incident
from guanxi.sparing import sparing
from guanxi.testing.databases import unbind

NOW = datetime(2026, 3, 5, 10, tzinfo=UTC)
GOOD = """
from guanxi.api import PUBLIC, MenuItem, Pages, hookimpl
pages = Pages("NAME")

@pages.get("/", needs=PUBLIC)
def index(actor):
    return "here"

@hookimpl
def mount():
    return [pages, MenuItem("Here", to="NAME.index")]
"""
HEAD = """
import sys
from guanxi.api import PUBLIC, MenuItem, Pages, hookimpl, translator
from guanxi.api import RecordTable, Resource, Text, TextField
from guanxi.plugins.mount import View
_ = translator("guanxi_bad")
pages = Pages("bad")

class Leaf(RecordTable):
    name = TextField(null=True)

    class Meta:
        table_name = "bad_leaf"

def leaves(kind=Resource):
    return kind(Leaf, _("Leaves"), _("Leaf"), "name", [Text("name", label=_("Name"))])

@pages.get("/", needs=PUBLIC)
def index(actor):
    return "never"

@hookimpl
def mount():
    return mounted
"""
WRONG_IN_THE_APP = {
    "an entry of the menu": 'mounted = [pages, MenuItem("Bad", to="bad.index", order="first")]',
    "the methods of a page": """
pages.views.append(View("other", "/other", None, PUBLIC, index))
mounted = [pages]
""",
    "an address twice": """
pages.views.append(View("leaf.list", "/other", ("GET",), PUBLIC, index))
mounted = [pages, leaves()]
""",
    "its templates": """
sys.modules["guanxi_bad"].__spec__ = object()
mounted = [pages]
""",
}
WRONG_IN_THE_HOUSE = {
    "a permission": """
class Closed(Resource):
    def permission(self, action):
        return {"view": "bad.leaf.view"}[action]

mounted = [leaves(Closed)]
""",
    "leaving": """
class Leaving(Resource):
    def permission(self, action):
        sys.exit(3)

mounted = [leaves(Leaving)]
""",
}
WRONG = {**WRONG_IN_THE_APP, **WRONG_IN_THE_HOUSE}


@pytest.fixture
def config(db: Any, tmp_path: Path) -> Config:
    return load({"GUANXI_DATA": str(tmp_path), "GUANXI_DATABASE": db.url}, folder=tmp_path)


@pytest.fixture
def switch_on(db: Any, workshop: Any) -> Callable[..., None]:
    """Makes plugins and switches them on, one after the other: a name alone is one that runs."""

    def make(**plugins: str) -> None:
        for minute, (name, code) in enumerate(plugins.items()):
            workshop.plugin(name, code or GOOD.replace("NAME", name))
            lifecycle.enable(name, now=NOW + timedelta(minutes=minute))

    return make


@pytest.fixture
def fresh(config: Config) -> Callable[[], Any]:
    """The house of a web process that has just been started."""

    def start() -> Any:
        unbind()
        process = live(config)
        process.start()
        process.stop()
        assert process.why_not_ready() is None
        return process.app.extensions[HOUSE]  # type: ignore[union-attr]

    return start


@pytest.mark.parametrize("what", WRONG)
def test_a_fresh_process_comes_up_without_the_plugin_that_keeps_its_app_from_being_made(
    what: str, switch_on: Callable[..., None], fresh: Callable[[], Any]
) -> None:
    switch_on(tea="", bad=HEAD + WRONG[what], zebra="")
    house = fresh()
    assert set(house.plugins.names) == {"host", "tea", "zebra"}
    assert [failure.plugin for failure in house.plugins.failures] == ["bad"]
    incidents.flush()
    [noted] = incidents.newest(9)
    assert (noted.incident.plugin, noted.incident.stage) == ("bad", "set-up")
    assert "Traceback" in noted.incident.traceback


def test_a_plugin_that_needs_the_guilty_one_waits(
    switch_on: Callable[..., None], fresh: Callable[[], Any], workshop: Any
) -> None:
    switch_on(bad=HEAD + WRONG["an entry of the menu"])
    workshop.plugin("cup", GOOD.replace("NAME", "cup"), needs=("guanxi-bad",))
    lifecycle.enable("cup", now=NOW)
    plugins = fresh().plugins
    assert plugins.names == ("host",)
    assert plugins.waiting() == {"cup": ("bad",)}


@pytest.mark.parametrize("what", WRONG_IN_THE_HOUSE)
def test_a_worker_comes_up_without_it_too(what: str, switch_on: Callable[..., None], config: Config) -> None:
    switch_on(bad=HEAD + WRONG[what], tea="")
    assert JobHouse(config).load().plugins == {"host", "tea"}
    incidents.flush()
    assert [noted.incident.plugin for noted in incidents.newest(9)] == ["bad"]


@pytest.mark.either_database
@pytest.mark.parametrize("what", WRONG)
def test_the_command_says_that_it_does_not_run_and_why(
    what: str,
    switch_on: Callable[..., None],
    fresh: Callable[[], Any],
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    switch_on(bad=HEAD + WRONG[what])
    fresh()
    incidents.flush()
    unbind()
    monkeypatch.setenv("GUANXI_DATABASE", config.database)
    monkeypatch.setenv("GUANXI_DATA", str(config.data))
    assert main(["plugin", "status", "--traceback"]) == 1
    told = capsys.readouterr().out
    assert "bad: does not run\n  Plugin 'bad' failed in set-up: " in told
    assert "Traceback (most recent call last):" in told


class Enabled:
    """What `sparing` is told to make: the names of the plugins in it; `refuses` says which sets cannot be made."""

    def __init__(self, *names: str, refuses: Callable[[set[str]], bool]):
        self.names, self.refuses, self.tried = set(names), refuses, 0

    def __call__(self, failed: Mapping[str, Incident]) -> set[str]:
        self.tried += 1
        chosen = self.names - set(failed)
        if self.refuses(chosen):
            raise ValueError(f"not {sorted(chosen)}")
        return chosen


def test_of_two_that_do_not_live_together_the_one_switched_on_last_is_left_out(
    switch_on: Callable[..., None],
) -> None:
    switch_on(zebra="", ant="", mole="")
    found: list[Incident] = []
    make = Enabled("ant", "mole", "zebra", refuses=lambda names: {"ant", "zebra"} <= names)
    assert sparing(make, report=found.append) == {"zebra", "mole"}
    assert [incident.plugin for incident in found] == ["ant"]


def test_where_the_host_fails_alone_its_error_stands_and_no_plugin_is_blamed(
    switch_on: Callable[..., None],
) -> None:
    switch_on(ant="")
    found: list[Incident] = []
    with pytest.raises(ValueError, match="ant"):
        sparing(Enabled("ant", refuses=lambda names: True), report=found.append)
    assert not found


def test_what_fails_once_alone_is_kept_under_the_name_of_the_host(switch_on: Callable[..., None]) -> None:
    switch_on(ant="")
    found: list[Incident] = []
    make = Enabled("ant", refuses=lambda names: make.tried == 1)
    assert sparing(make, report=found.append) == {"ant"}
    assert [incident.plugin for incident in found] == ["host"]


def test_where_nothing_else_can_be_made_the_host_serves_alone(switch_on: Callable[..., None]) -> None:
    switch_on(ant="", bee="")
    make = Enabled("ant", "bee", refuses=lambda names: bool(names) or make.tried > 4)
    assert sparing(make, report=lambda incident: None) == set()


def test_a_database_that_is_away_and_a_strict_start_blame_nobody(switch_on: Callable[..., None]) -> None:
    switch_on(ant="")

    def away(failed: Mapping[str, Incident]) -> None:
        raise OperationalError("the server closed the connection")

    with pytest.raises(OperationalError):
        sparing(away)
    make = Enabled("ant", refuses=bool)
    with pytest.raises(ValueError, match="ant"):
        sparing(make, strict=True)
    assert make.tried == 1
