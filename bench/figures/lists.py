"""A page of 80 × 8 with its count, for every actor, sort and filter, beside the same page written by hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, session

from bench import floors
from bench.figure import Figure, Line
from bench.reading import line
from bench.stores import Stores
from bench.world import ACTORS, COLUMNS, companies
from guanxi.data.database import row
from guanxi.records.actor import Actor
from guanxi.records.gate import row_set
from guanxi.records.listing import ListQuery, page
from guanxi.records.listing_sums import count, count_on_page


@dataclass(frozen=True)
class Way:
    """A way to look at the list."""

    name: str
    sort: str
    column: str
    falls: bool = False
    kind: str | None = None

    def query(self) -> ListQuery:
        """The same as a query."""
        spec = {"field": "kind", "op": "eq", "value": self.kind} if self.kind else None
        return ListQuery(companies, COLUMNS, ("-" if self.falls else "") + self.sort, spec)


WAYS = (
    Way("name", "name", "sort_name"),
    Way("changed", "changed_at", "changed_at", falls=True),
    Way("choice", "name", "sort_name", kind="supplier"),
    Way("last_choice", "name", "sort_name", kind="zz_ended"),
)


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """A line for each actor and way."""
    only = os.environ.get("ONLY", "")
    store = stores.of(engine, size)
    with store.bound():
        floor = floors.Floor(store.url)
        for name, actor in ACTORS.items():
            for way in WAYS:
                title = f"list_{way.name}_{name}"
                if not only or title.startswith(only):
                    yield _line(title, engine, store.backend, floor, actor, way)
        floor.close()


def _line(title: str, engine: str, backend: Any, floor: floors.Floor, actor: Actor, way: Way) -> Line:
    reach = reach_of(actor)
    listed, counted = floor.listed(reach, way.column, way.kind, falls=way.falls), floor.count(reach, way.kind)
    value = floors.caller(_measured_app(actor, way.query()), actor.id)
    least = floors.caller(floors.page_app(floor, listed, counted), actor.id)
    if least() != value():
        raise RuntimeError(f"{title}: the two pages differ")
    return line(title, engine, value, least, {"value": backend, "floor": floor.backend})


def reach_of(actor: Actor) -> dict[str, Any]:
    """What the actor reaches, in the floor's own words."""
    found = row_set(actor, companies)
    shared = found.shared.params if found.shared else None
    return {
        "everything": found.everything,
        "teams": list(found.teams),
        "owners": list(found.owners),
        "shared": shared,
    }


def _measured_app(actor: Actor, query: ListQuery) -> Flask:
    """The floor's page over guanxi's listing; the whole application takes its place when it stands."""
    app = Flask(__name__)
    app.secret_key = floors.KEY
    template = app.jinja_env.from_string(floors.TABLE)

    @app.get("/")
    def table() -> str:
        row("SELECT id, name FROM bench_user WHERE id = ?", (session["user"],))
        found = page(actor, query)
        if count_on_page(actor, query, found) is None:  # else the page would ask for it by itself
            count(actor, query)
        return template.render(names=floors.NAMES, rows=found.rows)

    return app


FIGURES = (Figure("list", measure, large=True),)
