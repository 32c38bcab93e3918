"""The list page of companies as a member of staff gets it from the finished app, with the count that it loads by itself,
beside the same rows and count by raw driver in a bare page; and the generic page beside one written by hand.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask

from bench import customers, floors
from bench.by_hand import by_hand
from bench.client import Client
from bench.customers import READERS, Reader
from bench.figure import Figure, Line
from bench.house import Built, backend_pid
from bench.measure import cpu_ms
from bench.page_floor import CompanyFloor, page_app
from bench.reading import line
from bench.stores import Stores
from guanxi.app import create_app
from guanxi.data.database import database
from guanxi.people.passwords import SMALL, Passwords
from guanxi.records.gate import row_set

LIST, COUNT = "/contacts/companies/", "/contacts/companies/count"
RESOURCE, BY_HAND = "contacts.company", 1.1
BLANKS = re.compile(r"(?<=>)\s+|\s+(?=<)")
TOKENS = re.compile(r'(name="csrf_token" value|name="csrf-token" content)="[^"]*"')


@dataclass(frozen=True)
class Way:
    """A way to look at the list: the end of its address, and the floor's sort."""

    asked: str
    column: str
    falls: bool = False
    filtered: bool = False

    def address(self, place: str, reader: Reader) -> str:
        """The address of the list or of its count for a reader."""
        query = self.asked.format(industry=reader.industry)
        return f"{place}?{query}" if query else place


WAYS = {
    "name": Way("", "sort_name"),
    "changed": Way("sort=-changed_at", "changed_at", falls=True),
    "choice": Way("industry={industry}", "sort_name", filtered=True),
}


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """A line for each way and reader."""
    only = os.environ.get("ONLY", "")
    wanted = [(w, r) for r in READERS for w in WAYS if not only or f"page_{w}_{r}".startswith(only)]
    built = customers.installed(stores, engine, size)
    with built.app() as app:
        floor = CompanyFloor(built.url)
        for way, reader in wanted:
            yield _line(built, app, floor, way, reader)
        floor.close()


def _line(built: Built, app: Flask, floor: CompanyFloor, way_name: str, name: str) -> Line:
    title, way, reader = f"page_{way_name}_{name}", WAYS[way_name], READERS[name]
    database.close_all()  # else the pool may change the connection, and with it the backend, while it is measured
    client = customers.browser(built, app, reader.id)
    measured = _visit(client, way, reader)
    least = floors.caller(_floor_app(built, floor, way, reader), reader.id)
    rows = _compared(title, measured(), least().decode())
    backends = {"value": backend_pid(), "floor": floor.backend}
    return line(title, built.engine, measured, least, backends, note=f" rows={rows}")


def _visit(client: Client, way: Way, reader: Reader) -> Callable[[], str]:
    """The page, and the count where it loads that by itself afterwards."""
    page, count = way.address(LIST, reader), way.address(COUNT, reader)

    def visited() -> str:
        text = client.get(page)
        return text + client.get(count, HTTP_HX_REQUEST="true") if f'hx-get="{COUNT}' in text else text

    return visited


def _floor_app(built: Built, floor: CompanyFloor, way: Way, reader: Reader) -> Flask:
    house = built.house()
    actor = house.actor(reader.id)
    assert actor is not None
    found = row_set(actor, house.host.resources[RESOURCE])
    reach: dict[str, Any] = {
        "everything": found.everything,
        "teams": list(found.teams),
        "owners": list(found.owners),
        "shared": found.shared.params if found.shared else None,
    }
    kind = reader.industry if way.filtered else None
    return page_app(floor, floor.listed(reach, way.column, kind, falls=way.falls), floor.count(reach, kind))


def _compared(title: str, measured: str, least: str) -> int:
    """How many rows the page has; refused where the two pages do not show the same ones, or the count is missing."""
    ids = [int(found) for found in re.findall(r'<tr id="r(\d+)">', measured)]
    if ids != [int(found) for found in re.findall(r'<a href="/(\d+)/">', least)]:
        raise RuntimeError(f"{title}: the two pages differ")
    if "pager-total" not in measured or not ids:
        raise RuntimeError(f"{title}: rows or count are missing")
    return len(ids)


def bare(page: str) -> str:
    """A page without tokens and without blanks between tags."""
    return BLANKS.sub("", TOKENS.sub("", page))


def measure_generic(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """The generic list beside the same page from a template written by hand, through the same app and layout."""
    built, reader = customers.installed(stores, engine, size), READERS["director"]
    with built.app() as app:
        pages = beside_by_hand(built, app, reader)
        if bare(pages["value"]()) != bare(pages["floor"]()):
            raise RuntimeError("list_generic: the two pages differ")
        found = cpu_ms(pages, dict.fromkeys(pages, backend_pid()))
    yield Line("list_generic", engine, found["value"], found["floor"], BY_HAND)


def beside_by_hand(built: Built, app: Flask, reader: Reader) -> dict[str, Callable[[], str]]:
    """The generic list ("value") and the one written by hand ("floor"), as a reader gets them."""
    house = built.house()
    other = create_app(house, passwords=Passwords(SMALL))
    other.view_functions["contacts.company.list"] = by_hand(other, house.host.resources[RESOURCE])
    return {
        name: _visit(customers.browser(built, made, reader.id), WAYS["name"], reader)
        for name, made in (("value", app), ("floor", other))
    }


FIGURES = (Figure("page", measure, large=True), Figure("list_generic", measure_generic, large=True))
