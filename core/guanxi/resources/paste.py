"""A form that takes a pasted block of text: what a resource declares, and what the form gets back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from guanxi.data.fields import Invalid
from guanxi.data.formats import Format
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource

LONGEST = 2000


@dataclass(frozen=True, eq=False)
class Paste:
    """The new form of `resource` takes pasted blocks: `split(block)` returns texts by field name."""

    resource: Resource
    split: Callable[[str], Mapping[str, str]]


def pasted(actor: Actor, paste: Paste, block: str, fmt: Format) -> dict[str, dict[str, Any]]:
    """What a form fills in for `block`: ``{"values": {field: text}, "texts": {}}``, of fields the actor may write only.

    A part that its field refuses is given back as it was, so that the form shows why.
    """
    writable = {field.name: field for field in gate.fields_for(actor, paste.resource, "create")}
    values = {}
    for name, text in paste.split(block[:LONGEST]).items():
        if name not in writable:
            continue
        try:
            values[name] = writable[name].input_text(writable[name].parse(text, fmt), fmt)
        except Invalid:
            values[name] = text
    return {"values": values, "texts": {}}
