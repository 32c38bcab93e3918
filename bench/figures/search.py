"""The search over a million companies, as hits while one types: rare words beside guanxi's own list page, common ones beside
the floor page; and what keeping the index adds to an edit.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from time import monotonic
from urllib.parse import quote

from flask import Flask

from bench import customers, floors
from bench.client import Client
from bench.customers import READERS
from bench.figure import Figure, Line
from bench.figures.pages import LIST, WAYS, _floor_app
from bench.house import Built, backend_pid
from bench.measure import cpu_ms
from bench.page_floor import CompanyFloor
from bench.stores import Stores
from guanxi.data.chinese.pinyin import initials
from guanxi.data.database import connect, database, is_sqlite, row, write_transaction
from guanxi.records.search import building, kinds, storage
from guanxi.testing.databases import unbind

HITS = "/search/hits?q={}"
RESOURCE = "contacts.company"
ACTORS = ("administrator", "director", "seller")
RARE, COMMON = 2.0, {"sqlite": 8.0, "postgresql": 12.0}
AT_ONCE = 5_000


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """A line for each question and actor."""
    only = os.environ.get("ONLY", "")
    built = indexed(stores, engine, size)
    with built.app() as app:
        floor = CompanyFloor(built.url)
        for name, (typed, common) in questions(size).items():
            for actor in ACTORS:
                if not only or f"search_{name}_{actor}".startswith(only):
                    yield _line(built, app, floor, name, actor, typed, common=common)
        floor.close()


def questions(size: int) -> dict[str, tuple[str, bool]]:
    """What is typed, and whether nearly every company or hardly one holds it."""
    found = row("SELECT name FROM contacts_company WHERE id = ?", (size // 2,))
    assert found is not None
    name = str(found[0])
    stem, _blank, number = name.partition(" ")
    return {
        "digits": (f"138{10_000_000 + size // 2}"[-7:], False),
        "initials": (initials(stem, "company") + number[0], False),
        "pinyin": ("".join(_pinyin(stem)), False),
        "rare": (f"{stem} {number}", False),
        "word": ("公司", True),
        "sign": ("司", True),
        "letters": ("gs", True),
        "pair": (f"{stem[0]} 公司", True),
    }


@cache
def indexed(stores: Stores, engine: str, size: int) -> Built:
    """The installation with its index, made at first use by the steps of the job."""
    built = customers.installed(stores, engine, size)
    connect(built.url)
    try:
        resource = built.house().host.resources[RESOURCE]
        with write_transaction():
            kinds.numbered(resource)
        at: int | None = 0
        begun = monotonic()
        while at is not None:
            with write_transaction():
                at = building.build(resource, at, AT_ONCE)
        with write_transaction():
            building.finish(resource, 0)
        more, begin = True, True
        while more:
            with write_transaction():
                more, begin = storage.settle(begin=begin), False
        print(f"  indexed {size} on {engine} in {monotonic() - begun:.0f} s", flush=True)
        for table in ("search_gram", "search_entry"):
            database.execute_sql(f"ANALYZE {table}" if is_sqlite() else f"VACUUM ANALYZE {table}")
    finally:
        unbind()
    return built


def _pinyin(stem: str) -> list[str]:
    from guanxi.data.chinese.pinyin import toneless

    return toneless(stem, "company").split(" ")


def _line(
    built: Built, app: Flask, floor: CompanyFloor, name: str, actor: str, typed: str, *, common: bool
) -> Line:
    reader = READERS[actor]
    database.close_all()
    client = customers.browser(built, app, reader.id)
    address = HITS.format(quote(typed))
    asked: dict[str, Callable[[], object]] = {"value": lambda: client.get(address, HTTP_HX_REQUEST="true")}
    backends = {"value": backend_pid()}
    if common:
        asked["floor"] = floors.caller(
            _floor_app(built, floor, WAYS["name"], READERS["administrator"]), READERS["administrator"].id
        )
        backends["floor"] = floor.backend
    else:
        own = _list_of(built, app, actor)
        asked["floor"] = lambda: own.get(LIST)
        backends["floor"] = backends["value"]
    hits = re.search(r'class="count">([0-9+,]+)<', str(asked["value"]()))
    found = cpu_ms(asked, backends)
    note = f" typed={typed} hits={hits.group(1) if hits else 0}"
    target = COMMON[built.engine] if common else RARE
    return Line(f"search_{name}_{actor}", built.engine, found["value"], found["floor"], target, note=note)


def _list_of(built: Built, app: Flask, actor: str) -> Client:
    return customers.browser(built, app, READERS[actor].id)


FIGURES = (Figure("search", measure, large=True),)
