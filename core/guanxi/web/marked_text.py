"""A text that people wrote, as markup: escaped, addresses as links, mentions marked; nothing else means anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"'，。；、）】》」]+")
_TRAILING = ".,;:!?)]}"


def marked(text: str, names: Sequence[str] = ()) -> Markup:
    """The text with its web addresses as links and each `@name` of `names` marked; line breaks stay for the style to show."""
    if not names and "://" not in text:
        return escape(text)
    parts: list[Markup] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_TRAILING)
        parts.append(_mentions(text[at : found.start()], names))
        parts.append(_link(address))
        at = found.start() + len(address)
    parts.append(_mentions(text[at:], names))
    return Markup("").join(parts)


def _link(address: str) -> Markup:
    return Markup('<a href="{0}" target="_blank" rel="noopener noreferrer nofollow">{0}</a>').format(address)


def _mentions(text: str, names: Iterable[str]) -> Markup:
    wanted = sorted(filter(None, names), key=len, reverse=True)
    if not wanted:
        return escape(text)
    pattern = re.compile("[@＠](" + "|".join(map(re.escape, wanted)) + ")")
    parts: list[Markup] = []
    at = 0
    for found in pattern.finditer(text):
        parts += [
            escape(text[at : found.start()]),
            Markup('<span class="mention">@{}</span>').format(found[1]),
        ]
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])
