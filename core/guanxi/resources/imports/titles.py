"""What a file calls linked records: titles as their field would keep them, and the visible records of these titles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from guanxi.data.errors import Problem
from guanxi.data.fields import Field, Invalid, Link
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.keyed import keyed
from guanxi.records.resource import Resource
from guanxi.resources.imports.options import NUMBER

AT_ONCE = 1000


@dataclass(frozen=True)
class Names:
    """For one link: the kept form of every text that the file has there, and ids of visible records by kept form."""

    kept: dict[str, str] = field(default_factory=dict)
    ids: dict[str, list[int]] = field(default_factory=dict)

    def found(self, text: str) -> list[int]:
        """The visible records that `text` may mean."""
        return self.ids.get(self.kept.get(text, ""), [])


def names_of(actor: Actor, link: Link, texts: Collection[str]) -> Names:
    """Look up the records that `texts` name: by title, or by number after ``#``."""
    target = actor.host.resources.get(link.to)
    if target is None:
        return Names({}, {})
    kept = {text: cleaned for text in texts if (cleaned := kept_title(target, text))}
    titles = sorted({cleaned for cleaned in kept.values() if not cleaned.startswith(NUMBER)})
    seen = target.title in gate.searchable_fields(actor, target)
    ids = ids_by_text(actor, target, target.by_name[target.title], titles) if seen else {}
    ids |= {text: _by_number(actor, target, link, text) for text in kept.values() if text.startswith(NUMBER)}
    return Names(kept, ids)


def kept_title(target: Resource, text: str) -> str:
    """The text as the title's field keeps it; empty where it can be no title."""
    try:
        return text if text.startswith(NUMBER) else str(target.by_name[target.title].parse(text) or "")
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
