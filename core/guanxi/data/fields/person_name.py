"""Names of persons."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

from guanxi.data.chinese.names import tidy_name
from guanxi.data.chinese.pinyin import Kind
from guanxi.data.fields.text import Text
from guanxi.data.formats import Format


@dataclass(frozen=True, eq=False)
class PersonName(Text):
    """The display name of a person: no blanks between Chinese signs, ``·`` (U+00B7) in names of minorities,
    Latin names as they are.
    """

    _: KW_ONLY
    max: int = 100
    reading: Kind = "person"

    def read(self, text: str, fmt: Format) -> str | None:
        name = super().read(text, fmt)
        return (tidy_name(name) or None) if name else None
