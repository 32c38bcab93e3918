"""Mail addresses."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar

from guanxi.data.chinese.width import fold_code
from guanxi.data.fields.characters import clean_text
from guanxi.data.fields.field import HIDDEN, Invalid, described
from guanxi.data.fields.text import Text
from guanxi.data.formats import Format
from guanxi.data.messages import translator

_ = translator("guanxi")

MAX_LOCAL = 64
_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\]\\.]+(\.[^\s@\"(),:;<>\[\]\\.]+)*")
_DOMAIN = re.compile(r"([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]")


@dataclass(frozen=True, eq=False)
class Email(Text):
    """One mail address of at most 254 characters (RFC 5321, without quoted forms); the domain is kept in
    lower case.
    """

    _: KW_ONLY
    max: int = 254

    editor: ClassVar[str] = "email"

    def read(self, text: str, fmt: Format) -> str | None:
        folded = clean_text(fold_code(text) if len(text) <= 4 * self.max else text, self.max)
        if not folded:
            return None
        local, at, domain = folded.removeprefix("mailto:").rpartition("@")
        domain = domain.replace("。", ".").lower()
        if not at or len(local) > MAX_LOCAL or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
            raise Invalid(_("This is no mail address; write one address such as name@example.com."))
        return f"{local}@{domain}"

    def show_masked(self, raw: Any, fmt: Format) -> str:
        if not raw:
            return ""
        local, _at, domain = raw.rpartition("@")
        return f"{local[:1]}***@{domain}" if local else HIDDEN

    def href(self, raw: Any) -> str:
        return f"mailto:{raw}" if raw else ""

    def schema(self) -> dict[str, Any]:
        return described(self, {"type": "string", "format": "email", "maxLength": self.max})
