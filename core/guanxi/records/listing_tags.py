"""Ways to the records that bear some tags: streams of one of them in the list's own order, or its few records themselves.

Each row of a tag's streams carries all tags of its record, so the others that are asked for are tested where it is walked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from guanxi.data.clause import ALWAYS, Clause
from guanxi.data.database import HIDDEN, is_sqlite
from guanxi.data.filters import Group, Node, Test, tests
from guanxi.records.extension import literal
from guanxi.records.listing_draft import Draft, by_ids, kept_shares, narrow
from guanxi.records.listing_sort import own_place
from guanxi.records.listing_streams import Head, Kept, Source
from guanxi.records.sharing import CONDITION, TERMS
from guanxi.records.tagging import rarity, streams
from guanxi.records.tagging.following import marks_of

ON_TAGS = ("tagged", "untagged")
_MINE = f"EXISTS (SELECT 1 FROM collaborator c WHERE c.record_id = y.record_id AND {CONDITION})"
Way = tuple[tuple[Source, ...], Node]


def by_rare_tag(draft: Draft) -> Way | None:
    """Beside conditions of another kind a tag leads only if it is on few records, which is asked first."""
    found = _asked(draft)
    if not found or all(test.op in ON_TAGS for test in tests(draft.node)):
        return None
    rarest, few = rarity.rarest(draft.resource, found)
    few = few or rarity.size(draft.resource, rarest) < rarity.FEW
    return _streams(draft, rarest, few=few) or _by_ids(draft, rarest) if few else None


def by_tag(draft: Draft) -> Way | None:
    """The streams of a tag, of several the rarest one; None where it has none in this order and is on many."""
    found = _asked(draft)
    if not found:
        return None
    rarest, few = (found[0], False) if _is_alone(draft, found) else rarity.rarest(draft.resource, found)
    if way := _streams(draft, rarest, few=few):
        return way
    few = few or rarity.size(draft.resource, rarest) < rarity.FEW
    return _by_ids(draft, rarest) if few else None


def _asked(draft: Draft) -> list[Test]:
    return [test for test in tests(draft.node) if test.op == "tagged"]


def _is_alone(draft: Draft, found: Sequence[Test]) -> bool:
    """Nothing is to be chosen: there is one condition, and no share to begin with instead."""
    return len(found) == 1 and not draft.reached.shared


def _by_ids(draft: Draft, test: Test) -> Way:
    return (by_ids(draft, rarity.records(draft.resource, test)),), test


def _streams(draft: Draft, lead: Test, *, few: bool) -> Way | None:
    """The rule's streams with the tags of `lead`, and all conditions on tags that they answer.

    None where there are none: another sort key, a rule that narrows, many tags.
    """
    ids, reached = rarity.ids(lead), draft.reached
    ordered = draft.place == own_place(draft.resource) and not reached.narrowed
    every = streams.stream(draft.resource, draft.key.column) if ordered else None
    if every is None or len(ids) > rarity.MOST_STREAMS:
        return None
    draft.slots |= {f"tag{number}": (key,) for number, key in enumerate(ids)}
    others = [test for test in tests(draft.node) if test.op in ON_TAGS and test != lead]
    found, beside = [lead, *others], _beside(draft, others)
    borne = _borne(draft, "y.id", found)
    where = borne & narrow(draft)
    taken = Group("AND", tuple(found))
    if reached.everything:
        return (Source(where=where, free=True, kept=_kept(every, len(ids), beside)),), taken
    sources = []
    for column, slot, values in (
        (reached.team_column, "teams", reached.teams),
        (reached.owner_column, "owners", reached.owners),
    ):
        led = streams.stream(draft.resource, draft.key.column, column)
        if values and led is None:
            return None
        if values and led is not None:
            head = Head(column, slot, single=len(values) == 1)
            sources.append(Source((head,), where=where, kept=_kept(led, len(ids), beside, head)))
    if reached.shared:
        kept = _shares(draft, every, found, beside, few=few)
        sources.append(Source(shared=True, where=where, kept=kept))
    return tuple(sources), taken


def _kept(stream: streams.Stream, tags: int, asked: Clause, *heads: Head) -> tuple[Kept, ...]:
    """A tag's streams, one way a tag: who bears two of them is met twice, which UNION mends."""
    where = Clause(stream.mark) & asked
    return tuple(
        Kept(
            stream.key,
            stream.name,
            Source((*heads, Head("tag_id", f"tag{number}", single=True)), where=where, free=not heads),
        )
        for number in range(tags)
    )


def _shares(
    draft: Draft, every: streams.Stream, found: Sequence[Test], beside: Clause, *, few: bool
) -> tuple[Kept, ...]:
    """The shared records with the tags: by a tag's streams where it is on few records, else by the shares."""
    tags = len(rarity.ids(found[0]))
    if few:
        return _kept(every, tags, beside & Clause(_MINE, ("share",)))
    if beside.sql and not is_sqlite() and kept_shares(draft, ()):
        return _among_shares(draft, every, tags, beside)
    return _tested_shares(draft, found)


def _among_shares(draft: Draft, every: streams.Stream, tags: int, beside: Clause) -> tuple[Kept, ...]:
    """The rows of the tag that are one's shares, by their ids in one walk of the primary key.

    PostgreSQL takes a third of the time that asking each share for its tags takes. Not free streams: the planner is to know no other index.
    """
    terms = f"y.deleted_at IS NULL AND y.kind = '{literal(draft.resource.name)}' AND y.user_id = (SELECT ?) AND {TERMS}"
    mine = f"y.record_id = ANY(ARRAY(SELECT y.record_id FROM collaborator y WHERE {terms}))"
    found = _kept(every, tags, Clause(mine, ("sharer", "terms")) & beside)
    return tuple(replace(kept, source=replace(kept.source, free=False)) for kept in found)


def _tested_shares(draft: Draft, found: Sequence[Test]) -> tuple[Kept, ...]:
    """The streams of shares, each row asked for the tags."""
    borne = _borne(draft, "y.record_id", found)
    return tuple(
        replace(kept, source=replace(kept.source, where=kept.source.where & borne))
        for kept in kept_shares(draft, ())
    )


def _beside(draft: Draft, others: Sequence[Test]) -> Clause:
    """What is asked of the other tags of a record, read from the row of one of them."""
    asked = ALWAYS
    for number, test in enumerate(others):
        name, texts = f"beside{number}", tuple(marks_of((key,)) for key in rarity.ids(test))
        draft.slots[name] = texts
        asked &= Clause(rarity.marked("y.tags", len(texts), bare=test.op == "untagged"), (name,))
    return asked


def _borne(draft: Draft, record_id: str, found: Sequence[Test]) -> Clause:
    """The same asked of a record that no row of a tag leads to."""
    kind, asked = literal(draft.resource.name), ALWAYS
    row_by_row = (
        "" if is_sqlite() else " OFFSET 0"
    )  # else PostgreSQL reads all rows of a tag to join with a few
    for number, test in enumerate(found):
        name, ids = f"borne{number}", rarity.ids(test)
        draft.slots[name] = ids
        marks = ", ".join([HIDDEN] * len(ids))
        one = f"SELECT 1 FROM tagged x WHERE x.kind = '{kind}' AND x.record_id = {record_id} AND x.tag_id IN ({marks})"
        asked &= Clause(f"{'NOT ' * (test.op == 'untagged')}EXISTS ({one}{row_by_row})", (name,))
    return asked
