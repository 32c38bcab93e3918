"""Cursors: where a page ends, as text that a request gives back; checked by type, of no use for another list."""

from __future__ import annotations

import json
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from guanxi.data.errors import Problem
from guanxi.data.messages import translator
from guanxi.records.listing_sort import SortKey
from guanxi.records.resource import Resource

_ = translator("guanxi")
LONGEST_CURSOR = 4000
LONGEST_VALUE = 1000
LARGEST = 2**63 - 1
END = "end"


class BadCursor(Problem):
    """A cursor that this list did not give."""

    status = 400

    def __init__(self) -> None:
        super().__init__(_("This page of the list is not known. Start again from the first page."))


@dataclass(frozen=True, slots=True)
class Key:
    """The sort value and id of a row; `value` is None for an empty one."""

    value: Any
    id: int


def encode(resource: Resource, key: SortKey, *, descending: bool, at: Key | None) -> str:
    """The cursor of a row; None for the end of the list."""
    content = [_mark(resource, key, descending=descending)] + ([END] if at is None else [at.value, at.id])
    return urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(resource: Resource, key: SortKey, *, descending: bool, cursor: str) -> Key | None:
    """The key of a cursor, None for the end of the list; raises BadCursor."""
    content = _content(cursor)
    if (
        not isinstance(content, list)
        or not content
        or content[0] != _mark(resource, key, descending=descending)
    ):
        raise BadCursor
    if content[1:] == [END]:
        return None
    if len(content) != 3 or not _is_id(content[2]) or not _fits(key, content[1]):
        raise BadCursor
    return Key(content[1], content[2])


def _content(cursor: str) -> Any:
    if len(cursor) > LONGEST_CURSOR or not cursor.isascii():
        raise BadCursor
    try:
        return json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise BadCursor from None


def _mark(resource: Resource, key: SortKey, *, descending: bool) -> str:
    text = f"{resource.name} {key.name} {descending}"
    return blake2b(text.encode(), digest_size=4).hexdigest()


def _fits(key: SortKey, value: Any) -> bool:
    if value is None:
        return key.nullable and not key.is_id
    return _FITS[key.kind](value)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST


def _is_id(value: Any) -> bool:
    return _is_integer(value) and value > 0


def _is_number(value: Any) -> bool:
    return _is_integer(value) or (isinstance(value, float) and math.isfinite(value))


def _is_text(value: Any) -> bool:
    if not isinstance(value, str) or len(value) > LONGEST_VALUE:
        return False
    return "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)


_FITS = {"integer": _is_integer, "number": _is_number, "text": _is_text}
