"""The syntax of vCard files 2.1, 3.0 and 4.0 as phones write them: folded lines, quoted-printable, GB18030, broken lines."""

from __future__ import annotations

import base64
import codecs
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guanxi.data.errors import Refused
from guanxi.data.messages import translator
from guanxi.resources.imports.encodings import detect_encoding

_ = translator("guanxi")

_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN\s*:\s*VCARD\s*$", re.IGNORECASE | re.MULTILINE)
_HEAD = re.compile(r'([A-Za-z0-9\-.]+)((?:;(?:[^:;"]|"[^"]*")*)*):', re.DOTALL)
_PARAMETER = re.compile(r';(?:([A-Za-z0-9\-]+)=)?((?:[^;"]|"[^"]*")*)')
_SOFT_END = re.compile(rb"=[ \t]*$")
_CHARSET = re.compile(rb';CHARSET="?([^;:"]+)', re.IGNORECASE)
_CHARSETS = ("utf-", "ascii", "gb", "hz", "big5", "iso8859", "iso2022", "cp", "koi8", "shift", "euc", "mac")
_PACKED_TEXTS = frozenset({"N", "FN", "ORG", "TITLE", "ROLE", "NOTE", "NICKNAME", "ADR"})
"""What may come packed by Base64 and is a text; pictures and sounds are left out."""
_QUOTED = re.compile(rb"ENCODING=QUOTED-PRINTABLE|;QUOTED-PRINTABLE", re.IGNORECASE)


@dataclass(frozen=True)
class Property:
    """One line of a card: its `name` in capitals, the `words` of its parameters in capitals, its raw `value`."""

    name: str
    words: frozenset[str]
    value: str

    @property
    def text(self) -> str:
        """The value as one text."""
        return unescaped_text(self.value).strip()

    @property
    def parts(self) -> list[str]:
        """The value cut at its semicolons, as names and addresses are written."""
        return [unescaped_text(each).strip() for each in re.split(r"(?<!\\);", self.value)]


@dataclass(frozen=True)
class Card:
    """One card with the physical line on which it begins."""

    line: int
    properties: tuple[Property, ...]


def is_cards(content: bytes) -> bool:
    """Tell whether the file begins with a card."""
    return bool(_BEGIN.match(_plain(content[:400]).lstrip().split(b"\n", 1)[0].rstrip()))


def read_cards(content: bytes, encoding: str | None = None) -> tuple[str, Iterator[Card]]:
    """The encoding of the file and its cards; raises Refused where a card has no end or the encoding cannot be told."""
    content = _plain(content)
    lines = list(_unfolded(content))
    found = (encoding,) if encoding else _encodings([text for _line, text in lines])
    return ", ".join(found), _cards(lines, found)


def unescaped_text(value: str) -> str:
    r"""The text that a value stands for: ``\n`` is a new line, any other sign after ``\`` itself.

    >>> unescaped_text(r"a\, b\; c")
    'a, b; c'
    """
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value, flags=re.DOTALL)


def _plain(content: bytes) -> bytes:
    """UTF-16 becomes UTF-8; lines are cut as bytes, for phones fold within a sign."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace").encode()
    if content[:8] in (b"B\0E\0G\0I\0", b"\0B\0E\0G\0I"):
        return content.decode("utf-16-le" if content[1] == 0 else "utf-16-be", "replace").encode()
    return content.removeprefix(b"\xef\xbb\xbf")


def _encodings(lines: list[bytes]) -> tuple[str, ...]:
    """In which encodings lines that name none are written: one, or UTF-8 and another where cards of several phones stand together.

    Raises Refused where it cannot be told.
    """
    bare = [line for line in lines if not _CHARSET.search(line.partition(b":")[0])]
    try:
        found = detect_encoding(b"\n".join(bare))
    except Refused:
        found = ""
    odd = [line for line in bare if not _is_utf_8(line)]
    mixed = any(not line.isascii() and _is_utf_8(line) for line in bare)
    if found in ("", "cp1252") and mixed:
        return "utf-8", detect_encoding(b"\n".join(odd))
    return (found or detect_encoding(b"\n".join(bare)),)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _unfolded(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each line with its number, those that go on below put together again."""
    begins, kept = 0, b""
    for number, line in enumerate(content.splitlines(), start=1):
        soft = bool(_SOFT_END.search(kept)) and bool(_QUOTED.search(kept.partition(b":")[0]))
        if begins and soft:
            kept = _SOFT_END.sub(b"", kept) + line.lstrip(b" \t")
        elif begins and line[:1] in (b" ", b"\t"):
            kept += line[1:]
        else:
            if begins:
                yield begins, kept
            begins, kept = number, line
    if begins:
        yield begins, kept


def _cards(lines: list[tuple[int, bytes]], encodings: Sequence[str]) -> Iterator[Card]:
    begins, depth, found = 0, 0, list[Property]()
    for number, line in lines:
        mark = line.strip().upper().replace(b" ", b"")
        if mark == b"BEGIN:VCARD":
            depth += 1
            if depth == 1:
                begins, found = number, []
        elif mark == b"END:VCARD" and depth:
            depth -= 1
            if not depth:
                yield Card(begins, tuple(found))
        elif depth == 1 and (made := _property(line, encodings)):
            found.append(made)
    if depth:
        raise Refused(_("The card that begins in line {line} has no end."), line=begins)


def _property(line: bytes, encodings: Sequence[str]) -> Property | None:
    """The line as a property; None where it is none: a phone that breaks a line must not cost the card."""
    text = _text(line, encodings)
    head = _HEAD.match(text)
    if head is None:
        return None
    named = [(key.upper(), value.strip('"')) for key, value in _PARAMETER.findall(head[2])]
    words = frozenset(word for _key, value in named for word in value.upper().split(",") if word)
    name, value = head[1].rpartition(".")[2].upper(), text[head.end() :]
    charset = next((given for key, given in named if key == "CHARSET"), "")
    if "QUOTED-PRINTABLE" in words:
        value = _decoded(quopri.decodestring(value.encode("latin-1", "ignore")), charset)
    elif words & {"BASE64", "B"}:
        if name not in _PACKED_TEXTS:
            return None
        value = _decoded(_unpacked(value), charset)
    return Property(name, words, value)


def _text(line: bytes, encodings: Sequence[str]) -> str:
    """A line by the charset that it names, else by the encodings of the file."""
    own = _CHARSET.search(line.partition(b":")[0])
    named = [_known(own[1].decode("ascii", "replace"))] if own else []
    for name in (*named, *encodings):
        try:
            return line.decode(name)
        except (LookupError, UnicodeError):
            continue
    return line.decode(encodings[-1], "replace")


def _unpacked(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=False)
    except ValueError:
        return b""


def _known(charset: str) -> str:
    """A charset by the name of what it is a part of; "" for what is none, such as the slow codec of host names."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return ""
    return {"gb2312": "gb18030", "gbk": "gb18030"}.get(name, name) if name.startswith(_CHARSETS) else ""


def _decoded(content: bytes, charset: str) -> str:
    """By the charset that the line names, else UTF-8, else GB18030."""
    for name in (_known(charset), "utf-8", "gb18030"):
        try:
            return content.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return content.decode("utf-8", "replace")
