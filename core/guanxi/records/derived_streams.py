"""Indexes over a table that is kept beside records, such as shares and tags: made after its rows are filled, dropped when outdated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from guanxi.data.database import run
from guanxi.records.indexes import existing, forget
from guanxi.records.listing_sort import Place


def make(
    place: Place, prefix: str, wanted: Mapping[str, str], fill: Callable[[], object], *, kept: bool
) -> list[str]:
    """Make those of `wanted` (SQL by name) that are missing, after `fill`; drop others whose names begin with `prefix`.

    `kept`: the table holds rows of these records at all. Returns the names made.
    """
    there = existing([place]) if kept else frozenset[str]()
    for name in sorted(there - wanted.keys()):
        if name.startswith(prefix):
            run(f'DROP INDEX IF EXISTS "{name}"')
    made = [name for name in wanted if name not in there]
    if made:
        fill()
    for name in made:
        run(wanted[name])
    if made:
        run(f"ANALYZE {place.table}")
    forget()
    return made


def drop(names: Iterable[str]) -> None:
    """Drop indexes; lists then do without them."""
    for name in names:
        run(f'DROP INDEX IF EXISTS "{name}"')
    forget()
