"""What a web process costs: the swap of its app, the time to its first answer, its memory; beside a bare server."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bench import house
from bench.figure import Figure, Line
from bench.measure import busy
from bench.stores import Stores
from guanxi.app import live
from guanxi.config import Config
from guanxi.data.database import connect
from guanxi.plugins import generation
from guanxi.serve import web_command
from guanxi.testing.broker import free_port
from guanxi.testing.databases import unbind
from guanxi.testing.served import Served, rss_mb, web_server

SWAPS, STARTS, REQUESTS = 15, 5, 200
LONGEST_SWAP_MS, LONGER_START_MS, MORE_MEMORY_MB = 150.0, 2000.0, 60.0
ROOT = Path(__file__).parents[2]
PAGES = ("/", "/contacts/companies/", "/contacts/companies/2", "/contacts/companies/1/edit")


def swap(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """CPU of one swap with all installed plugins; the clock's time stands beside it."""
    built = house.built(stores, engine, "swap")
    connect(built.url)
    try:
        running = live(built.config)
        running.look()
        found = [_swap(running) for _round in range(SWAPS)]
    finally:
        unbind()
    cpu, wall = (statistics.median(times) for times in zip(*found, strict=True))
    yield Line("swap", engine, cpu, LONGEST_SWAP_MS, 1.0, note=f" wall={wall:.3g}ms of {SWAPS}")


def _swap(running: object) -> tuple[float, float]:
    generation.bump(generation.PLUGINS)
    cpu, wall = time.process_time(), time.perf_counter()
    if not running.look():  # type: ignore[attr-defined]
        raise RuntimeError("there was no swap")
    return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


def first_answer(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """From the start of the server to the first page, beside a bare Flask app under the same server."""
    built = house.built(stores, engine, "first_answer")
    ours, bare = [], []
    for _round in range(STARTS):
        with _bare(built.config) as server:
            bare.append(server.until("/") * 1000)
        with web_server(built.config.data, built.url, free_port()) as server:
            ours.append(server.until("/sign-in") * 1000)
    value, least = min(ours), min(bare)  # what the machine does beside this only adds
    yield Line(
        "first_answer", engine, value, least + LONGER_START_MS, 1.0, note=f" bare={least:.3g}ms{busy()}"
    )


def memory(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """RAM of a web process after 200 pages, beside a bare Flask app under the same server."""
    built = house.built(stores, engine, "memory")
    with built.app() as app:
        client = built.browser(app)
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    with _bare(built.config) as server:
        least = _after_requests(server, ("/",), "/", "")
    with web_server(built.config.data, built.url, free_port()) as server:
        value = _after_requests(server, PAGES, "/ready", cookie)
    yield Line("memory", engine, value, least + MORE_MEMORY_MB, 1.0, unit="MB", note=f" bare={least:.3g}MB")


def _bare(config: Config) -> Served:
    port = free_port()
    settings = type(
        "Settings", (), {"host": "127.0.0.1", "port": port, "workers": 1, "threads": config.threads}
    )
    return Served(web_command(settings, "bench.bare_server:application"), port, {"PYTHONPATH": str(ROOT)})  # type: ignore[arg-type]


def _after_requests(server: Served, pages: tuple[str, ...], ready: str, cookie: str) -> float:
    server.until(ready)
    (connection,) = server.connections(1, cookie)
    for number in range(REQUESTS):
        answer = connection.get(pages[number % len(pages)])
        if answer.status != 200:
            raise RuntimeError(f"{pages[number % len(pages)]} answered {answer.status}: {answer.text[:500]}")
    found = rss_mb(connection.pid)
    connection.close()
    return found


FIGURES = (Figure("swap", swap), Figure("first_answer", first_answer), Figure("memory", memory))
