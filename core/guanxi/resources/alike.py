"""Records like the one that is being typed: the same or a similar name, the same number, code or mail; only what the actor may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from guanxi.data.chinese.company_names import LATIN_ENDINGS, matching_name
from guanxi.data.clause import Clause
from guanxi.data.fields import Email, Field, Invalid, Link, Phone, Text
from guanxi.data.fields.code import Code
from guanxi.people.attempts import Limit, take
from guanxi.people.revealing import UNMASK
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.keyed import keyed
from guanxi.records.resource import Resource
from guanxi.records.search.finding import find
from guanxi.records.search.question import Question, asked
from guanxi.records.search.texts import by_index, searched
from guanxi.resources.display import format_of
from guanxi.resources.searching import Hit, hits_of

SHOWN = 5
SHORTEST_CHINESE, SHORTEST = 2, 4
# Whoever types number after number would learn a masked one by and by, without the line that a reveal leaves.
GUESSES = Limit("alike", burst=100, every_s=60)


def watched(actor: Actor, resource: Resource) -> tuple[Field, ...]:
    """The fields of a new record that are compared: its title, and numbers, codes and mail that the actor sees or may unmask."""
    if not by_index(resource) or resource.rows.part:
        return ()
    return tuple(
        field
        for field in gate.fields_for(actor, resource, "create")
        if _is_title(resource, field) or (isinstance(field, Code | Email) and _action(actor, resource, field))
    )


def alike(actor: Actor, resource: Resource, typed: Mapping[str, str]) -> list[Hit]:
    """The first records that what was typed in the watched fields (texts by name) may mean; a part leads to its whole."""
    found: dict[tuple[str, int], Hit] = {}
    for field in watched(actor, resource):
        for hit in _of_field(actor, resource, field, typed.get(field.name, "")):
            found.setdefault(hit.of or (resource.path, hit.id), hit)
    return list(found.values())[:SHOWN]


def _of_field(actor: Actor, resource: Resource, field: Field, text: str) -> Iterator[Hit]:
    if not isinstance(field, Code | Email):
        question = _named(field, text)
        if question is not None and not question.short:
            yield from hits_of(actor, resource, find(actor, resource, question).ids[:SHOWN])
        return
    kept = _kept(actor, field, text)
    if kept:
        yield from hits_of(actor, resource, tuple(_holding(actor, resource, field, kept)[:SHOWN]))
        yield from _found(actor, resource, field, kept)


def _found(actor: Actor, resource: Resource, field: Field, kept: str) -> Iterator[Hit]:
    """By the search, in texts that the actor sees whole: a number with an extension, an address among the parts."""
    question = asked(kept.lstrip("+").partition(";")[0] if isinstance(field, Phone) else kept)
    if question.short or not isinstance(field, Phone | Email):
        return
    if field in searched(resource):
        yield from hits_of(actor, resource, find(actor, resource, question).ids[:SHOWN])
    for other in actor.host.resources.values():
        if other.rows.part and actor.may(other.permission("view")) and by_index(other):
            for hit in hits_of(actor, other, find(actor, other, question).ids[:SHOWN]):
                if hit.of and hit.of[0] == resource.path:
                    yield hit


def _holding(actor: Actor, resource: Resource, field: Field, kept: str) -> list[int]:
    """Records that hold exactly this in a field of the kind, or whose parts do, as far as the actor sees or may unmask it there."""
    places = [(resource, each, "id") for each in _of_kind(actor, resource, field)]
    for part in actor.host.resources.values():
        for name in part.rows.through if part.rows.part else ():
            link = part.by_name[name]
            if isinstance(link, Link) and link.to == resource.name:
                places += [(part, each, link.columns[0]) for each in _of_kind(actor, part, field)]
    hidden = [each for _of, each, _key in places if gate.masked(actor, each)]
    if hidden and not take(GUESSES, actor.id, actor.host.clock()):
        places = [place for place in places if place[1] not in hidden]
    ids = [
        key
        for of, each, column in places
        for key, _value in keyed(
            actor,
            of,
            each,
            {kept},
            key=column,
            where=Clause(f'r."{column}" IS NOT NULL'),
            action=_action(actor, of, each),
        )
    ]
    seen = gate.rows_among(actor, resource, ids)
    return [key for key in dict.fromkeys(ids) if key in seen]


def _of_kind(actor: Actor, resource: Resource, field: Field) -> Iterator[Field]:
    """The fields of a resource that hold the same kind of number or address, and may be compared for the actor."""
    kind = Phone if isinstance(field, Phone) else type(field)
    for each in gate.fields_for(actor, resource):
        if isinstance(each, kind) and each in resource.fields and _action(actor, resource, each):
            yield each


# guard: alike-masked
def _action(actor: Actor, resource: Resource, field: Field) -> str:
    """On which records a field is compared: those that the actor sees, of a masked one those he may unmask; "" for none."""
    if not gate.masked(actor, field):
        return "view"
    return UNMASK if actor.may(resource.permission(UNMASK)) else ""


def _is_title(resource: Resource, field: Field) -> bool:
    return field.name == resource.title and field in searched(resource) and not field.mask


def _kept(actor: Actor, field: Field, text: str) -> str:
    """The number, code or address in the form in which it is kept; "" while it is none yet."""
    try:
        return str(field.parse(text, format_of(actor)) or "")
    except Invalid:
        return ""


def _named(field: Field, text: str) -> Question | None:
    """What to look for; None while too little was typed."""
    chinese = any("\u3400" <= sign <= "\u9fff" for sign in text)
    name = text.strip()
    if isinstance(field, Text) and field.reading == "company":
        name = matching_name(name) if chinese else LATIN_ENDINGS.sub("", name.lower())
    return asked(name) if len(name) >= (SHORTEST_CHINESE if chinese else SHORTEST) else None
