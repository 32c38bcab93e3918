"""The records before and after one in a list: under the list's filter, in its order, as far as the actor sees them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery, page
from guanxi.records.listing_cursor import Key, encode
from guanxi.records.listing_sort import sort_of


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The ids of the records before and after one; None at an end of the list, and where the list does not hold it."""

    previous: int | None = None
    next: int | None = None


def neighbours(actor: Actor, query: ListQuery, record_id: int) -> Neighbours:
    """What stands beside a record in the list of `query`, whatever page that names; raises BadFilter and BadSort."""
    if query.among is not None and record_id not in query.among:
        return Neighbours()
    one = replace(query, columns=(query.resource.title,), limit=1, after=None, before=None)
    here = page(actor, replace(one, among=(record_id,))).rows
    if not here:
        return Neighbours()
    resource = actor.host.resources.get(query.resource.name, query.resource)
    key, descending = sort_of(actor, resource, query.sort)
    at = encode(resource, key, descending=descending, at=Key(here[0][-1], record_id))
    beside = (page(actor, replace(one, before=at)).rows, page(actor, replace(one, after=at)).rows)
    previous, following = (rows[0][0] if rows else None for rows in beside)
    return Neighbours(previous, following)
