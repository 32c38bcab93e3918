"""Work does not grow with the table: what a page makes the database do at 100,000 rows against 1,000, row for row.

At 1,000 rows some actors have few rows or none, so work is compared for each row on the page (one added for the fixed
part), and who has hardly any row there is measured by the administrator's. PostgreSQL, which rightly reads a table of
1,000 rows whole, is told there to read it as it reads a large one. With shares, whose number does not shrink with the
table, the base is 10,000.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from bench.figure import Figure, Line
from bench.figures.lists import WAYS, Way
from bench.measure import work
from bench.stores import Stores
from bench.world import ACTORS
from guanxi.data.database import database
from guanxi.records.actor import Actor
from guanxi.records.listing import page

SMALL, MIDDLE, LARGE = 1_000, 10_000, 100_000
MOST_GROWTH = 2.0


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """A line for each actor and way."""
    only = os.environ.get("ONLY", "")
    for name, actor in ACTORS.items():
        base = MIDDLE if name.startswith("shares") else SMALL
        for way in WAYS:
            title = f"work_{way.name}_{name}"
            if not only or title.startswith(only):
                least = _for_each_row(stores, engine, SMALL, ACTORS["administrator"], WAYS[0])
                small = max(least, _for_each_row(stores, engine, base, actor, way))
                large = _for_each_row(stores, engine, LARGE, actor, way)
                yield Line(title, engine, large, small, MOST_GROWTH, unit="", note=f" base={base}")


def _for_each_row(stores: Stores, engine: str, size: int, actor: Actor, way: Way) -> float:
    store, query = stores.of(engine, size), way.query()
    with store.bound():
        if size < LARGE and engine == "postgresql":
            database.execute_sql("SET enable_seqscan = off")
            database.execute_sql("SET enable_hashjoin = off")
        rows = len(page(actor, query).rows)
        return work(store, lambda: page(actor, query)) / (rows + 1)


FIGURES = (Figure("work", measure),)
