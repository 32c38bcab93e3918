"""Records like the one that is being typed: the same or a similar name, the same number; only what the actor may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from guanxi.data.chinese.company_names import LATIN_ENDINGS, matching_name
from guanxi.data.fields import Field, Invalid, Phone, Text
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.search.finding import find
from guanxi.records.search.question import Question, asked
from guanxi.records.search.texts import by_index, searched
from guanxi.resources.display import format_of
from guanxi.resources.searching import Hit, hits_of

SHOWN = 5
SHORTEST_CHINESE, SHORTEST = 2, 4


def watched(actor: Actor, resource: Resource) -> tuple[Field, ...]:
    """The fields of a new record that are compared: its title and its numbers, as far as the actor sees them whole."""
    if not by_index(resource) or resource.rows.part:
        return ()
    seen = gate.searchable_fields(actor, resource)
    writable = {field.name for field in gate.fields_for(actor, resource, "create")}
    return tuple(
        field
        for field in searched(resource)
        if field.name in seen
        and field.name in writable
        and (field.name == resource.title or isinstance(field, Phone))
    )


def alike(actor: Actor, resource: Resource, typed: Mapping[str, str]) -> list[Hit]:
    """The first records that what was typed in the watched fields (texts by name) may mean; a part leads to its whole."""
    found: dict[tuple[str, int], Hit] = {}
    for field in watched(actor, resource):
        question = _question(actor, field, typed.get(field.name, ""))
        if question is None or question.short:
            continue
        for hit in _hits(actor, resource, question, among_parts=isinstance(field, Phone)):
            found.setdefault(hit.of or (resource.path, hit.id), hit)
    return list(found.values())[:SHOWN]


def _hits(actor: Actor, resource: Resource, question: Question, *, among_parts: bool) -> Iterator[Hit]:
    yield from hits_of(actor, resource, find(actor, resource, question).ids[:SHOWN])
    for other in actor.host.resources.values() if among_parts else ():
        if other.rows.part and actor.may(other.permission("view")) and by_index(other):
            for hit in hits_of(actor, other, find(actor, other, question).ids[:SHOWN]):
                if hit.of and hit.of[0] == resource.path:
                    yield hit


def _question(actor: Actor, field: Field, text: str) -> Question | None:
    """What to look for; None while too little was typed, or what is no number yet."""
    if isinstance(field, Phone):
        try:
            kept = field.parse(text, format_of(actor))
        except Invalid:
            return None
        return asked(kept.lstrip("+").partition(";")[0]) if kept else None
    chinese = any("\u3400" <= sign <= "\u9fff" for sign in text)
    name = text.strip()
    if isinstance(field, Text) and field.reading == "company":
        name = matching_name(name) if chinese else LATIN_ENDINGS.sub("", name.lower())
    return asked(name) if len(name) >= (SHORTEST_CHINESE if chinese else SHORTEST) else None
