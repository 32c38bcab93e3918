"""The log of a running process: every line is one event in the form that was set, with its request and without secrets."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guanxi.logs import JsonLines
from guanxi.plugins import incidents
from guanxi.plugins.mount import PUBLIC, Route
from guanxi.testing.site import ADDRESS
from guanxi.web.routing import _guarded

TOLD = "import guanxi.wsgi, logging; logging.getLogger('guanxi.web').error('password=hunter2pass\\nFORGED \\x1b[31m')"


def test_a_web_process_logs_as_it_was_set(tmp_path: Path) -> None:
    set_so = {"GUANXI_DATA": str(tmp_path), "GUANXI_LOG_FORMAT": "json", "GUANXI_LOG_LEVEL": "warning"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUANXI_")}
    ran = subprocess.run(
        [sys.executable, "-c", TOLD], env=kept | set_so, capture_output=True, text=True, check=True
    )
    (line,) = ran.stderr.splitlines()
    told = json.loads(line)
    assert told["text"] == "password=[hidden]\nFORGED \x1b[31m"
    assert (told["level"], told["request"]) == ("error", "-")
    assert "hunter2" not in line and "\x1b" not in line


class Kept(logging.Handler):
    """Formats at once, as the handler of a process does."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(JsonLines().format(record)))


@pytest.fixture
def kept() -> Any:
    handler = Kept()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def _page_of_a_plugin(body: str) -> Callable[..., Any]:
    """A page whose code belongs to the plugin contacts."""
    scope: dict[str, Any] = {"__name__": "guanxi_contacts.pages"}
    exec(f"def page(actor):\n    {body}", scope)
    return _guarded(Route("/x", "contacts.x", ("GET",), PUBLIC, "contacts", scope["page"]))


@pytest.mark.either_database
@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        ("raise SystemExit('enough')", "exited", "SystemExit: enough"),
        ("raise ValueError('bad')", "raised", "ValueError: bad"),
    ],
)
def test_a_page_that_fails_or_exits_is_answered_and_its_plugin_named(
    site: Any, kept: Kept, monkeypatch: pytest.MonkeyPatch, body: str, kind: str, told: str
) -> None:
    monkeypatch.setitem(site.app.view_functions, "host.sign_in", _page_of_a_plugin(body))
    answer = site.app.test_client().get("/sign-in", base_url=ADDRESS)
    number = answer.headers["X-Request-Id"]
    assert answer.status_code == 500 and number in answer.text and "enough" not in answer.text
    assert "Content-Security-Policy" in answer.headers
    failed = [line for line in kept.lines if line["level"] == "error"]
    assert {line["request"] for line in failed} == {number}
    assert any(told in line.get("error", "") for line in failed)
    incidents.flush()
    (noted,) = incidents.newest(1)
    found = noted.incident
    assert (found.plugin, found.stage, found.hook, found.kind) == ("contacts", "view", "host.sign_in", kind)
    assert found.message == told


@pytest.mark.either_database
def test_trouble_of_the_database_is_nobodys(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "from peewee import OperationalError; raise OperationalError('disk full')"
    monkeypatch.setitem(site.app.view_functions, "host.sign_in", _page_of_a_plugin(body))
    assert site.app.test_client().get("/sign-in", base_url=ADDRESS).status_code == 500
    incidents.flush()
    assert not incidents.newest(1)


@pytest.mark.either_database
def test_a_page_of_the_host_that_fails_is_nobodys(
    site: Any, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_places: Any) -> str:
        raise ValueError("ours")

    monkeypatch.setitem(site.app.view_functions, "host.sign_in", broken)
    assert site.app.test_client().get("/sign-in", base_url=ADDRESS).status_code == 500
    incidents.flush()
    assert not incidents.newest(1)
