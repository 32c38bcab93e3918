"""Parts: records that belong to exactly one of the records that their rule names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guanxi.data.errors import InvalidValues
from guanxi.data.messages import Message, listed, translator
from guanxi.records.resource import Resource

_ = translator("guanxi")
NONE = _("Say where this belongs: {fields}.")
SEVERAL = _("This can belong to one only: {fields}.")


def without_whole(resource: Resource, values: Mapping[str, Any]) -> dict[str, Message]:
    """What is wrong with a new part that belongs to nothing or to several, by field; `values` are its own by field."""
    links = [resource.by_name[name] for name in resource.rows.through]
    try:
        refuse_without_whole(resource, {link.columns[0]: values.get(link.name) for link in links})
    except InvalidValues as refused:
        return dict(refused.errors)
    return {}


# guard: one-whole
def refuse_without_whole(resource: Resource, columns: Mapping[str, Any]) -> None:
    """Refuse a part that would belong to none or to several; `columns` are the database values of the whole record."""
    links = [resource.by_name[name] for name in resource.rows.through] if resource.rows.part else []
    filled = [link for link in links if columns.get(link.columns[0]) is not None]
    if links and len(filled) != 1:
        wrong = filled[-1] if filled else links[0]
        fields = listed(link.label for link in links)
        raise InvalidValues({wrong.name: (SEVERAL if filled else NONE).format(fields=fields)})
