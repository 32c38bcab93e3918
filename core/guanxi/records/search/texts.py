"""What of a record search looks at: the folded text of each field with its readings, or the digits of a phone number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from guanxi.data.chinese.names import HAN
from guanxi.data.chinese.phone import is_mobile
from guanxi.data.chinese.pinyin import fold_latin, readings
from guanxi.data.fields import Field, LongText, Phone, Text
from guanxi.records.resource import Resource
from guanxi.records.search.folding import fold

Texts = dict[str, list[str]]
"""By the number of a field: the folded text and its readings (syllables with blanks between), or ``""`` and the digits."""
LONGEST_READ = 200
_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[^\W_]+")
_EXTENSION = ";ext="


@lru_cache(maxsize=1024)
def searched(resource: Resource) -> tuple[Field, ...]:
    """The fields of a composed resource whose texts enter the search."""
    return tuple(field for field in resource.every_field if field.search and isinstance(field, Text))


def by_index(resource: Resource) -> bool:
    """Tell whether the index finds these records; titles that each reader sees in his own language it does not hold."""
    return bool(searched(resource)) and not resource.by_name[resource.title].worded


def texts_of(fields: Iterable[Field], numbers: Mapping[str, int], columns: Mapping[str, Any]) -> Texts:
    """What search looks at in a record, from its database values by column; empty fields are left out."""
    found: Texts = {}
    for field in fields:
        value = columns.get(field.columns[0])
        if value and isinstance(value, str):
            found[str(numbers[field.name])] = list(of_field(field, value))
    return found


@lru_cache(maxsize=4096)
def of_field(field: Field, value: str) -> tuple[str, ...]:
    """What search looks at in one field; kept for a while, as an import makes it before its transaction."""
    if isinstance(field, Phone):
        return ("", *phone_forms(value))
    return (fold(value), *_readings(field, value))


@lru_cache(maxsize=65_536)
def phone_forms(kept: str) -> tuple[str, ...]:
    """The digits of a kept number, and of a Chinese landline those with its 0 as well; an extension follows.

    >>> phone_forms("+8657112345678;ext=801")
    ('8657112345678801', '057112345678801')
    """
    number, _mark, extension = kept.partition(_EXTENSION)
    digits = "".join(filter(str.isdigit, number))
    forms = [digits + extension]
    if number.startswith("+86") and len(digits) > 8 and not is_mobile(number):
        forms.append("0" + digits[2:] + extension)
    return tuple(forms)


def _readings(field: Field, value: str) -> list[str]:
    """Readings as syllables, as a name of its kind and plainly; of a text without Chinese its words, for initials."""
    kind = field.reading if isinstance(field, Text) else ""
    if isinstance(field, LongText) or kind == "sentence" or len(value) > LONGEST_READ:
        return []
    if not _HAN.search(value):
        words = _WORD.findall(fold_latin(value))
        return [" ".join(words)] if len(words) > 1 else []
    found = dict.fromkeys([" ".join(_WORD.findall(reading)) for reading in readings(value, kind)])
    return [reading for reading in found if reading]
