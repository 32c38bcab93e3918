"""Which characters a text may hold: the one rule for every text field, the same on both databases.

- Texts are kept in Unicode normal form C (NFC), so that the same word written two ways is one word.
- White space at both ends (also the full-width blank, zero-width blanks and byte-order marks) is cut off; a
  text of nothing visible is empty.
- Refused: NUL and other control characters (C0, DEL, C1), lone surrogates, non-characters, and the marks that
  reverse or isolate reading order (U+202A–202E, U+2066–2069), with which one text is made to look like
  another. Marks that real scripts and emoji need (joiners, U+200E/200F, variation selectors, tags) are kept.
- Line breaks and tabs are for long texts only; CRLF, CR and the Unicode line separators become LF there.
"""

from __future__ import annotations

import re
import unicodedata

from guanxi.data.fields.field import Invalid
from guanxi.data.messages import translator

_ = translator("guanxi")

BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x20\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
EDGE = BLANKS + "".join(map(chr, range(0x2000, 0x200C))) + "\u2060\ufeff"
SLACK = 64
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17)
)
_BIDI = "\u202a-\u202e\u2066-\u2069"
_LINE_BREAK = re.compile("\r\n|[\r\u2028\u2029]")
_BAD_LINE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_BIDI}{_NONCHARACTERS}]")
_BAD_LONG = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_BIDI}{_NONCHARACTERS}]")
_VISIBLE = re.compile(
    "[^\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def clean_text(raw: str, limit: int, *, lines: bool = False) -> str:
    """The text as it is kept, at most `limit` characters long; `lines` allows line breaks and tabs. Raises
    Invalid.
    """
    if len(raw) > 4 * limit + SLACK:
        raise _too_long(len(raw), limit)
    text = raw.strip(EDGE)
    if text.isascii() and text.isprintable():
        return _within(text, limit)
    if lines:
        text = _LINE_BREAK.sub("\n", text)
    if found := (_BAD_LONG if lines else _BAD_LINE).search(text):
        raise _bad_character(found.group())
    text = unicodedata.normalize("NFC", text).strip(EDGE)
    return _within(text, limit) if _VISIBLE.search(text) else ""


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise _too_long(len(text), limit)
    return text


def _too_long(length: int, limit: int) -> Invalid:
    return Invalid(
        _(
            "At most {limit} characters are allowed, these are {length}; shorten the text.",
            limit=limit,
            length=length,
        )
    )


def _bad_character(sign: str) -> Invalid:
    code = f"U+{ord(sign):04X}"
    if sign in "\n\r\u2028\u2029":
        return Invalid(_("Line breaks are not allowed here; write everything in one line."))
    if sign == "\t":
        return Invalid(_("Tabs are not allowed here; use a blank."))
    if "\ud800" <= sign <= "\udfff":
        return Invalid(_("The text is damaged (half a character, {code}); type or copy it again.", code=code))
    if re.match(f"[{_BIDI}]", sign):
        return Invalid(
            _("The text holds an invisible mark that reverses reading order ({code}); remove it.", code=code)
        )
    return Invalid(_("The text holds a control character ({code}); remove it.", code=code))
