"""What tells records of one name apart, where several stand among hits or in a choice: a second line, as far as the reader sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from guanxi.data.fields import Link
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of, shown, titles_for


def told_apart(actor: Actor, resource: Resource, named: Iterable[tuple[int, str]]) -> dict[int, str]:
    """By id, for those of the records `named` (id and title) whose title another one of them has too: the fields in `apart`.

    Nothing is read where all titles differ. Fields that the actor does not see, or sees in part, are left out.
    """
    known = dict(named)
    borne = Counter(known.values())
    ids = [key for key, title in known.items() if borne[title] > 1]
    whole = gate.searchable_fields(actor, resource) if ids and resource.apart else {}
    fields = [whole[name] for name in resource.apart.split() if name in whole]
    if not fields:
        return {}
    found = gate.columns_among(actor, resource, ids, tuple(field.columns[0] for field in fields))
    leads = {
        (f.to, key)
        for row in found
        for f, key in zip(fields, row[1:], strict=True)
        if isinstance(f, Link) and key
    }
    titles, fmt = titles_for(actor, leads), format_of(actor)
    return {
        row[0]: " · ".join(
            filter(
                None, (shown(actor, f, (v,), fmt, titles).text for f, v in zip(fields, row[1:], strict=True))
            )
        )
        for row in found
    }
