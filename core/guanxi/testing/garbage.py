"""Python's search for cyclic garbage, told that test processes hold much that stays: else it walks through all of it again and again."""

from __future__ import annotations

from guanxi.data import garbage

# New objects before a search of the youngest; searches of each generation before one of the next.
THRESHOLDS = (2_000, 10, 20)


def spare_what_stays() -> None:
    """Collect what is garbage now and leave out everything else from later searches; call it when much was made that stays."""
    garbage.spare_what_stays(THRESHOLDS)
