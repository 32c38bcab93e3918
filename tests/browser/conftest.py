"""A real installation with demo data, served by `guanxi serve` in processes of its own; browsers in which demo users are signed in."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

import guanxi.web
from guanxi.plugins.discovery import installed
from guanxi.testing import services
from guanxi.testing.broker import free_port
from guanxi.testing.browser import LIMIT_MS
from guanxi.testing.databases import Database
from guanxi.testing.installing import install

MANIFEST = Path(guanxi.web.__file__).parent / "static/dist/manifest.json"
ORCHARD = Path(__file__).parent / "guanxi-orchard"
STARTS_WITHIN_S = 180
GUANXI = [sys.executable, "-c", "import sys; from guanxi.cli.main import main; sys.exit(main())"]


@dataclass
class Served:
    """The running installation: its address, words of its demo users, cookies of who signed in, which addresses are whole pages."""

    address: str
    words: dict[str, str]
    folder: Path
    cookies: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, bool] = field(default_factory=dict)

    def enter(self, context: BrowserContext, name: str, language: str = "en") -> None:
        """Sign the demo user in, through the page the first time, and choose the language."""
        context.clear_cookies()
        if name not in self.cookies:
            self.cookies[name] = self._sign_in(context, name)
        context.clear_cookies()
        context.add_cookies(self.cookies[name])
        account = f"{self.address}/account"
        token = re.search(r'name="csrf-token" content="([^"]+)"', context.request.get(account).text())
        assert token is not None
        answer = context.request.post(
            f"{self.address}/language",
            form={"csrf_token": token[1], "language": language, "next": "/account"},
            headers={"Origin": self.address, "Referer": account},
        )
        assert answer.url == account

    def _sign_in(self, context: BrowserContext, name: str) -> Any:
        page = context.new_page()
        page.goto(f"{self.address}/sign-in")
        page.fill("[name=name]", f"{name}@demo.example")
        page.fill("[name=password]", self.words[name])
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{self.address}/")
        page.close()
        return context.cookies()


@pytest.fixture(scope="session")
def house_plugins() -> tuple[str, ...]:
    """What is composed here is what is served: every plugin that is installed."""
    return tuple(each.name for each in installed())


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The installation, made and started once."""
    with _serving(tmp_path_factory.mktemp("served"), 100) as running:
        yield running


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Another small installation, with the plugin of somebody else: what is done to it as a whole disturbs no other test."""
    site = tmp_path_factory.mktemp("orchard") / "site"
    install(ORCHARD, site)
    with _serving(tmp_path_factory.mktemp("served-orchard"), 20, {"PYTHONPATH": str(site)}) as running:
        yield running


@contextmanager
def _serving(folder: Path, size: int, more: Mapping[str, str] = MappingProxyType({})) -> Iterator[Served]:
    """An installation with demo data of `size` companies, served until it is no longer wanted."""
    if not MANIFEST.is_file():
        services.refuse("browser", "build the assets: python3 dev.py assets")
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GUANXI_")}
    environment |= {"GUANXI_DATA": str(folder / "data"), "GUANXI_PORT": str(port), **more}
    for command in (["migrate"], ["demo", "--size", str(size)]):
        subprocess.run(
            [*GUANXI, *command], env=environment, cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen([*GUANXI, "serve"], env=environment, cwd=folder, stdout=log, stderr=log)
    try:
        yield Served(answering(port, running, folder / "log"), words_of(folder / "data"), folder / "data")
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(STARTS_WITHIN_S)


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Whatever is sent within has reached the server and been answered, before the test goes elsewhere."""
    with page.expect_response(lambda each: each.request.method == "POST"):
        yield


def answering(port: int, running: subprocess.Popen[bytes], log: Path) -> str:
    """The address, as soon as it answers."""
    address, until = f"http://localhost:{port}", time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/ready", timeout=STARTS_WITHIN_S) as answer:
                if answer.status == 200:
                    return address
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"guanxi serve does not answer:\n{log.read_text()}")


def words_of(folder: Path) -> dict[str, str]:
    lines = (folder / "demo-passwords.txt").read_text(encoding="utf-8").splitlines()
    return {mail.partition("@")[0]: word for mail, word, _role in (line.split("\t") for line in lines)}


@pytest.fixture
def db(stores: Any) -> Iterator[Database]:
    """A database of this process for what is composed here (the route map); the served one has its own."""
    store = stores.of("sqlite")
    yield store.open()
    store.close()


@pytest.fixture
def enter(page: Page, served: Served) -> Callable[..., Page]:
    """The page of the test with a demo user signed in, at a path: ``enter("admin", "/contacts/companies/")``."""

    def make(name: str, path: str, language: str = "en") -> Page:
        served.enter(page.context, name, language)
        page.goto(served.address + path)
        return page

    return make


@pytest.fixture
def second(chromium: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Another browser beside the page of the test, signed in as somebody else."""
    opened: list[BrowserContext] = []

    def make(name: str, path: str) -> Page:
        context = chromium.new_context(locale="en-GB", timezone_id="UTC")
        opened.append(context)
        served.enter(context, name)
        page = context.new_page()
        page.set_default_timeout(LIMIT_MS)
        page.goto(served.address + path)
        return page

    yield make
    for context in opened:
        context.close()
