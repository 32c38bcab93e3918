"""What a record is called where it is named: its title; of a text that is one, the beginning, with records by their titles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guanxi.data.fields import LongText
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.records.search.folding import fold
from guanxi.resources.display import named, title_of, titles_for
from guanxi.web.record_links import RECORD, RecordLinks

LONGEST, BEFORE = 120, 30
"""How many signs of a text stand for the whole, and how many of them before what was looked for."""


def heading(actor: Actor, resource: Resource, record: Any) -> str:
    """The title of a loaded record as it is read."""
    title = title_of(actor, resource, record)
    if not isinstance(resource.by_name[resource.title], LongText):
        return title
    return briefly(in_words(actor, [title])[0])


def in_words(actor: Actor, texts: Sequence[str]) -> list[str]:
    """The texts with each address of a record as the record's title, or as the word “record” where the reader sees none."""
    links = RecordLinks(actor)
    titles = titles_for(actor, {ref for text in texts for ref in links.refs(text)})
    found = []
    for text in texts:
        for each in reversed([each for each in links.addresses(text) if each.ref]):
            told = named(actor, titles, each.ref) if each.ref in titles else str(RECORD)
            text = f"{text[: each.start]}{told}{text[each.end :]}"
        found.append(text)
    return found


def briefly(text: str, typed: str = "") -> str:
    """The beginning of a text in one line, or the part of it where what was `typed` stands."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    at = fold(line).find(fold(typed)) if typed else 0
    start = min(at - BEFORE, len(line) - LONGEST) if at > LONGEST - BEFORE else 0
    shown = line[start : start + LONGEST].strip()
    return f"{'…' if start else ''}{shown}{'…' if start + LONGEST < len(line) else ''}"
