"""What a record is called where it is named: its title; in a text that is one, records by their titles and not by addresses."""

from __future__ import annotations

from typing import Any

from guanxi.data.fields import LongText
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import named, title_of, titles_for
from guanxi.web.record_links import RECORD, RecordLinks


def heading(actor: Actor, resource: Resource, record: Any) -> str:
    """The title of a loaded record as it is read."""
    title = title_of(actor, resource, record)
    return in_words(actor, title) if isinstance(resource.by_name[resource.title], LongText) else title


def in_words(actor: Actor, text: str) -> str:
    """A text in which each address of a record is the record's title; the word “record” where the reader sees none."""
    links = RecordLinks(actor)
    found = [each for each in links.addresses(text) if each.ref]
    titles = titles_for(actor, {each.ref for each in found if each.ref})
    for each in reversed(found):
        told = named(actor, titles, each.ref) if each.ref in titles else str(RECORD)
        text = f"{text[: each.start]}{told}{text[each.end :]}"
    return text
