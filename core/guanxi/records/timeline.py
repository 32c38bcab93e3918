"""Reads a timeline: the entries about some records, newest first, a page by key; one limited stream a kind of entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from guanxi.data.database import rows
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.presence import absent, entered
from guanxi.records.ref import Ref

ROUNDS = 5


class Place(NamedTuple):
    """Where a page ended: the moment (ms UTC) of its last entry, and the number of its link."""

    at: int
    link: int


@dataclass(frozen=True, slots=True)
class Stream:
    """Entries of one kind about the records; of one `topic` where it is named."""

    kind: str
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: which, when (ms UTC), what sort, and its values in the columns asked for."""

    ref: Ref
    place: Place
    topic: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A page of entries; `next` is where older ones begin, None where there are none."""

    found: list[Entry]
    next: Place | None = None


def read(
    actor: Actor,
    records: Sequence[Ref],
    streams: Sequence[Stream],
    columns: Mapping[str, Sequence[str]],
    *,
    limit: int,
    before: Place | None = None,
) -> Entries:
    """The newest `limit` entries about any of `records` that the actor may see, each once; `columns` are wanted by kind.

    The records themselves must have passed the gate: the page of one shows entries about others only where it says so.
    """
    found: dict[Ref, Entry] = {}
    wanted = [
        (record, stream)
        for record in records
        for stream in streams
        if stream.kind in actor.host.resources and not absent(entered(record, stream.kind, stream.topic))
    ]
    for _round in range(ROUNDS if wanted else 0):
        links = _links(wanted, limit + 1, before)
        for entry in _seen(actor, links, columns):
            found.setdefault(entry.ref, entry)
        if len(links) <= limit:
            return _cut(found, limit, None)
        before = Place(*links[-1][:2])
        if len(found) > limit:
            break
    return _cut(found, limit, before)


def _cut(found: dict[Ref, Entry], limit: int, more: Place | None) -> Entries:
    """The first `limit` of what was found; what is left over or lies beyond `more` comes next."""
    kept = list(found.values())
    if len(kept) > limit:
        return Entries(kept[:limit], kept[limit - 1].place)
    return Entries(kept, more)


def _seen(
    actor: Actor, links: Sequence[tuple[Any, ...]], columns: Mapping[str, Sequence[str]]
) -> list[Entry]:
    """The entries that links lead to, as far as the actor may see them, in the same order."""
    ids: dict[str, set[int]] = {}
    for _at, _link, kind, key, _topic in links:
        ids.setdefault(kind, set()).add(key)
    values = {
        Ref(kind, found[0]): found[1:]
        for kind, keys in ids.items()
        for found in gate.columns_among(actor, actor.host.resources[kind], keys, tuple(columns.get(kind, ())))
    }
    return [
        Entry(Ref(kind, key), Place(at, link), topic, values[Ref(kind, key)])
        for at, link, kind, key, topic in links
        if Ref(kind, key) in values
    ]


def _links(wanted: Sequence[tuple[Ref, Stream]], limit: int, before: Place | None) -> list[tuple[Any, ...]]:
    params: list[Any] = []
    for record, stream in wanted:
        params += [*record, stream.kind]
        params += [] if stream.topic is None else [stream.topic]
        params += [] if before is None else [*before]
        params.append(limit)
    shape = tuple(stream.topic is not None for _record, stream in wanted)
    return rows(_sql(shape, after=before is not None), (*params, limit))


@lru_cache(maxsize=256)
def _sql(topics: tuple[bool, ...], *, after: bool) -> str:
    """Each stream is limited by itself, so that a page costs the same however long the timeline is."""
    parts = []
    for topic in topics:
        where = "kind = ? AND record_id = ? AND entry_kind = ?" + (" AND topic = ?" if topic else "")
        where += " AND (at, id) < (?, ?)" if after else ""
        parts.append(
            f"SELECT * FROM (SELECT at, id, entry_kind, entry_id, topic FROM about WHERE {where} "
            f"AND deleted_at IS NULL ORDER BY at DESC, id DESC LIMIT ?) s"
        )
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) t ORDER BY at DESC, id DESC LIMIT ?"
