"""``make bench``: prints a line for each figure and database; the exit status tells whether one falls short.

ONLY=NAME measures the figures whose name begins so, SIZE=1m at a million rows where a figure knows it, DATABASE=sqlite
or postgresql one database only.
"""

from __future__ import annotations

import os

from bench.figure import Figure
from bench.figures import (
    board,
    day,
    entries,
    exports,
    importing,
    linked,
    lists,
    metrics,
    pages,
    processes,
    search,
    sums,
    switching,
    tags,
    timeline,
    work,
    writes,
)
from bench.stores import Stores

FIGURES: tuple[Figure, ...] = (
    *lists.FIGURES,
    *pages.FIGURES,
    *board.FIGURES,
    *timeline.FIGURES,
    *entries.FIGURES,
    *search.FIGURES,
    *work.FIGURES,
    *tags.FIGURES,
    *linked.FIGURES,
    *sums.FIGURES,
    *metrics.FIGURES,
    *writes.FIGURES,
    *exports.FIGURES,
    *importing.FIGURES,
    *processes.FIGURES,
    *switching.FIGURES,
    *day.FIGURES,
)
SIZES = {"": 100_000, "1k": 1_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000}
ENGINES = ("sqlite", "postgresql")


def main() -> int:
    """Measure what is asked for; 1 where a figure falls short."""
    only, wanted = os.environ.get("ONLY", ""), os.environ.get("SIZE", "")
    engines = [engine for engine in ENGINES if os.environ.get("DATABASE", engine) == engine]
    if wanted not in SIZES:
        raise SystemExit(f"SIZE is one of {', '.join(filter(None, SIZES))}, not {wanted}.")
    chosen = [
        figure for figure in FIGURES if figure.name.startswith(only) or only.startswith(figure.name + "_")
    ]
    if not chosen:
        raise SystemExit(
            f"There is no figure {only}; there are {', '.join(figure.name for figure in FIGURES)}."
        )
    stores, short = Stores(), 0
    try:
        for engine in engines:
            for figure in chosen:
                size = SIZES[wanted] if figure.large else SIZES[""]
                for line in figure.measure(stores, engine, size):
                    print(line, flush=True)
                    short += line.short
    finally:
        stores.stop()
    return 1 if short else 0
