"""The form in which search compares texts: simplified, half width, without accents, lower case; sign by sign."""

from __future__ import annotations

import re
import unicodedata

from guanxi.data.chinese.names import HAN
from guanxi.data.chinese.traditional import to_simplified
from guanxi.data.chinese.width import fold_width

RUN = re.compile(f"(?P<han>[{HAN}]+)|(?P<word>[^\\W_{HAN}]+)")
_PLAIN = re.compile("[\n\t -~\u4e00-\u9fff]*")
"""Signs that no other form stands for, but for small letters and simplified signs."""
_DROPPED = frozenset({"Mn", "Cf", "Cc", "Cs"})


def fold(text: str) -> str:
    """The text as search compares it; each sign is folded by itself, so that a part of a text folds to a part of it.

    >>> fold("張偉 ＡＢＣ Müller")
    '张伟 abc muller'
    """
    if text.isascii():
        return text.lower()
    if _PLAIN.fullmatch(text):
        return to_simplified(text.lower())
    spread = unicodedata.normalize("NFKD", fold_width(text)).casefold()
    spread = unicodedata.normalize("NFKD", spread)
    kept = "".join([sign for sign in spread if unicodedata.category(sign) not in _DROPPED or sign in "\n\t"])
    return to_simplified(kept)


def runs(folded: str) -> list[tuple[bool, str]]:
    """The unbroken runs of Chinese signs (True) and of other letters and digits (False) of a folded text, in order."""
    return [(found.lastgroup == "han", found.group()) for found in RUN.finditer(folded)]
