"""Countries: kept as somebody wrote them, read in the reader's language where the name is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from babel import Locale

from guanxi.data.fields.text import Text
from guanxi.data.formats import Format

ALSO = {
    "usa": "US",
    "uk": "GB",
    "england": "GB",
    "korea": "KR",
    "uae": "AE",
    "中国大陆": "CN",
    "中华人民共和国": "CN",
}
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, eq=False)
class Country(Text):
    """The name of a country or region in any language that Guanxi speaks, or whatever else was written."""

    worded: ClassVar[bool] = True

    def show(self, raw: Any, fmt: Format) -> str:
        code = _codes().get((raw or "").casefold())
        return str(fmt.locale.territories[code]) if code else raw or ""

    def meant(self, part: str) -> tuple[str, ...]:
        typed, codes = part.casefold(), _codes()
        fitting = {code for name, code in codes.items() if typed in name}
        return tuple(sorted(name for (name, code) in _written() if code in fitting))


@cache
def _written() -> frozenset[tuple[str, str]]:
    """Each name as it is written, with the code of its country."""
    known = ((language, Locale.parse(language).territories) for language in LANGUAGES)
    return frozenset(
        (str(name), code)
        for _language, names in known
        for code, name in names.items()
        if code.isalpha() and len(code) == 2
    )


@cache
def _codes() -> dict[str, str]:
    """The code of a country by its names in small letters."""
    return {name.casefold(): code for name, code in _written()} | ALSO
