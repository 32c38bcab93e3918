"""Which entries hold the grams of a question, the newest first: FTS5 on SQLite, and on PostgreSQL by how common the grams are.

A query of a GIN index reads all its matches, so what is in every hundredth record or more is looked for by walking the
entries from the newest; and only what is joined by AND is quick, so each way of a term is a query of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from guanxi.data.database import database, is_sqlite, row, rows
from guanxi.records.search.question import Grams, Question, ways_of
from guanxi.records.search.storage import RANGE

COMMON = 0.012
UNLISTED = 0.0005
FIRST_WINDOW, WIDER = 8_000, 6
STATISTICS_KEPT_S = 600
_FTS = """SELECT rowid FROM search_gram WHERE search_gram MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?"""
_FTS_ALL = """SELECT rowid FROM search_gram WHERE search_gram MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?"""
_WALK = (
    """SELECT id FROM search_gram WHERE id BETWEEN ? AND ? AND grams @@ ?::tsquery ORDER BY id DESC LIMIT ?"""
)
_ONE = "SELECT id FROM search_gram WHERE grams @@ (SELECT ?::tsquery)"
"""Planned once for all grams: PostgreSQL would else plan each of a dozen ways anew at every question."""
_TOP = "SELECT max(id) FROM search_gram WHERE id BETWEEN ? AND ?"
_STATISTICS = """SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
                 WHERE schemaname = current_schema() AND tablename = 'search_gram' AND attname = 'grams'"""


@dataclass(frozen=True)
class Wanted:
    """A question to the entries of one kind, by the fields (numbers) that count; `among`: owner and team tokens, any of them."""

    question: Question
    kind: int
    texts: tuple[int, ...]
    phones: tuple[int, ...]
    among: tuple[str, ...] = ()

    @cached_property
    def terms(self) -> list[list[tuple[str, ...]]]:
        """For each term that can be looked for, its ways: tokens that stand together in an entry."""
        return [
            [
                tuple(_token(number, each) for each in grams)
                for phone, grams in ways
                for number in (self.phones if phone else self.texts)
            ]
            for ways in (ways_of(term) for term in self.question.terms)
            if ways
        ]

    @property
    def hopeless(self) -> bool:
        """Tell that no entry can hold what is asked."""
        return not self.terms or not all(self.terms)


def matching(wanted: Wanted, below: int | None, limit: int) -> list[int]:
    """Ids of records whose entries hold the grams, the newest first, beyond the id `below`; fewer than `limit`: all."""
    if wanted.hopeless:
        return []
    low = wanted.kind * RANGE
    high = low + (RANGE if below is None else below) - 1
    found = (_on_sqlite if is_sqlite() else _on_postgresql)(wanted, low, high, limit)
    return [key - low for key in found]


def _on_sqlite(wanted: Wanted, low: int, high: int, limit: int) -> list[int]:
    """What may be rare is first looked for in the index's own order, which is quicker: fewer than `limit` are all."""
    asked = _fts(wanted)
    if not (wanted.question.told or wanted.among):
        found = [key for (key,) in rows(_FTS_ALL, (asked, low, high, limit))]
        if len(found) < limit:
            return found[::-1]
    return [key for (key,) in rows(_FTS, (asked, low, high, limit))]


def _fts(wanted: Wanted) -> str:
    parts = [_any([_all(way, " AND ") for way in ways], " OR ") for ways in wanted.terms]
    if wanted.among:
        parts.append(_any([f'"{token}"' for token in wanted.among], " OR "))
    return " AND ".join(parts)


def _on_postgresql(wanted: Wanted, low: int, high: int, limit: int) -> list[int]:
    common = _statistics()
    drives = min(wanted.terms, key=lambda ways: _share(common, ways))
    share = _share(common, drives)
    among = min(1.0, sum(common.get(token, UNLISTED) for token in wanted.among)) if wanted.among else 1.0
    if share * among >= COMMON or (share >= COMMON and among == 1.0):
        return _walked(wanted, low, high, limit)
    return _looked_up(wanted, drives, low, high, limit)


def _walked(wanted: Wanted, low: int, high: int, limit: int) -> list[int]:
    """Entries tested one by one from the newest, in windows that grow."""
    asked, found = _tsquery(wanted, wanted.terms), list[int]()
    top = row(_TOP, (low, high))
    at, window = (top[0] if top and top[0] is not None else low - 1), FIRST_WINDOW
    while at >= low and len(found) < limit:
        start = max(low, at - window + 1)
        found += [key for (key,) in rows(_WALK, (start, at, asked, limit - len(found)))]
        at, window = start - 1, window * WIDER
    return found


def _looked_up(wanted: Wanted, drives: list[tuple[str, ...]], low: int, high: int, limit: int) -> list[int]:
    """Entries by the index: each way of the rarest term, with owner and team; the other terms are tested in what it finds."""
    others = [ways for ways in wanted.terms if ways is not drives]
    one: list[str] = []
    params: list[Any] = []
    for way in drives:
        one.append(_ONE)
        params.append(_tsquery(wanted, [[way]]))
    params += [low, high]
    joined = tested = ""
    if others:
        joined, tested = " JOIN search_gram g USING (id)", " AND g.grams @@ ?::tsquery"
        params.append(" & ".join(_any([_all(way, " & ") for way in ways], " | ") for ways in others))
    sql = f"WITH f AS MATERIALIZED ({' UNION '.join(one)}) SELECT f.id FROM f{joined} "
    sql += f"WHERE f.id BETWEEN ? AND ?{tested} ORDER BY f.id DESC LIMIT ?"
    return [key for (key,) in rows(sql, (*params, limit))]


def _tsquery(wanted: Wanted, terms: Iterable[Sequence[tuple[str, ...]]]) -> str:
    parts = [_any([_all(way, " & ") for way in ways], " | ") for ways in terms]
    if wanted.among:
        parts.append(_any([f"'{token}'" for token in wanted.among], " | "))
    return " & ".join(parts)


def _all(way: Sequence[str], joined: str) -> str:
    """A token that ends in * is the beginning of one."""
    return _joined([_quoted(token) for token in way], joined)


def _any(parts: Sequence[str], joined: str) -> str:
    return _joined(parts, joined)


def _joined(parts: Sequence[str], joined: str) -> str:
    return parts[0] if len(parts) == 1 else f"({joined.join(parts)})"


def _quoted(token: str) -> str:
    plain = token.removesuffix("*")
    if is_sqlite():
        return f'"{plain}"' + (" *" if plain != token else "")
    return f"'{plain}'" + (":*" if plain != token else "")


def _token(number: int, gram: Any) -> str:
    return f"{number}{gram.kind}{gram.signs}{'*' if gram.open else ''}"


def _share(common: dict[str, float], ways: Iterable[tuple[str, ...]]) -> float:
    """The part of the entries that hold one of the ways, as the two rarest tokens of each tell."""
    found = 0.0
    for way in ways:
        rarest = sorted(_frequency(common, token) for token in way)
        found += rarest[0] * (rarest[1] if len(rarest) > 1 else 1.0)
    return found


def _frequency(common: dict[str, float], token: str) -> float:
    return COMMON if token.endswith("*") else common.get(token, UNLISTED)


def _statistics() -> dict[str, float]:
    """How common the commonest tokens are, as the database last saw it."""
    found = _known.get(database.obj)
    if found is None or monotonic() - found[0] > STATISTICS_KEPT_S:
        seen = row(_STATISTICS) or ([], [])
        found = (monotonic(), dict(zip(seen[0] or (), seen[1] or (), strict=False)))
        _known[database.obj] = found
    return found[1]


_known: WeakKeyDictionary[object, tuple[float, dict[str, float]]] = WeakKeyDictionary()
__all__ = ["Grams", "Wanted", "matching"]
