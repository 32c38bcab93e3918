"""What counts as the floor of a list page, for every figure that is compared with one.

The floor is the same actor's rows and count by the raw driver, with the same SQL, indexes and columns, in a bare page: a
signed session and an autoescaped Jinja table. A floor dearer than so many pages of bare Flask is none: it counts as so many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bench import floors
from bench.figure import Line
from bench.measure import cpu_ms

MOST_HELLOS = {"sqlite": 32, "postgresql": 40}
TARGET, MANY_SHARES = 3.0, 8.0


def line(
    title: str,
    engine: str,
    value: Callable[[], Any],
    floor: Callable[[], Any],
    backends: Mapping[str, int | None],
    note: str = "",
) -> Line:
    """Measure a page, its floor and bare Flask in turn; `backends` are the database processes of "value" and "floor"."""
    ways = {"value": value, "floor": floor, "hello": floors.caller(floors.hello_app())}
    found = cpu_ms(ways, {**backends, "hello": None})
    dearest = MOST_HELLOS[engine] * found["hello"]
    capped = f" of {found['floor']:.3g}ms" if found["floor"] > dearest else ""
    note = f" hello={found['hello']:.3g}ms{capped and f' floor_capped{capped}'}{note}"
    target = MANY_SHARES if "5000" in title else TARGET
    return Line(title, engine, found["value"], min(found["floor"], dearest), target, note=note)
