"""Yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from guanxi.data.chinese.width import fold_code
from guanxi.data.fields.field import Field, Invalid, described, wrong_type
from guanxi.data.formats import PLAIN, Format
from guanxi.data.messages import translator

_ = translator("guanxi")

TRUE = frozenset(["true", "1", "yes", "y", "on", "t", "是", "对", "有", "真", "√", "✓", "✔"])
FALSE = frozenset(["false", "0", "no", "n", "off", "f", "否", "错", "无", "没有", "假", "×", "✗", "x"])
MAX_RAW = 60
YES, NO = _("Yes"), _("No")


@dataclass(frozen=True, eq=False)
class Boolean(Field):
    """True, false or, unless a default is declared, unknown."""

    editor: ClassVar[str] = "boolean"
    operators: ClassVar[tuple[str, ...]] = ("eq", "ne", "empty")

    def read(self, text: str, fmt: Format) -> bool | None:
        word = fold_code(text).lower() if len(text) <= MAX_RAW else "…"
        if not word:
            return None
        if word in TRUE or word in FALSE:
            return word in TRUE
        raise Invalid(_("Here only yes or no is possible; write yes or no."))

    def accept(self, raw: Any, fmt: Format) -> bool:
        if not isinstance(raw, bool):
            raise wrong_type(raw, _("true or false"))
        return raw

    def part(self, raw: Any) -> str:
        raise wrong_type(raw, _("true or false"))

    def from_row(self, row: tuple[Any, ...]) -> bool | None:
        return None if row[0] is None else bool(row[0])

    def show(self, raw: Any, fmt: Format) -> str:
        return "" if raw is None else _word(fmt, yes=bool(raw))

    def input_text(self, value: Any, fmt: Format = PLAIN) -> str:
        return "" if value is None else "yes" if value else "no"

    def schema(self) -> dict[str, Any]:
        return described(self, {"type": "boolean"})


@lru_cache(maxsize=256)
def _word(fmt: Format, *, yes: bool) -> str:
    return fmt.text(YES if yes else NO)
