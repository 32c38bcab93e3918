"""How many records bear some tags, asked no further than a list needs: which of several conditions is to lead."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from guanxi.data.database import HIDDEN, as_set, in_set, is_sqlite, row, rows
from guanxi.data.filters import Test
from guanxi.records.extension import literal
from guanxi.records.resource import Resource
from guanxi.records.tagging import streams
from guanxi.records.tagging.following import marks_of

FEW = 3000
SAMPLE = 100
MOST_STREAMS = 12


def ids(test: Test) -> tuple[int, ...]:
    """The tags that a condition names, behind the kind of records."""
    return tuple(key for (key,) in test.values[1:])


def rarest(resource: Resource, found: Sequence[Test]) -> tuple[Test, bool]:
    """The condition to begin with, and whether it is on hardly any record.

    It is the one on the fewest records or, of common ones, whose records most often meet the others. That is guessed from
    the first 100 records of each, so the price is the same whatever the tags are on.
    """
    seen = {number: (many, meet) for number, many, meet in _samples(resource, found)}
    few = [number for number, (many, _meet) in seen.items() if many < SAMPLE]
    if few:
        return found[min(few, key=lambda number: seen[number][0])], True
    return found[max(seen, key=lambda number: seen[number][1])], False


def size(resource: Resource, test: Test) -> int:
    """How many records meet a condition, counted no further than `FEW`."""
    sql, params = _rows_of(resource, test)
    counted = row(f"SELECT count(*) FROM ({sql}) n", params)
    return int(counted[0]) if counted else 0


def records(resource: Resource, test: Test) -> tuple[int, ...]:
    """The ids of the records that meet a condition that few meet."""
    return tuple({key for (key,) in rows(*_rows_of(resource, test))})


def marked(column: str, tags: int, *, bare: bool = False) -> str:
    """SQL: the text of all tags of a record names one of so many, or (`bare`) none; the parameters are their marks."""
    finds = "instr" if is_sqlite() else "strpos"
    sign, word = ("= 0", " AND ") if bare else ("> 0", " OR ")
    return word.join([f"{finds}({column}, ?) {sign}"] * tags).join("()")


def _samples(resource: Resource, found: Sequence[Test]) -> list[tuple[int, int, int]]:
    """For each condition how many records were seen and how many of them meet the others, in one statement."""
    named = [ids(test) for test in found]
    sql = _samples_sql(
        resource.name, _everybodys(resource), tuple(len(tags) for tags in named), sqlite=is_sqlite()
    )
    params = list[int | str]()
    for number, tags in enumerate(named):
        params += [marks_of((key,)) for at, other in enumerate(named) if at != number for key in other]
        params += tags
    return rows(sql, tuple(params))


@lru_cache(maxsize=256)
def _samples_sql(name: str, known: streams.Stream | None, sizes: tuple[int, ...], *, sqlite: bool) -> str:
    """Made once for so many conditions on so many tags each, and each database (`sqlite` tells which)."""
    parts = []
    for number, many in enumerate(sizes):
        others = [other for at, other in enumerate(sizes) if at != number]
        meets = " AND ".join(marked("n.tags", other) for other in others) or "1 = 1"
        first = _first(name, known, "tags", many, SAMPLE)
        parts.append(f"SELECT {number}, count(*), count(CASE WHEN {meets} THEN 1 END) FROM ({first}) n")
    return " UNION ALL ".join(parts)


def _rows_of(resource: Resource, test: Test) -> tuple[str, tuple[Any, ...]]:
    """The ids of the first records that meet a condition; of too many tags in no order."""
    tags, known = ids(test), _everybodys(resource)
    if len(tags) > MOST_STREAMS:
        sql = f"SELECT y.record_id {_from(resource.name, known)} AND {in_set('y.tag_id')} LIMIT {FEW}"
        return sql, (as_set(tags),)
    first = _first(resource.name, known, "record_id", len(tags), FEW)
    return f"SELECT record_id FROM ({first}) f LIMIT {FEW}", tags


def _first(name: str, known: streams.Stream | None, column: str, tags: int, limit: int) -> str:
    """The first rows of each of so many tags, in an order that an index has."""
    order = "" if is_sqlite() else _order(known)
    one = f"SELECT y.{column} {_from(name, known)} AND y.tag_id = {HIDDEN} {order} LIMIT {limit}"
    return " UNION ALL ".join(f"SELECT {column} FROM ({one}) s{at}" for at in range(tags))


def _order(known: streams.Stream | None) -> str:
    """PostgreSQL would read the whole table for the first of many rows, if it is not told in which order."""
    if known is None or known.key.is_id:
        return "ORDER BY y.record_id"
    collation = ' COLLATE "C"' if known.key.kind == "text" else ""
    return f'ORDER BY y."{known.key.column}"{collation}, y.record_id'


def _from(name: str, known: streams.Stream | None) -> str:
    """The rows of tags, by the index that everybody's lists walk."""
    hint = f'INDEXED BY "{known.name}"' if known and is_sqlite() else ""
    return (
        f"FROM tagged y {hint} WHERE y.deleted_at IS NULL AND y.record_id > 0 AND y.kind = '{literal(name)}'"
    )


def _everybodys(resource: Resource) -> streams.Stream | None:
    known = next((each for each in streams.streams(resource).values() if not each.head), None)
    return streams.stream(resource, known.column) if known else None
