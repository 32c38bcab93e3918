"""Metrics beside their own plain SQL: a share, a sum, and a share parted by a field."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from bench import floors
from bench.figure import Figure, Line
from bench.figures.lists import reach_of
from bench.figures.sums import rule_of
from bench.measure import cpu_ms
from bench.stores import Stores
from bench.world import ACTORS, companies
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery
from guanxi.records.measures import share, summed
from guanxi.records.measuring import measured, parted

TARGET = 1.5
COMPANY = "y.kind = 'customer'"
PLAIN = {
    "share": f"SELECT count(*), sum(CASE WHEN {COMPANY} THEN 1 ELSE 0 END) FROM bench_company y WHERE {{rule}}",
    "summed": "SELECT y.turnover_currency, count(*), sum(y.turnover) FROM bench_company y WHERE {rule} GROUP BY 1",
    "parted": "SELECT y.kind, count(*), sum(y.turnover), y.turnover_currency FROM bench_company y WHERE {rule} GROUP BY 1, 4",
}
QUERY = ListQuery(companies)
SHARE = share(where={"field": "kind", "op": "eq", "value": "customer"})
OURS: dict[str, Callable[[Actor], Any]] = {
    "share": lambda actor: measured(actor, QUERY, SHARE),
    "summed": lambda actor: measured(actor, QUERY, summed("turnover")),
    "parted": lambda actor: parted(actor, QUERY, summed("turnover"), "kind"),
}


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """A line for each actor and kind of metric."""
    only = os.environ.get("ONLY", "")
    store = stores.of(engine, size)
    with store.bound():
        floor = floors.Floor(store.url)
        for name in ("administrator", "director", "lead", "shares_300"):
            for kind in PLAIN:
                title = f"metrics_{kind}_{name}"
                if not only or title.startswith(only):
                    yield _line(title, engine, store.backend, floor, ACTORS[name], kind)
        floor.close()


def _line(title: str, engine: str, backend: int | None, floor: floors.Floor, actor: Actor, kind: str) -> Line:
    rule, params = rule_of(floor, reach_of(actor))
    plain = PLAIN[kind].format(rule=rule)
    found = cpu_ms(
        {"value": lambda: OURS[kind](actor), "floor": lambda: floor.run(plain, params)},
        {"value": backend, "floor": floor.backend},
    )
    return Line(title, engine, found["value"], found["floor"], TARGET)


FIGURES = (Figure("metrics", measure, large=True),)
