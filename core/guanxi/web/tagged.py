"""Which kinds of records bear a tag, how many of each somebody sees, and where their list is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guanxi.data.messages import translator
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.listing import ListQuery
from guanxi.records.listing_sums import Count, count
from guanxi.records.resource import Resource
from guanxi.records.tagging.side import FIELD
from guanxi.records.tagging.words import offered
from guanxi.resources.display import format_of
from guanxi.web.ways import to_list

_ = translator("guanxi")
COUNTED, SHOWN = 100, 5


def kinds_with_tags(actor: Actor) -> Iterator[Resource]:
    """The kinds of records that bear tags, whose lists the actor opens and filters by tags."""
    for resource in actor.host.resources.values():
        if resource.tags and FIELD in gate.searchable_fields(actor, resource) and to_list(actor, resource):
            yield resource


def with_tag(actor: Actor, resource: Resource, tag: int, cap: int) -> Count:
    """How many records with a tag the actor sees, counted no further than `cap`."""
    return count(actor, ListQuery(resource, filter={"field": FIELD, "op": "eq", "value": tag}), cap)


def list_with(resource: Resource, tag: int) -> str:
    """The address of the list of records with a tag."""
    return f"/{resource.path}/?{FIELD}={tag}"


def said(actor: Actor, number: int, *, more: bool) -> str:
    """A count as it is written: with a plus where there are more."""
    return format_of(actor).number(number) + "+" * more


def tagged(actor: Actor, typed: str, kind: str = "") -> list[dict[str, Any]]:
    """The lists of what bears a tag that is called as somebody typed, at most five tags of each kind; none that are empty."""
    found = []
    for resource in kinds_with_tags(actor):
        if not typed or kind not in ("", resource.name):
            continue
        for word in offered(resource.name, typed)[:SHOWN]:
            there = with_tag(actor, resource, word.id, COUNTED)
            if there.number:
                label = _("{kind} with the tag").format(kind=resource.label)
                number = said(actor, there.number, more=there.more)
                href = list_with(resource, word.id)
                found.append(
                    {
                        "label": str(label),
                        "name": word.name,
                        "colour": word.colour,
                        "count": number,
                        "href": href,
                    }
                )
    return found
