"""Folding of traditional into simplified Chinese, sign by sign, so that 張偉 finds 张伟; for search and
matching, never for display.

The table is made from OpenCC's TSCharacters (Apache-2.0) by scripts/build_chinese_tables.py.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from guanxi.data.chinese.width import fold_width


def to_simplified(text: str) -> str:
    """The text with every traditional sign as its simplified one.

    >>> to_simplified("張偉")
    '张伟'
    """
    return text if text.isascii() else text.translate(_table())


def fold_search(text: str) -> str:
    """The form that search compares: simplified, half width, lower case."""
    return text.lower() if text.isascii() else fold_width(text).translate(_table()).casefold()


@lru_cache(maxsize=1)
def _table() -> dict[int, int]:
    old, new = (files(__package__) / "tables" / "traditional.txt").read_text("utf-8").splitlines()
    return {ord(a): ord(b) for a, b in zip(old, new, strict=True)}
