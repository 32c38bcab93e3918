"""The names of roles: those of the standard roles are kept as delivered and read in the reader's language until somebody renames them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from guanxi.data.fields import Text
from guanxi.data.formats import PLAIN, Format
from guanxi.data.messages import LANGUAGES, Message, translate, translator, use_language

_ = translator("guanxi")

STANDARD_NAMES: dict[str, Message] = {
    "administrator": _("Administrator"),
    "director": _("Director"),
    "team_lead": _("Team lead"),
    "seller": _("Seller"),
    "service_agent": _("Service agent"),
}
KEPT = frozenset(name.text for name in STANDARD_NAMES.values())


def shown_name(name: str) -> str:
    """The name of a role in the language in force."""
    return translate("guanxi", name) if name in KEPT else name


@dataclass(frozen=True, eq=False)
class RoleName(Text):
    """A name of which those of the standard roles are kept as delivered, however they are read or typed."""

    worded: ClassVar[bool] = True

    def read(self, text: str, fmt: Format) -> str | None:
        typed = super().read(text, fmt)
        return _as_kept().get(typed, typed) if typed else None

    def show(self, raw: Any, fmt: Format) -> str:
        with use_language(fmt.language):
            return shown_name(raw or "")

    def input_text(self, value: Any, fmt: Format = PLAIN) -> str:
        return self.show(value, fmt)

    def meant(self, part: str) -> tuple[str, ...]:
        typed = part.casefold()
        return tuple(sorted({kept for word, kept in _as_kept().items() if typed in word.casefold()}))


@cache
def _as_kept() -> dict[str, str]:
    """What is kept, by the name in each language."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with use_language(language):
            found |= {str(name): name.text for name in STANDARD_NAMES.values()}
    return found
