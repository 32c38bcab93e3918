"""Texts of one line and of many."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from guanxi.data.chinese.pinyin import Kind, sort_key
from guanxi.data.fields.characters import clean_text
from guanxi.data.fields.field import Field, described
from guanxi.data.formats import Format


@dataclass(frozen=True, eq=False)
class Text(Field):
    """One line of at most `max` characters, kept in NFC; see `characters` for what it may hold.

    `reading` says how Chinese is read for sorting and search: ``"person"`` with the readings of family names,
    ``"company"`` with those of places; a ``"sentence"`` is searched as it is written alone, not by pinyin or initials.
    """

    _: KW_ONLY
    max: int = 200
    reading: Kind = ""

    def read(self, text: str, fmt: Format) -> str | None:
        return clean_text(text, self.max) or None

    def show(self, raw: Any, fmt: Format) -> str:
        return raw or ""

    def sort_key(self, value: str | None) -> str:
        """What is kept in the column that `sort` names: pinyin and Latin letters in one order."""
        return sort_key(value or "", self.reading)

    def schema(self) -> dict[str, Any]:
        return described(self, {"type": "string", "maxLength": self.max})


@dataclass(frozen=True, eq=False)
class LongText(Text):
    """Lines of text of at most `max` characters together; line breaks are LF."""

    _: KW_ONLY
    max: int = 10_000

    editor: ClassVar[str] = "longtext"
    operators: ClassVar[tuple[str, ...]] = ("contains", "empty")

    def read(self, text: str, fmt: Format) -> str | None:
        return clean_text(text, self.max, lines=True) or None
