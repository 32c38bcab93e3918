"""Folding of full-width letters, digits and marks into half width, for numbers, phones and codes."""

from __future__ import annotations

import re

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0x00A0: 0x20,
    0x2002: 0x20,
    0x2003: 0x20,
    0x2009: 0x20,
    0x202F: 0x20,
    0x2212: 0x2D,
    0x2010: 0x2D,
    0x2011: 0x2D,
    0x2012: 0x2D,
    0x2013: 0x2D,
    0xFFE5: 0xA5,
}
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")


def fold_width(text: str) -> str:
    """Full-width ASCII, unusual blanks, minus signs and ￥ as their plain forms; nothing else changes.

    >>> fold_width("１３８－００１３")
    '138-0013'
    """
    return text if text.isascii() else text.translate(_FOLD)


def fold_code(text: str) -> str:
    """What a number, phone or code is read from: half width, without invisible marks (phones add them on
    copying), trimmed.
    """
    return text.strip() if text.isascii() else _INVISIBLE.sub("", text).translate(_FOLD).strip()
