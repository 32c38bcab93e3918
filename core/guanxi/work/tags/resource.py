"""The tags of the house as a resource: list, pages, REST, history and bin like any other record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from guanxi.data.errors import InvalidValues
from guanxi.data.fields import Choice, Choices, DateTime, Text
from guanxi.data.fields.tags import TAG
from guanxi.data.messages import Message, translator
from guanxi.records.journal import ADD, REMOVE, RESTORE, SET
from guanxi.records.resource import Resource, Rows
from guanxi.records.tagging.tables import Tag
from guanxi.records.tagging.words import called, folded
from guanxi.records.transaction import Transaction

_ = translator("guanxi")
COLOURS: dict[str, Message] = {
    "grey": _("Grey"),
    "blue": _("Blue"),
    "green": _("Green"),
    "amber": _("Amber"),
    "red": _("Red"),
    "violet": _("Violet"),
}
LONGEST = 40


def keep_name(tx: Transaction, verb: str, record: Any, columns: Mapping[str, Any]) -> None:
    """Refuse a second tag of the same name, however it is written, and one whose name a file could not hold.

    A tag that comes back from the bin stands for itself again.
    """
    if verb == RESTORE and isinstance(columns, dict):
        columns["merged_into_id"] = None
    name = columns.get("name") if verb in (ADD, SET) else getattr(record, "name", None)
    if name is None or verb == REMOVE:
        return
    if any(sign in name for sign in ";；、,，|#"):
        raise InvalidValues({"name": _("A tag's name has none of these signs: ; 、 , | #")})
    twin = called((name,)).get(folded(name))
    if twin is not None and (record is None or twin != record.id):
        raise InvalidValues({"name": _("There is a tag of this name.")})


tags = Resource(
    Tag,
    name=TAG,
    path="work/tags",
    label=_("Tags"),
    label_one=_("Tag"),
    title="name",
    order=["name", "changed_at"],
    icon="tag",
    fields=[
        Text("name", label=_("Name"), required=True, max=LONGEST, sort="sort_name"),
        Choice("colour", COLOURS, label=_("Colour"), required=True, default="grey"),
        Choices("kinds", {}, label=_("Only for"), help=_("None chosen: for every kind of record.")),
        DateTime("changed_at", label=_("Changed"), read_only=True),
    ],
    rows=Rows(everyone=True, known=True),
    on_write=keep_name,
)


def with_kinds(resources: Mapping[str, Resource]) -> dict[str, Resource]:
    """The resources, with tags that may be kept to those kinds of records that bear any."""
    found = dict(resources)
    if tags.name in found:
        kinds = [(name, each.label) for name, each in found.items() if each.tags]
        found[tags.name] = replace(found[tags.name], fields=tuple(_fields(kinds)))
    return found


def _fields(kinds: list[tuple[str, Message]]) -> Iterable[Any]:
    for field in tags.fields:
        yield field.with_choices(kinds) if isinstance(field, Choices) else field
