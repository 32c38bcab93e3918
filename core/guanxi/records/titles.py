"""What records are called, in the words and formats of the one who reads, as far as the gate lets him."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from guanxi.data.fields import Field
from guanxi.data.formats import Format
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.former import USER, former_names
from guanxi.records.resource import Resource


def format_of(actor: Actor, currency: str = "") -> Format:
    """The format an actor reads in: own language and zone, the house's base currency."""
    return Format.of(
        actor.locale, actor.zone, currency or str(actor.host.settings.get("host.currency", "CNY"))
    )


def titles_for(actor: Actor, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Titles of records given by kind and id, as far as the actor may see them: one statement a kind."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, key in wanted:
        by_kind[kind].add(key)
    return {
        (kind, key): title for kind, ids in by_kind.items() for key, title in titles(actor, kind, ids).items()
    }


def titles(actor: Actor, kind: str, ids: Iterable[int]) -> dict[int, str]:
    """Titles by id of the records of `kind` among `ids` that the actor may see; everybody knows his own name."""
    resource, wanted, found = actor.host.resources.get(kind), set(ids), dict[int, str]()
    if resource is None or not wanted or not title_seen(actor, resource):
        return {}
    if kind == USER and actor.id in wanted:
        wanted.remove(actor.id)
        found[actor.id] = actor.name
    if wanted:
        title = resource.by_name[resource.title]
        kept = dict(gate.columns_among(actor, resource, wanted, (title.columns[0],)))
        found |= _in_words(actor, title, kept) if title.worded else kept
    if kind == USER and (gone := wanted - found.keys()):
        found |= former_names(actor, resource, gone)
    return found


def title_of(actor: Actor, resource: Resource, record: Any) -> str:
    """The title of a loaded record, or its kind and number where it has none or the actor does not see it."""
    title = resource.by_name[resource.title]
    found = getattr(record, title.columns[0], None)
    if found and title.worded:
        found = title.show(found, format_of(actor))
    return found if found and title_seen(actor, resource) else f"{resource.label_one} {record.id}"


def title_seen(actor: Actor, resource: Resource) -> bool:
    """Tell whether the actor sees the titles of these records whole."""
    return resource.title in gate.searchable_fields(actor, resource)


def _in_words(actor: Actor, title: Field, kept: Mapping[int, str]) -> dict[int, str]:
    fmt = format_of(actor)
    return {key: title.show(value, fmt) for key, value in kept.items()}
