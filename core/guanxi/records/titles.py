"""What records are called, in the words and formats of the one who reads, as far as the gate lets him."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from peewee import TextField

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


Key = tuple[str, int]
_remembered: ContextVar[tuple[Actor, dict[Key, str | None]] | None] = ContextVar("titles", default=None)


@contextmanager
def remembering_titles(actor: Actor) -> Iterator[None]:
    """Within the block each title that this actor asks for is read once; nothing may be written in it."""
    token = _remembered.set((actor, {}))
    try:
        yield
    finally:
        _remembered.reset(token)


def titles_for(actor: Actor, wanted: Iterable[Key]) -> dict[Key, str]:
    """Titles of records given by kind and id, as far as the actor may see them: one statement, however many kinds."""
    memory = _remembered.get()
    if memory is None or memory[0] is not actor:
        return _read(actor, wanted)
    asked, known = set(wanted), memory[1]
    if missing := asked - known.keys():
        found = _read(actor, missing)
        known.update((key, found.get(key)) for key in missing)
    return {key: title for key in asked if (title := known[key]) is not None}


def _read(actor: Actor, wanted: Iterable[Key]) -> dict[Key, str]:
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, key in wanted:
        by_kind[kind].add(key)
    known = actor.host.resources
    seen = [known[kind] for kind in by_kind if kind in known and title_seen(actor, known[kind])]
    kept: dict[str, dict[int, Any]] = {resource.name: {} for resource in seen}
    texts = list[tuple[Resource, str, set[int]]]()
    for resource in seen:
        column, ids = resource.by_name[resource.title].columns[0], by_kind[resource.name]
        ids = ids - {actor.id} if resource.name == USER else ids
        if names := _names(actor, resource):
            kept[resource.name] = {key: names[key] for key in ids if key in names}
            ids = ids - kept[resource.name].keys()
        if isinstance(resource.model._meta.columns[column], TextField):
            texts.append((resource, column, ids))
        else:  # one statement holds texts alone
            kept[resource.name] |= dict(gate.columns_among(actor, resource, ids, (column,)))
    for number, key, title in gate.texts_among(actor, texts):
        resource = texts[number][0]
        kept[resource.name][key] = title
        if title and (names := _names(actor, resource)) is not None:
            names[key] = title
    found: dict[tuple[str, int], str] = {}
    for resource in seen:
        told = _told(actor, resource, by_kind[resource.name], kept[resource.name])
        found |= {(resource.name, key): title for key, title in told.items()}
    return found


def _names(actor: Actor, resource: Resource) -> dict[int, str] | None:
    """The titles of a kind that are known to whoever sees all its records; None where the actor does not, or they are not kept."""
    names = actor.names.get(resource.name)
    if names is None:
        return None
    reached = gate.row_set(actor, resource)
    return names if reached.everything and not reached.narrowed else None


def titles(actor: Actor, kind: str, ids: Iterable[int]) -> dict[int, str]:
    """Titles by id of the records of `kind` among `ids` that the actor may see; everybody knows his own name."""
    return {key: title for (_kind, key), title in titles_for(actor, [(kind, key) for key in ids]).items()}


def _told(actor: Actor, resource: Resource, wanted: set[int], kept: dict[int, Any]) -> dict[int, str]:
    """The titles read, in the words of the reader; the actor's own name, and what those were called who are gone."""
    title = resource.by_name[resource.title]
    found = _in_words(actor, title, kept) if title.worded else kept
    if resource.name != USER:
        return found
    found |= {actor.id: actor.name} if actor.id in wanted else {}
    gone = wanted - found.keys()
    return found | former_names(actor, resource, gone) if gone else found


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
