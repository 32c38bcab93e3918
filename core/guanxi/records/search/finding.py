"""Search through the gate: hits are living records that the actor may see, by texts of fields that he sees whole.

Grams only say where to look: each names its field, so that one which the actor may not see takes no part. Every record is then
read under the rule, and its texts are compared with what was typed, before anything is counted or cut.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from time import monotonic
from weakref import WeakKeyDictionary

from guanxi.data.clause import Clause
from guanxi.data.database import as_ids, as_set, database, in_set, rows
from guanxi.data.fields import Phone
from guanxi.records.actor import Actor
from guanxi.records.gate import searchable_fields
from guanxi.records.listing_sort import sort_of
from guanxi.records.resource import Resource
from guanxi.records.rowset import RowSet, row_set
from guanxi.records.rule_sql import condition
from guanxi.records.search.grams import OWNER, TEAM
from guanxi.records.search.kinds import Numbers, numbers
from guanxi.records.search.matching import Wanted, matching
from guanxi.records.search.proof import proof, title_ranks
from guanxi.records.search.question import Question
from guanxi.records.search.storage import RANGE
from guanxi.records.search.texts import searched
from guanxi.records.sharing import CONDITION

MOST = 500
FEW = 1_000
BATCH, GROWS, LARGEST = 1_500, 4, 25_000
MANY_S, MOST_KEPT = 60.0, 4_096


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of the hits, best first: those whose title begins with what was typed, then by the list's own order.

    `more` tells that there are more than `MOST`; these are the newest of them then.
    """

    ids: tuple[int, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Search:
    """One question to one kind, by one actor."""

    actor: Actor
    resource: Resource
    question: Question
    known: Numbers
    seen: tuple[str, ...]
    reached: RowSet
    most: int
    memory: Memory

    @property
    def rank(self) -> Callable[[str], int]:
        """Ranks texts as they are kept: titles that are what was typed, those that begin with it, all others."""
        title = str(self.known.fields.get(self.resource.title, 0))
        return title_ranks(title, self.question.folded) if title in self.seen else lambda _kept: 2

    def wanted(self, among: tuple[str, ...] = ()) -> Wanted:
        fields = {str(self.known.fields[f.name]): f for f in searched(self.resource)}
        texts = tuple(int(n) for n in self.seen if not isinstance(fields[n], Phone))
        phones = tuple(int(n) for n in self.seen if isinstance(fields[n], Phone))
        return Wanted(self.question, self.known.kind, texts, phones, among)


Hit = tuple[int, int, str]
Read = tuple[int, str, str]
"""The id of a record, its texts as they are kept, and its sort key."""
Memory = dict[str, list[Read] | None]


def find(
    actor: Actor, resource: Resource, question: Question, most: int = MOST, memory: Memory | None = None
) -> Found:
    """The records of a resource that answer the question, as far as the actor may see them and what they are found by.

    Where the same actor asks several questions at once, one `memory` spares reading his few rows again.
    """
    resource = actor.host.resources.get(resource.name, resource)
    search = _prepared(actor, resource, question, most, {} if memory is None else memory)
    if search is None:
        return Found()
    hits = _hits(search)
    newest = sorted(hits, reverse=True)[:most] if len(hits) > most else hits
    ordered = sorted(newest, key=itemgetter(1, 2, 0))
    return Found(tuple(hit[0] for hit in ordered), len(hits) > most)


# guard: search-fields
def seen_fields(actor: Actor, resource: Resource, known: Numbers) -> tuple[str, ...]:
    """The numbers of the fields by which the actor may find a record: those that he sees whole."""
    whole = searchable_fields(actor, resource)
    return tuple(str(known.fields[field.name]) for field in searched(resource) if field.name in whole)


def _prepared(
    actor: Actor, resource: Resource, question: Question, most: int, memory: Memory
) -> _Search | None:
    reached, known = row_set(actor, resource, "view"), numbers(resource)
    if question.short or reached.nothing or known is None:
        return None
    seen = seen_fields(actor, resource, known)
    return _Search(actor, resource, question, known, seen, reached, most, memory) if seen else None


def _hits(search: _Search) -> set[Hit]:
    """At least the newest hits, one more than are wanted; all, if there are not so many."""
    if not search.reached.everything:
        few = _few_read(search)
        if few is not None:
            return set(_met(search, few)) if _may_stand(search, few) else set()
    found: set[Hit] = set()
    size = min(search.most + 1, BATCH) if search.reached.everything else BATCH
    first = matching(search.wanted(), None, size)
    found |= set(_matched(search, first))
    if len(first) < size or len(found) > search.most:
        return found
    if search.reached.everything:
        return found | _onward(search, (), first[-1], search.most - len(found))
    return _shared_hits(search) | _onward(search, _among(search.reached), None, search.most)


def _onward(search: _Search, among: tuple[str, ...], below: int | None, most: int) -> set[Hit]:
    """Batches of matches beyond `below`, until there are more hits than `most` or no more matches."""
    found: set[Hit] = set()
    wanted, size = search.wanted(among), BATCH
    while len(found) <= most:
        ids = matching(wanted, below, size)
        found |= set(_matched(search, ids))
        if len(ids) < size:
            break
        below, size = ids[-1], min(size * GROWS, LARGEST)
    return found


def _among(reached: RowSet) -> tuple[str, ...]:
    teams = tuple(f"{TEAM}{team}" for team in reached.teams)
    return teams + tuple(f"{OWNER}{owner}" for owner in reached.owners)


def _few_read(search: _Search) -> list[Read] | None:
    """What `_few` tells, read once for all questions that share a memory; who reaches more is not counted again for a while."""
    name, memory, many = search.resource.name, search.memory, _many.setdefault(database.obj, {})
    who = (name, search.reached.teams, search.reached.owners)
    if name not in memory:
        ids = None if monotonic() < many.get(who, 0.0) else _few(search)
        if ids is None and monotonic() >= many.get(who, 0.0):
            if len(many) >= MOST_KEPT:
                many.clear()
            many[who] = monotonic() + MANY_S
        memory[name] = None if ids is None else _read(search, ids)
    return memory[name]


def _few(search: _Search) -> list[int] | None:
    """All ids that the actor reaches, where they are few: then they are read, whatever was typed."""
    reached, table = search.reached, search.resource.model._meta.table_name
    found: set[int] = set()
    for column, values in ((reached.team_column, reached.teams), (reached.owner_column, reached.owners)):
        if values:
            found |= _ids(_few_sql(table, in_set(f'r."{column}"')), (as_set(values), FEW + 1))
        if len(found) > FEW:
            return None
    if reached.shared:
        found |= _ids(
            f"SELECT record_id FROM collaborator c WHERE {CONDITION} LIMIT ?",
            (*reached.shared.params, FEW + 1),
        )
    return None if len(found) > FEW else list(found)


def _shared_hits(search: _Search) -> set[Hit]:
    """Hits among what is shared with the actor: shares have no token."""
    shared = search.reached.shared
    if shared is None:
        return set()
    ids = _ids(f"SELECT record_id FROM collaborator c WHERE {CONDITION}", shared.params)
    return set(_verified(search, ids))


def _ids(sql: str, params: tuple[object, ...]) -> set[int]:
    return {int(key) for (key,) in rows(sql, params)}


def _matched(search: _Search, ids: Iterable[int]) -> Iterable[Hit]:
    """The hits among `ids`, whose entries hold the grams: where these tell all, no more is read than is wanted."""
    if not search.question.told:
        return _verified(search, ids)
    rank = search.rank
    return [(key, rank(kept), order) for key, kept, order in _read(search, ids, search.most + 1)]


def _verified(search: _Search, ids: Iterable[int]) -> Iterator[Hit]:
    """Those of `ids` that the rule lets the actor see and whose texts answer, the newest first, one more than are wanted."""
    return _met(search, _read(search, ids))


def _read(search: _Search, ids: Iterable[int], most: int | None = None) -> list[Read]:
    """Texts and sort key of those of `ids` that the rule lets the actor see, the newest first, `most` of them if given."""
    rule = condition(search.resource, search.reached, "r")
    wanted = list(ids)
    if not wanted:
        return []
    key, _descending = sort_of(search.actor, search.resource, None)
    base = search.known.kind * RANGE
    clause = Clause(in_set("r.id"), (as_ids(wanted),)) & rule
    order = f'r."{key.column}"' if key.kind == "text" else "''"
    sql = _read_sql(search.resource, order, clause.sql) + (f" LIMIT {most:d}" if most else "")
    return [(key, kept, order or "") for key, kept, order in rows(sql, (base, *clause.params))]


def _may_stand(search: _Search, read: Sequence[Read]) -> bool:
    """One look at all of them together: most often it says no."""
    return search.question.may_stand("\n".join([kept for _id, kept, _order in read]))


def _met(search: _Search, read: Sequence[Read]) -> Iterator[Hit]:
    question, seen, rank = search.question, search.seen, search.rank
    proven = proof(question, seen)
    left = search.most + 1
    for record_id, kept, order in read:
        if (proven and proven(kept)) or (question.may_stand(kept) and question.met(json.loads(kept), seen)):
            yield record_id, rank(kept), order
            left -= 1
            if not left:
                return


@lru_cache(maxsize=1024)
def _read_sql(resource: Resource, order: str, conditions: str) -> str:
    table = resource.model._meta.table_name
    return (
        f'SELECT r.id, e.texts, {order} FROM "{table}" r JOIN search_entry e ON e.id = r.id + ? '
        f"WHERE {conditions} AND r.deleted_at IS NULL ORDER BY r.id DESC"
    )


@lru_cache(maxsize=1024)
def _few_sql(table: str, among: str) -> str:
    return f'SELECT r.id FROM "{table}" r WHERE {among} AND r.deleted_at IS NULL LIMIT ?'


_many: WeakKeyDictionary[object, dict[tuple[object, ...], float]] = WeakKeyDictionary()
"""Until when it is taken for granted that these teams and owners have more than `FEW` records; either way finds the same."""
