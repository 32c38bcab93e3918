"""What a form gets back for a pasted block of text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.data.fields import Invalid
from guanxi.records import gate
from guanxi.records.actor import Actor
from guanxi.records.resource import Resource
from guanxi.resources.display import format_of


def pasted(actor: Actor, resource: Resource, texts: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The answer to a form that sent a block: ``{"values": {field: text}, "texts": {}}`` for texts by field name.

    Fields that the actor may not write are left out. A part that its field refuses is given back as it was, so that the
    form shows why.
    """
    fmt, values = format_of(actor), {}
    for field in gate.fields_for(actor, resource, "create"):
        text = texts.get(field.name, "")
        try:
            value = field.input_text(field.parse(text, fmt), fmt)
        except Invalid:
            value = text
        if value:
            values[field.name] = value
    return {"values": values, "texts": {}}
