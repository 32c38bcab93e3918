"""What is checked on a whole record: every field parsed, required fields filled, conditions kept in mind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from guanxi.data.fields.field import Field, Invalid
from guanxi.data.formats import PLAIN, Format
from guanxi.data.messages import Message, translator

_ = translator("guanxi")


def parse_record(
    fields: Iterable[Field], raw: Mapping[str, Any], fmt: Format = PLAIN
) -> tuple[dict[str, Any], dict[str, Message]]:
    """Parse the given raw values by field name: the values, and a message for each that was refused.

    Names without a field are not looked at here: the gate refuses them.
    """
    values: dict[str, Any] = {}
    refused: dict[str, Message] = {}
    for field in fields:
        if field.name in raw:
            try:
                values[field.name] = field.parse(raw[field.name], fmt)
            except Invalid as error:
                refused[field.name] = error.message
    return values, refused


def check_record(
    fields: Iterable[Field],
    values: Mapping[str, Any],
    *,
    partial: bool = False,
    current: Mapping[str, Any] | None = None,
) -> dict[str, Message]:
    """A message for each required field that is empty, by name.

    `values` are parsed values; `partial` (an edit) looks only at those given; `current` are the record's
    other values, which conditions may need. A field hidden by its condition is not required.
    """
    record = {**(current or {}), **values}
    return {
        field.name: _("This is required; enter a value.")
        for field in fields
        if field.required
        and (not partial or field.name in values or _uncovered(field, values, current))
        and empty(record.get(field.name))
        and (field.when is None or field.when.holds(record))
    }


def _uncovered(field: Field, values: Mapping[str, Any], current: Mapping[str, Any] | None) -> bool:
    return current is not None and field.when is not None and field.when.field in values


def shown_fields(fields: Iterable[Field], record: Mapping[str, Any]) -> list[Field]:
    """The fields that a form or page of this record (parsed values by name) shows."""
    return [field for field in fields if field.when is None or field.when.holds(record)]


def empty(value: Any) -> bool:
    """Tell whether a parsed value is none."""
    return value is None or value == "" or value == ()
