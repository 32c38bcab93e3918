"""The export of a list of ten columns, beside the driver that writes the same rows with csv.writer; the other formats beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import closing

from bench import floors
from bench.figure import Figure, Line
from bench.measure import busy, round_ms
from bench.stores import Stores
from bench.world import ACTORS, COLUMNS, companies
from guanxi.records.access_log import AccessEntry
from guanxi.records.listing import ListQuery
from guanxi.resources.exports.run import TYPES, Wanted, export

TEN = (*COLUMNS, "created_at", "version")
PLAIN = """SELECT r.name, r.kind, r.phone, r.city, r.turnover, u.name, t.name, r.changed_at, r.created_at, r.version
FROM bench_company r LEFT JOIN bench_user u ON u.id = r.owner_id LEFT JOIN bench_team t ON t.id = r.team_id
WHERE r.deleted_at IS NULL ORDER BY r.sort_name, r.id"""
TARGETS = {"csv": 4.0, "jsonl": 12.0, "xlsx": 40.0}
ROUNDS = 3


def measure(stores: Stores, engine: str, size: int) -> Iterator[Line]:
    """A line for each format; the floor writes CSV."""
    store = stores.of(engine, size)
    with store.bound():
        AccessEntry.create_table()
        floor = floors.Floor(store.url)
        lines = _ours("csv")() - 1
        if lines != _floor(floor)():
            raise RuntimeError("the two files have not the same rows")
        for kind in TYPES:
            ours, least = _best(_ours(kind), store.backend), _best(_floor(floor), floor.backend)
            note = f" rows={lines} {lines / ours * 1000:,.0f} rows/s{busy()}"
            yield Line(f"export_{kind}", engine, ours, least, TARGETS[kind], note=note)
        floor.close()


def _ours(kind: str) -> Callable[[], int]:
    """Writes the whole list as the administrator; returns the number of lines."""
    wanted = Wanted(ListQuery(companies, TEN, "name"), kind)

    def write() -> int:
        with closing(export(ACTORS["administrator"], wanted)) as parts:
            return sum(part.count(b"\n") for part in parts)

    return write


def _floor(floor: floors.Floor) -> Callable[[], int]:
    def write() -> int:
        written = io.TextIOWrapper(_Counted(), "utf-8", newline="")
        csv.writer(written).writerows(floor.connection.execute(PLAIN))
        written.flush()
        return written.buffer.lines

    return write


class _Counted(io.BytesIO):
    """Takes bytes and keeps only how many lines there were."""

    lines = 0

    def write(self, content: object) -> int:
        self.lines += bytes(content).count(b"\n")  # type: ignore[call-overload]
        return len(content)  # type: ignore[arg-type]


def _best(way: Callable[[], int], backend: int | None) -> float:
    return min(round_ms(way, 1, backend) for _round in range(ROUNDS))


FIGURES = (Figure("export", measure, large=True),)
