"""Addresses of web pages: http and https only, so that a link never runs a script."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit

from guanxi.data.chinese.width import fold_code
from guanxi.data.fields.characters import clean_text
from guanxi.data.fields.field import Invalid, described
from guanxi.data.fields.text import Text
from guanxi.data.formats import Format
from guanxi.data.messages import Message, translator

_ = translator("guanxi")

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?![0-9]+(/|$))")
_BAD = re.compile(r"[\s<>\"'`\\^{}|]")
_HOST = re.compile(
    r"([^\W_]([\w-]{0,61}[^\W_])?\.)*[^\W_]([\w-]{0,61}[^\W_])?\.?|\[[0-9a-f:.]+\]", re.IGNORECASE
)


@dataclass(frozen=True, eq=False)
class Url(Text):
    """A web address of at most 500 characters; without scheme https is meant. Names and passwords in it are
    refused.
    """

    _: KW_ONLY
    max: int = 500

    editor: ClassVar[str] = "url"

    def read(self, text: str, fmt: Format) -> str | None:
        address = clean_text(fold_code(text) if len(text) <= 4 * self.max else text, self.max)
        if not address:
            return None
        scheme = _SCHEME.match(address)
        if scheme and scheme[1].lower() not in ("http", "https"):
            raise Invalid(
                _("Only addresses with http or https are allowed; write it as https://example.com.")
            )
        whole = address if scheme else "https://" + address.removeprefix("//")
        if _BAD.search(whole) or not _sound(whole):
            raise Invalid(_not_an_address())
        return clean_text(whole, self.max)

    def href(self, raw: Any) -> str:
        return str(raw) if raw else ""

    def schema(self) -> dict[str, Any]:
        return described(self, {"type": "string", "format": "uri", "maxLength": self.max})


def _sound(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    bracketed = f"[{host}]" if ":" in host else host
    return "@" not in parts.netloc and (port is None or port > 0) and _HOST.fullmatch(bracketed) is not None


def _not_an_address() -> Message:
    return _("This is no web address; write it as https://example.com.")
