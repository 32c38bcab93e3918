"""Names of files as people send them, made safe for every system that they may be saved on."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from guanxi.data.fields import Invalid, clean_text

LONGEST = 150
LONGEST_BYTES = 240
LONGEST_ENDING = 12
NAMELESS = "file"
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_name(given: str) -> str:
    """`given` in NFC, without folders, unseen or forbidden signs, no reserved name of Windows, at most 150 signs and 240 bytes.

    Chinese and all other letters stay. Never empty: what leaves nothing is called ``file``.
    """
    text = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    text = "".join(" " if sign.isspace() else sign for sign in text if _is_seen(sign))
    text = _FORBIDDEN.sub("_", " ".join(text.split())).strip(". ")
    if _RESERVED.fullmatch(text):
        text = f"_{text}"
    try:
        return clean_text(_shortened(text), 2 * LONGEST) or NAMELESS
    except Invalid:  # nothing but marks of scripts that nobody sees
        return NAMELESS


def ending(name: str) -> str:
    """What stands behind the last dot, in small letters; empty without one."""
    stem, dot, found = name.rpartition(".")
    return found.strip().lower() if dot and stem else ""


def disposition(name: str) -> str:
    """The header Content-Disposition of a file that is saved, never shown: RFC 6266, with the whole name by RFC 5987."""
    stem, dot, last = name.rpartition(".") if "." in name else (name, "", "")
    plain = f"{_ascii(stem) or NAMELESS}{dot}{_ascii(last)}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9 ._()\[\]+-]", "_", plain).strip(". _")


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in _UNSEEN or sign.isspace()


def _shortened(name: str) -> str:
    if len(name) <= LONGEST and len(name.encode()) <= LONGEST_BYTES:
        return name
    last = ending(name)
    tail = f".{last}" if last and len(last) <= LONGEST_ENDING else ""
    stem = name[: len(name) - len(tail)] if tail else name
    stem = stem[: LONGEST - len(tail)]
    while len((stem + tail).encode()) > LONGEST_BYTES:
        stem = stem[:-1]
    return stem.rstrip(". ") + tail
