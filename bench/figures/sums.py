"""Exact counts, totals and groups beside their own plain SQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from bench import floors
from bench.figure import Figure, Line
from bench.figures.lists import reach_of
from bench.measure import cpu_ms
from bench.stores import Stores
from bench.world import ACTORS, companies
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery
from guanxi.records.listing_sums import count, groups, totals

TARGET = 1.5
PLAIN = {
    "count": "SELECT count(*) FROM bench_company y WHERE {rule}",
    "totals": "SELECT y.turnover_currency, count(y.turnover), sum(y.turnover) FROM bench_company y WHERE {rule} GROUP BY 1",
    "groups": "SELECT y.kind, count(*) FROM bench_company y WHERE {rule} GROUP BY 1",
}
QUERY = ListQuery(companies)
OURS: dict[str, Callable[[Actor], Any]] = {
    "count": lambda actor: count(actor, QUERY, cap=None),
    "totals": lambda actor: totals(actor, QUERY, ["turnover"]),
    "groups": lambda actor: groups(actor, QUERY, "kind"),
}


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """A line for each actor and kind of sum."""
    only = os.environ.get("ONLY", "")
    store = stores.of(engine, size)
    with store.bound():
        floor = floors.Floor(store.url)
        for name in ("administrator", "director", "lead", "shares_300"):
            for kind in PLAIN:
                title = f"sums_{kind}_{name}"
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


def rule_of(floor: floors.Floor, reach: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """What an actor with this reach sees, as plain SQL."""
    if reach["everything"]:
        return "y.deleted_at IS NULL", ()
    sets = [
        f"y.{column} IN ({', '.join(map(str, reach[name]))})"
        for column, name in (("team_id", "teams"), ("owner_id", "owners"))
    ]
    shared = f"y.id IN (SELECT c.record_id FROM collaborator c WHERE {floors.SHARED.format(mark=floor.mark)})"
    return f"y.deleted_at IS NULL AND ({' OR '.join((*sets, shared))})", reach["shared"]


FIGURES = (Figure("sums", measure, large=True),)
