"""The real app is swapped again and again and leaves nothing behind; real processes follow, and outlive what hangs."""

from __future__ import annotations

import gc
import http.client
import os
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from guanxi.app import live
from guanxi.data.database import database
from guanxi.live import Live
from guanxi.plugins import generation, lifecycle
from guanxi.testing.databases import unbind
from guanxi.testing.served import LOOPBACK, descendants
from guanxi.testing.switching import switch_under_load

LONG = bool(os.environ.get("LONG"))
SWAPS = 30 if LONG else 14
LEFT_BY_A_SWAP = 100  # objects, on average over all of them
ELSEWHERE = ("/", "/account")
OWN, SWITCHED = "/contacts/companies/", "/sales/deals/"
LIMIT_S = 120

HANGING = """
import time
from guanxi.api import PUBLIC, hookimpl, slot

@slot("contacts.company.side", needs=PUBLIC)
def part(actor, company):
    time.sleep(600)

@hookimpl
def mount():
    return [part]
"""


@pytest.fixture
def running(installation) -> Live:
    """The app of this process, which swaps when it is told to look."""
    unbind()  # the process binds itself, as a web process does
    found = live(installation.site.house.config)
    found.start()
    found.stop()  # swapped by hand alone
    return found


def _ask(app, path: str = "/sign-in") -> int:
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "localhost:8000",
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
    }
    answer = app(environ, lambda text, headers, info=None: status.append(text))
    list(answer)
    answer.close()
    return int(status[0][:3])


def _alive(apps: list[weakref.ref[object]]) -> list[object]:
    gc.collect()
    return [app for each in apps if (app := each()) is not None]


def _connections() -> int:
    return len(database.obj._in_use) + len(database.obj._connections)


def _objects() -> int:
    gc.collect()
    return len(gc.get_objects())


def test_swaps_leave_no_app_no_connection_no_thread_and_no_memory(running: Live) -> None:
    """Fourteen of them; ``LONG=1``: thirty."""
    assert _ask(running) == 200
    old: list[weakref.ref[object]] = []
    counts: list[int] = []
    objects: list[int] = []
    threads = set(threading.enumerate())
    for number in range(SWAPS):
        old.append(weakref.ref(running.app))
        generation.bump(generation.PLUGINS)
        running.look()
        assert running.swaps == number + 2
        assert _ask(running) == 200
        counts.append(_connections())
        objects.append(_objects())
    _until(lambda: not _alive(old))
    assert len(set(counts)) == 1
    assert min(objects[-5:]) - min(objects[:5]) < LEFT_BY_A_SWAP * SWAPS
    assert set(threading.enumerate()) <= threads


def test_no_request_elsewhere_fails_while_a_plugin_is_switched(installation) -> None:
    switches = [
        (lambda: installation.type("plugin", "disable", "sales"), 404),
        (lambda: installation.type("plugin", "enable", "sales"), 200),
    ]
    with installation.serve(2) as server:
        server.until("/ready")
        found = switch_under_load(server, 2, installation.cookie, ELSEWHERE, SWITCHED, switches, pause_s=0.05)
    assert (found.failed, found.odd) == ([], [])
    assert found.asked
    assert len(found.agreed_s) == 2


@pytest.mark.either_database
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_plugin_that_hangs_is_paused_and_its_process_replaced_unnoticed(
    make_installation: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(_hanging_plugin(tmp_path / "hanging")))
    monkeypatch.syspath_prepend(str(tmp_path / "hanging"))
    installation = make_installation()
    page = _company(installation)
    with installation.serve() as server, ExitStack() as stack:
        server.until("/ready")
        (first,) = server.connections(1, installation.cookie)
        others = [Newcomer(server.port, installation.cookie) for _ in range(2)]
        for each in others:
            stack.enter_context(each)
        inside = threading.Thread(target=_ask_and_forget, args=[first, page], daemon=True)
        inside.start()
        _until(lambda: lifecycle.states()["hanging"].state == lifecycle.PAUSED)
        assert _statuses(server, installation.cookie, (page, OWN, "/")) <= {200}
        _until(lambda: first.pid not in descendants(server.process.pid))
        (third,) = server.connections(1, installation.cookie)
        assert third.get(page).status == 200
        assert third.pid != first.pid
        answered = [each.answered for each in others]
        _until(lambda: all(each.answered > before for each, before in zip(others, answered, strict=True)))
        inside.join(LIMIT_S)
        for each in (first, third):
            each.close()
    assert [each.failed for each in others] == [[], []]


def test_a_web_process_leaves_out_what_only_jobs_and_imports_need(installation) -> None:
    code = (
        "import sys; from guanxi.app import live; "
        "from guanxi.config import load; live(load()).look(); "
        "print([m for m in ('celery', 'kombu', 'pypinyin', 'python_calamine', 'peewee_migrate', 'pytest') if m in sys.modules])"
    )
    config = installation.site.house.config
    env = {"GUANXI_DATA": str(config.data), "GUANXI_DATABASE": config.database, "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, timeout=LIMIT_S
    )
    assert done.stdout.strip() == "[]"


def _hanging_plugin(folder: Path) -> Path:
    package, info = folder / "guanxi_hanging", folder / "guanxi_hanging-1.0.dist-info"
    package.mkdir(parents=True)
    info.mkdir()
    (package / "__init__.py").touch()
    (package / "plugin.py").write_text(HANGING)
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: guanxi-hanging\nVersion: 1.0\nSummary: Hangs\n"
    )
    (info / "entry_points.txt").write_text("[guanxi.plugins]\nhanging = guanxi_hanging.plugin\n")
    return folder


def _company(installation) -> str:
    from guanxi.records.standard import create

    house = installation.site.house
    companies = house.host.resources["contacts.company"]
    done = create(installation.site.actor("seller.shanghai"), companies, {"name": "Hanging Ltd"})
    assert done.ref is not None
    return f"{OWN}{done.ref.id}"


def _statuses(server, cookie: str, paths: tuple[str, ...]) -> set[int]:
    """What pages are answered with over one connection, until its process leaves."""
    found: set[int] = set()
    with suppress(OSError, http.client.HTTPException, LookupError):
        (connection,) = server.connections(1, cookie)
        with closing(connection):
            for path in paths:
                found.add(connection.get(path).status)
    return found


class Newcomer(threading.Thread):
    """Asks for a page over a new connection again and again; what is refused, reset or wrong is kept."""

    def __init__(self, port: int, cookie: str) -> None:
        super().__init__(daemon=True)
        self.port, self.headers = port, {"Cookie": cookie}
        self.failed: list[str] = []
        self.answered, self.over = 0, threading.Event()

    def __enter__(self) -> Newcomer:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self.join(LIMIT_S)

    def run(self) -> None:
        while not self.over.wait(0.05):
            connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=LIMIT_S)
            try:
                connection.request("GET", "/account", headers=self.headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    self.failed.append(str(answer.status))
                self.answered += 1
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(repr(error))
            finally:
                connection.close()


def _ask_and_forget(connection, path: str) -> None:
    try:
        connection.get(path)
    except (OSError, http.client.HTTPException):
        return  # its process was ended


def _until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.05)
