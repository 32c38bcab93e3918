"""Ways to the records that bear some tag: its streams in the list's own order, or the tag's few records themselves."""

from __future__ import annotations

from dataclasses import replace

from guanxi.data.clause import ALWAYS, Clause
from guanxi.data.database import as_set, in_set, is_sqlite, row, rows
from guanxi.data.filters import Node, Test, tests
from guanxi.records.extension import literal
from guanxi.records.listing_draft import Draft, by_ids, kept_shares, narrow
from guanxi.records.listing_sort import own_place
from guanxi.records.listing_streams import Head, Kept, Source
from guanxi.records.sharing import CONDITION
from guanxi.records.tagging import streams

FEW = 3000
MOST_STREAMS = 12
Way = tuple[tuple[Source, ...], Node]


def by_rare_tag(draft: Draft) -> Way | None:
    """Beside other conditions a tag leads only if it is on few records, which is asked first."""
    found = tests(draft.node)
    if all(test.op == "tagged" for test in found):
        return None
    rarest = _rarest(draft, [test for test in found if test.op == "tagged"])
    return _way(draft, rarest[0], few=True) if rarest and rarest[1] < FEW else None


def by_tag(draft: Draft) -> Way | None:
    """The streams of a tag, of several the one on the fewest records; None where it has none in this order and is on many."""
    found = [test for test in tests(draft.node) if test.op == "tagged"]
    if not found:
        return None
    if len(found) == 1 and not draft.reached.shared and (way := _streams(draft, found[0], few=False)):
        return way, found[0]
    rarest = _rarest(draft, found)
    return _way(draft, rarest[0], few=rarest[1] < FEW) if rarest else None


def _way(draft: Draft, test: Test, *, few: bool) -> Way | None:
    if way := _streams(draft, test, few=few):
        return way, test
    return ((by_ids(draft, _ids(draft, test)),), test) if few else None


def _rarest(draft: Draft, found: list[Test]) -> tuple[Test, int] | None:
    """The condition that the fewest records meet, and how many do, counted no further than `FEW`."""
    sizes = [(test, _size(draft, test)) for test in found]
    return min(sizes, key=lambda each: each[1]) if sizes else None


def _size(draft: Draft, test: Test) -> int:
    sql = f"SELECT count(*) FROM (SELECT 1 {_from(draft)} LIMIT {FEW}) n"
    counted = row(sql, (as_set(_tags(test)),))
    return int(counted[0]) if counted else 0


def _ids(draft: Draft, test: Test) -> tuple[int, ...]:
    found = rows(f"SELECT y.record_id {_from(draft)} LIMIT {FEW}", (as_set(_tags(test)),))
    return tuple({key for (key,) in found})


def _from(draft: Draft) -> str:
    """The rows of some tags, by the index that everybody's lists walk."""
    resource = draft.resource
    known = next((s for s in streams.streams(resource).values() if not s.head), None)
    there = known and streams.stream(resource, known.column)
    hint = f'INDEXED BY "{there.name}"' if there and is_sqlite() else ""
    return (
        f"FROM tagged y {hint} WHERE y.deleted_at IS NULL AND y.record_id > 0 "
        f"AND y.kind = '{literal(resource.name)}' AND {in_set('y.tag_id')}"
    )


def _streams(draft: Draft, test: Test, *, few: bool) -> tuple[Source, ...] | None:
    """The streams of the rule with this tag; None where there are none: another sort key, a rule that narrows, many tags."""
    ids, reached = _tags(test), draft.reached
    ordered = draft.place == own_place(draft.resource) and not reached.narrowed
    every = streams.stream(draft.resource, draft.key.column) if ordered else None
    if every is None or len(ids) > MOST_STREAMS:
        return None
    draft.slots |= {f"tag{number}": (key,) for number, key in enumerate(ids)}
    borne = _borne(draft, "y.id", len(ids)) & narrow(draft)
    if reached.everything:
        return (Source(where=borne, free=True, kept=_kept(every, len(ids))),)
    found = []
    for column, slot, values in (
        (reached.team_column, "teams", reached.teams),
        (reached.owner_column, "owners", reached.owners),
    ):
        led = streams.stream(draft.resource, draft.key.column, column)
        if values and led is None:
            return None
        if values and led is not None:
            head = Head(column, slot, single=len(values) == 1)
            found.append(Source((head,), where=borne, kept=_kept(led, len(ids), head)))
    if reached.shared:
        shared = _shared(every, len(ids)) if few else _tested_shares(draft, len(ids))
        found.append(Source(shared=True, where=borne, kept=shared))
    return tuple(found)


def _kept(stream: streams.Stream, tags: int, *heads: Head, where: Clause = ALWAYS) -> tuple[Kept, ...]:
    """A tag's streams, one way a tag: who bears two of them is met twice, which UNION mends."""
    asked = Clause(stream.mark) & where
    return tuple(
        Kept(
            stream.key,
            stream.name,
            Source((*heads, Head("tag_id", f"tag{number}", single=True)), where=asked, free=not heads),
        )
        for number in range(tags)
    )


def _shared(every: streams.Stream, tags: int) -> tuple[Kept, ...]:
    """Of a tag on few records: its streams, each row asked for a share."""
    mine = f"EXISTS (SELECT 1 FROM collaborator c WHERE c.record_id = y.record_id AND {CONDITION})"
    return _kept(every, tags, where=Clause(mine, ("share",)))


def _tested_shares(draft: Draft, tags: int) -> tuple[Kept, ...]:
    """The streams of shares, each row asked for the tag."""
    borne = _borne(draft, "y.record_id", tags)
    return tuple(
        replace(kept, source=replace(kept.source, where=kept.source.where & borne))
        for kept in kept_shares(draft, ())
    )


def _borne(draft: Draft, record_id: str, tags: int) -> Clause:
    kind = literal(draft.resource.name)
    marks = ", ".join("?" * tags)
    asked = f"x.kind = '{kind}' AND x.record_id = {record_id} AND x.tag_id IN ({marks})"
    return Clause(f"EXISTS (SELECT 1 FROM tagged x WHERE {asked})", tuple(f"tag{n}" for n in range(tags)))


def _tags(test: Test) -> tuple[int, ...]:
    return tuple(key for (key,) in test.values[1:])
