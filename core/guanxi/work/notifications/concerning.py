"""Which records notifications are about, as their reader sees them: the record itself, or what a note or another entry is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from guanxi.data.fields.about import refs_in
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.ref import Ref


# guard: notices-seen
def seen(actor: Actor, about: Iterable[Ref]) -> frozenset[Ref]:
    """Those of the records that the actor may see now: one statement a kind."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for ref in about:
        by_kind[ref.kind].add(ref.id)
    known = actor.host.resources
    return frozenset(
        Ref(kind, key)
        for kind, ids in by_kind.items()
        if kind in known and actor.may(known[kind].permission("view"))
        for key in gate.rows_among(actor, known[kind], ids)
    )


def concerned(actor: Actor, about: Iterable[Ref]) -> dict[Ref, Ref]:
    """For each of the records the one that it concerns: for an entry the first it is about that the actor sees, else itself."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for ref in about:
        by_kind[ref.kind].add(ref.id)
    named = {
        Ref(kind, key): tuple(refs_in(text) or ())
        for kind, ids in by_kind.items()
        for key, text in _entries(actor, kind, ids)
    }
    shown = seen(actor, [ref for refs in named.values() for ref in refs])
    return {
        ref: next((each for each in named.get(ref, ()) if each in shown), ref)
        for kind, ids in by_kind.items()
        for ref in (Ref(kind, key) for key in ids)
    }


def _entries(actor: Actor, kind: str, ids: Iterable[int]) -> list[tuple[int, str | None]]:
    resource = actor.host.resources.get(kind)
    field = resource.rows.about if resource else None
    if resource is None or not field or field not in {each.name for each in gate.fields_for(actor, resource)}:
        return []
    return [(key, text) for key, text in gate.columns_among(actor, resource, ids, (field,))]
