"""A text that people wrote, as markup: escaped, addresses as links, records as chips, mentions marked; nothing else means anything."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from guanxi.web.escaping import as_markup, escaped
from guanxi.web.record_links import RecordLinks


def marked(
    text: str, links: RecordLinks, titles: Mapping[tuple[str, int], str], names: Sequence[str] = ()
) -> Markup:
    """The text with its web addresses as links, those of records as chips where `titles` has them, and each `@name` of `names`
    marked; line breaks stay for the style to show.
    """
    addresses, wanted = links.addresses(text), sorted(filter(None, names), key=len, reverse=True)
    if not (addresses or wanted):
        return as_markup(escaped(text))
    mention = re.compile("[@＠](" + "|".join(map(re.escape, wanted)) + ")") if wanted else None
    parts, at = list[str](), 0
    for found in addresses:
        parts.append(_mentions(text[at : found.start], mention))
        parts.append(links.html(found.ref, titles) if found.ref else _away(text[found.start : found.end]))
        at = found.end
    parts.append(_mentions(text[at:], mention))
    return as_markup("".join(parts))  # every part is markup or escaped


def _away(address: str) -> str:
    href = escaped(address)
    return f'<a href="{href}" target="_blank" rel="noopener noreferrer nofollow">{href}</a>'


def _mentions(text: str, mention: re.Pattern[str] | None) -> str:
    if mention is None:
        return escaped(text)
    parts, at = list[str](), 0
    for found in mention.finditer(text):
        parts += [escaped(text[at : found.start()]), f'<span class="mention">@{escaped(found[1])}</span>']
        at = found.end()
    return "".join([*parts, escaped(text[at:])])
