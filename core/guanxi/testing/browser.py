"""A real Chromium for browser tests: the system's own, driven by Playwright; each test gets a fresh page that tolerates no error."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from guanxi.testing import services
from guanxi.testing.outcomes import Uses

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Response

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
# Every answer comes this much later: FAR_MS=400 shows which test acts before the page is there.
FAR_MS = int(os.environ.get("FAR_MS", "0"))
LIMIT_MS = 15_000 if FAR_MS else 60_000
# What Playwright switches off, of which Chromium heeds the last list alone, and the pages of its address bar, which it
# loads for each window although nobody sees them.
OFF = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "InitialWebUI",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
)
OPTIONS = (
    f"--disable-features={','.join(OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
)


def program() -> str:
    """The path of Chromium: ``CHROMIUM``, else the one on the path; raises ServiceMissing."""
    named = os.environ.get("CHROMIUM") or next(
        (found for name in PROGRAMS if (found := shutil.which(name))), None
    )
    if named is None:
        raise services.ServiceMissing("install Chromium, or set CHROMIUM=/path/to/it")
    return named


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    try:
        path = program()
        from playwright.sync_api import expect, sync_playwright
    except services.ServiceMissing as missing:
        services.refuse("browser", str(missing))
        raise
    except ImportError:
        services.refuse("browser", "pip install playwright")
        raise
    expect.set_options(timeout=LIMIT_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, headless=True, args=list(OPTIONS))
        yield opened
        opened.close()


@pytest.fixture
def console() -> list[str]:
    """What the page complained of in its console; a test that expects an error takes it out of the list."""
    return []


@pytest.fixture
def browser_language() -> str:
    """The language that the browser asks for; override it by parametrising."""
    return "en-GB"


@pytest.fixture
def page(chromium: Browser, console: list[str], browser_language: str, uses: Uses) -> Iterator[Page]:
    """A fresh page of 1280 × 800; any script error, console error or breach of the content rules fails the test."""
    context = chromium.new_context(
        locale=browser_language, timezone_id="UTC", viewport={"width": 1280, "height": 800}
    )
    opened = context.new_page()
    refused: list[str] = []
    opened.set_default_timeout(LIMIT_MS)
    opened.on("pageerror", lambda error: console.append(str(error)))
    opened.on("console", lambda message: _listen(message, console))
    opened.on("response", lambda response: _note(response, refused))
    if FAR_MS:
        _move_away(opened)
    uses.record("browser")
    yield opened
    context.close()
    assert console == [], (
        f"the page complained in its console; refused were: {'; '.join(refused) or 'no requests'}"
    )


def _move_away(page: Page) -> None:
    """Let the server of the page be far away, as for staff on the road."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    limits = {"offline": False, "latency": FAR_MS, "downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", limits)


def _note(response: Response, refused: list[str]) -> None:
    """Keep what was asked where the answer is an error: the console names the status alone."""
    if response.status >= 400:
        asked = response.request
        refused.append(f"{response.status} {asked.method} {response.url} {asked.post_data or ''}".rstrip())


def _listen(message: ConsoleMessage, console: list[str]) -> None:
    if message.type == "error":
        console.append(message.text)
