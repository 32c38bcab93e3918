"""Pages of an installation whose clock stands still, drawn by a real browser, and pictures of them that are compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

from guanxi.app import create_app
from guanxi.composition import compose
from guanxi.config import load
from guanxi.demo import fill
from guanxi.people import sessions
from guanxi.people.passwords import SMALL, Passwords
from guanxi.plugins.discovery import installed
from guanxi.testing.databases import Database
from guanxi.testing.fixed import FixedClock
from guanxi.testing.house import ADDRESS, Client, user_id
from guanxi.testing.outcomes import Uses

CUSTOMERS = 60
SHOWN_AT = "http://localhost:8000"
"""Where the browser believes to be: an address that it trusts without a certificate."""


@pytest.fixture(scope="session")
def house_plugins() -> tuple[str, ...]:
    """Every plugin that is installed."""
    return tuple(each.name for each in installed())


@pytest.fixture
def drawn(db: Database, page: Page, clock: FixedClock, uses: Uses, tmp_path: Path) -> Callable[..., Page]:
    """The page of the test, in which a demo user looks at a path: ``drawn("director", "/sales/deals/", language="zh")``."""
    env = {"GUANXI_DATA": str(tmp_path), "GUANXI_DATABASE": db.url, "GUANXI_BASE_URL": ADDRESS}
    config = load(env, folder=tmp_path)
    db.fill(("pictures", CUSTOMERS), lambda: bool(fill(config, size=CUSTOMERS, clock=clock)))
    house = compose(config, clock=clock)
    app = create_app(house, passwords=Passwords(SMALL))

    def look(name: str, path: str, language: str) -> Page:
        client = Client(app, uses, sessions.start(house.host, user_id(name)), language)
        page.route("**/*", lambda route: _answer(client, route))
        page.clock.set_fixed_time(clock())
        page.goto(SHOWN_AT + path, wait_until="networkidle")
        return page

    return look


def _answer(client: Client, route: Route) -> None:
    """What the app answers to the browser, without a network between them."""
    asked = urlsplit(route.request.url)
    headers = {key: value for key, value in route.request.headers.items() if key.startswith("hx-")}
    with client.flask.get(
        f"{asked.path}?{asked.query}",
        base_url=ADDRESS,
        headers={**client.headers, **headers},
        follow_redirects=True,  # what a browser would ask for by itself is not handed to us
    ) as answer:
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.data)
