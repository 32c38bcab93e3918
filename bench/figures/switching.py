"""A plugin disabled and enabled under load over two web processes: no request elsewhere fails, and both agree soon."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench import house
from bench.figure import Figure, Line
from bench.measure import busy
from bench.stores import Stores
from guanxi.data.database import connect
from guanxi.plugins import lifecycle
from guanxi.records.host import now
from guanxi.testing.broker import free_port
from guanxi.testing.databases import unbind
from guanxi.testing.served import web_server
from guanxi.testing.switching import Outcome, switch_under_load

PLUGIN, OWN = "contacts", "/contacts/companies/"
ELSEWHERE = ("/", "/people/users/", "/account")
PROCESSES, SWITCHES, REQUESTS = 2, 5, 5_000
LONGEST_MS = 2000.0


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """Failed requests elsewhere (and odd answers of the plugin itself), and the slowest agreement."""
    built = house.built(stores, engine, "switching")
    with built.app() as app:
        cookie = "; ".join(f"{k}={v}" for k, v in built.browser(app).cookies.items())
    connect(built.url)
    try:
        with web_server(built.config.data, built.url, free_port(), workers=PROCESSES) as server:
            server.until("/ready")
            found = switch_under_load(server, PROCESSES, cookie, ELSEWHERE, OWN, _switches(), REQUESTS)
    finally:
        unbind()
    yield from _lines(engine, found)


def _switches() -> list[tuple[Callable[[], object], int]]:
    off = (lambda: lifecycle.disable(PLUGIN, now=now()), 404)
    on = (lambda: lifecycle.enable(PLUGIN, now=now()), 200)
    return [off if number % 2 == 0 else on for number in range(SWITCHES)]


def _lines(engine: str, found: Outcome) -> Iterator[Line]:
    bad = [*found.failed, *found.odd]
    note = f" of {found.asked:,} requests elsewhere, {SWITCHES} switches" + (f" {bad[:3]}" if bad else "")
    if found.asked < REQUESTS:
        raise TimeoutError(f"only {found.asked} of {REQUESTS} requests were made in time")
    yield Line("switching_failed", engine, float(len(bad)), 1, 0.0, unit="", note=note)
    yield Line(
        "switching_agreed",
        engine,
        max(found.agreed_s) * 1000,
        LONGEST_MS,
        1.0,
        note=f" slowest of both processes, all: {_shown(found)}" + busy(),
    )


def _shown(found: Outcome) -> str:
    return ", ".join(f"{seconds * 1000:.0f}" for seconds in found.agreed_s)


FIGURES = (Figure("switching", measure),)
