"""In which encoding a file is written: found out by its bytes, or named by who imports it."""

from __future__ import annotations

import codecs
import re

from guanxi.data.errors import Refused
from guanxi.data.messages import Message, translator

_ = translator("guanxi")

OFFERED: dict[str, Message | str] = {
    "utf-8": "UTF-8",
    "gb18030": _("GB18030 (simplified Chinese, also GBK and GB2312)"),
    "big5": _("Big5 (traditional Chinese)"),
    "utf-16": "UTF-16",
    "cp1252": _("Windows-1252 (Western Europe)"),
}
"""What who imports chooses from."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TOGETHER = re.compile(r"[^\x00-\x7f]{2,}")


def detect_encoding(content: bytes) -> str:
    """The encoding of a file: by its mark, by NULs (UTF-16), UTF-8, then GB18030, Big5 and Windows-1252 by how they read."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    head = content[:4096]
    if head.count(0) > len(head) // 64:
        return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    reads = {"gb18030": _reads_as_chinese, "big5": _reads_as_traditional}
    for name in ("utf-8", "gb18030", "big5", "cp1252"):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if name not in reads or reads[name](text):
            return name
    raise Refused(_("The encoding of the file cannot be told. Save it as UTF-8, or choose its encoding."))


def decoded(content: bytes, encoding: str) -> str:
    """The text of a file; raises Refused where it is not written so, with the line, or there is no such encoding."""
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except LookupError as unknown:
        raise Refused(_("There is no encoding {name}. Try utf-8 or gb18030."), name=encoding) from unknown
    except UnicodeDecodeError as broken:
        line = content.count(b"\n", 0, broken.start) + 1
        raise Refused(_("Line {line} cannot be read as {name}."), line=line, name=encoding) from broken
    except UnicodeError as broken:
        raise Refused(_("There is no encoding {name}. Try utf-8 or gb18030."), name=encoding) from broken


def _reads_as_chinese(text: str) -> bool:
    """Genuine Chinese stands in GB 2312 for the most part; bytes of a Western file that happen to pair up do not."""
    others = _others(text)
    return sum(_is_in(sign, "gb2312") for sign in others) * 2 >= len(others)


def _reads_as_traditional(text: str) -> bool:
    """Genuine Big5 has mostly signs of its first level, and these side by side; accents of a Western file stand alone."""
    others = _others(text)
    usual = sum(b"\xa4" <= sign.encode("big5", "replace")[:1] <= b"\xc6" for sign in others)
    together = sum(len(found[0]) for found in _TOGETHER.finditer(text[:200_000]))
    return usual * 2 >= len(others) and together * 3 >= len(others) * 2


def _others(text: str) -> list[str]:
    return [sign for sign in text[:200_000] if sign > "\x7f"]


def _is_in(sign: str, encoding: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
