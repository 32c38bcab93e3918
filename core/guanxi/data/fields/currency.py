"""A currency by its ISO 4217 code."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

from guanxi.data.fields.field import Invalid
from guanxi.data.fields.money import known_currencies
from guanxi.data.fields.text import Text
from guanxi.data.formats import Format
from guanxi.data.messages import translator

_ = translator("guanxi")


@dataclass(frozen=True, eq=False)
class Currency(Text):
    """A code such as CNY; small letters are taken too."""

    _: KW_ONLY
    max: int = 3

    def read(self, text: str, fmt: Format) -> str | None:
        code = (super().read(text, fmt) or "").upper()
        if code and code not in known_currencies():
            raise Invalid(_("{code} is no currency in use here; write a code such as CNY or USD.", code=code))
        return code or None
