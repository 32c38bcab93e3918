"""What search keeps of one value of one field, in the very texts that are stored: made once, by whoever has the time."""

from __future__ import annotations

from functools import lru_cache
from json.encoder import encode_basestring

from guanxi.data.database import is_sqlite
from guanxi.data.fields import Field
from guanxi.data.foreseen import foreseen
from guanxi.records.search.grams import field_text
from guanxi.records.search.texts import of_field

Piece = tuple[str, str]
"""Forms of the text as JSON, and tokens with blanks between."""


def piece(field: Field, number: int, value: str) -> Piece:
    """The piece of a value of `field`, which search knows by `number`."""
    return foreseen().pieces.get((number, value)) or made(field, number, value)


def made(field: Field, number: int, value: str) -> Piece:
    """The same, made now; kept for a while, as values come again."""
    return kept(field, number, value, is_sqlite())


@lru_cache(maxsize=4096)
def kept(field: Field, number: int, value: str, _on_sqlite: bool) -> Piece:  # noqa: FBT001 - a part of the key
    """What `made` gives on the database that the process is bound to."""
    forms = of_field(field, value)
    return packed(str(number), forms), field_text(str(number), forms)


def packed(number: str, forms: list[str] | tuple[str, ...]) -> str:
    """The forms of one field as a member of a JSON object, without blanks."""
    return f'"{number}":[{",".join(map(encode_basestring, forms))}]'
