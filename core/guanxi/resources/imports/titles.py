"""What a file calls linked records: titles as their field would keep them, and the visible records of these titles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from guanxi.data.errors import Problem
from guanxi.data.fields import Field, Invalid, Link, Text
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.keyed import keyed
from guanxi.records.resource import Resource
from guanxi.resources.imports.options import NUMBER

AT_ONCE = 1000


@dataclass(frozen=True)
class Names:
    """For one link: the ids of visible records by each text that the file has there."""

    ids: dict[str, list[int]] = field(default_factory=dict)

    def found(self, text: str) -> list[int]:
        """The visible records that `text` may mean."""
        return self.ids.get(text, [])


def names_of(actor: Actor, link: Link, texts: Collection[str]) -> Names:
    """Look up the records that `texts` name: by title, by number after ``#``, or else by a unique field such as a mail address."""
    target = actor.host.resources.get(link.to)
    if target is None:
        return Names()
    numbers = {text: _by_number(actor, target, link, text) for text in texts if text.startswith(NUMBER)}
    found = {text: ids for text, ids in numbers.items() if ids}
    for by in _naming(actor, target):
        left = [text for text in texts if text not in numbers and text not in found]
        kept = {text: cleaned for text in left if (cleaned := _kept(by, text))}
        ids = ids_by_text(actor, target, by, sorted(set(kept.values()))) if kept else {}
        found |= {text: ids[cleaned] for text, cleaned in kept.items() if cleaned in ids}
    return Names(found)


def _naming(actor: Actor, target: Resource) -> list[Field]:
    """The fields by which a file may name a record, the title first: those that the actor may search in."""
    title = target.by_name[target.title]
    unique = [each for each in target.fields if each.unique and each is not title and isinstance(each, Text)]
    seen = gate.searchable_fields(actor, target)
    return [each for each in (title, *unique) if each.name in seen]


def kept_title(target: Resource, text: str) -> str:
    """The text as the title's field keeps it; empty where it can be no title."""
    return text if text.startswith(NUMBER) else _kept(target.by_name[target.title], text)


def _kept(by: Field, text: str) -> str:
    try:
        return str(by.parse(text) or "")
    except Invalid:
        return ""


def ids_by_text(actor: Actor, target: Resource, by: Field, texts: Sequence[str]) -> dict[str, list[int]]:
    """Ids of visible records by the text that the field `by` keeps."""
    found: dict[str, list[int]] = {}
    for start in range(0, len(texts), AT_ONCE):
        for key, text in keyed(actor, target, by, texts[start : start + AT_ONCE]):
            found.setdefault(text, []).append(key)
    return found


def _by_number(actor: Actor, target: Resource, link: Link, text: str) -> list[int]:
    try:
        return [gate.get(actor, target, link.parse(text)).id]
    except (Invalid, Problem):
        return []
