"""Pictures looked at without unpacking them: how large they are, and copies without place, time and device in them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from guanxi.data.errors import Refused
from guanxi.data.messages import translator

_ = translator("guanxi")

MOST_PIXELS = 250_000_000
"""More than the largest camera takes; a head that says more is an attack on whoever opens the picture."""
SHOWN_PIXELS = 60_000_000
_PIECE = 1 << 16
Size = tuple[int, int]


def is_shown(path: Path, media: str) -> bool:
    """Tell whether a picture is small enough to be shown on a page."""
    try:
        width, height = _size(path, media)
    except (ValueError, struct.error, IndexError):
        return False
    return 0 < width * height <= SHOWN_PIXELS


def clean_copy(source: Path, target: Path, media: str) -> bool:
    """Write the picture without what it tells about place, time and device to `target`; False where there is nothing to take out.

    How it must be turned stays. Raises Refused for a damaged picture and for one whose head promises too many pixels.
    """
    try:
        width, height = _size(source, media)
        if not 0 < width * height <= MOST_PIXELS or max(width, height) > 65_535:
            raise Refused(
                _("A picture of {width} × {height} pixels is not accepted."), width=width, height=height
            )
        clean = _CLEAN.get(media)
        if clean is None:
            return False
        with source.open("rb") as given, target.open("wb") as out:
            return clean(given, out)
    except (ValueError, struct.error, IndexError):
        raise Refused(_("This picture is damaged.")) from None


def _size(path: Path, media: str) -> Size:
    with path.open("rb") as opened:
        return _SIZES[media](opened)


def _png_size(opened: BinaryIO) -> Size:
    head = opened.read(24)
    if head[12:16] != b"IHDR":
        raise ValueError
    return struct.unpack(">II", head[16:24])


def _gif_size(opened: BinaryIO) -> Size:
    return struct.unpack("<HH", opened.read(10)[6:10])


def _webp_size(opened: BinaryIO) -> Size:
    head = opened.read(30)
    kind = head[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        wide, high = struct.unpack("<HH", head[26:30])
        return wide & 0x3FFF, high & 0x3FFF
    raise ValueError


def _jpeg_size(opened: BinaryIO) -> Size:
    for marker, content in _jpeg_segments(opened):
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            high, wide = struct.unpack(">HH", content[1:5])
            return wide, high
    raise ValueError


def _jpeg_segments(opened: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The segments before the picture itself, at whose beginning the file then stands; ValueError where they are broken."""
    if opened.read(2) != b"\xff\xd8":
        raise ValueError
    while True:
        sign = opened.read(1)
        if sign != b"\xff":
            raise ValueError
        while sign == b"\xff":
            sign = opened.read(1)
        if not sign:
            raise ValueError
        marker = sign[0]
        length = struct.unpack(">H", opened.read(2))[0]
        content = opened.read(length - 2)
        if length < 2 or len(content) != length - 2:
            raise ValueError
        yield marker, content
        if marker == 0xDA:
            return


def _clean_jpeg(given: BinaryIO, out: BinaryIO) -> bool:
    """Without Exif, XMP, IPTC and remarks; a turned picture keeps the one entry that says so."""
    dropped, first = False, True
    out.write(b"\xff\xd8")
    for marker, content in _jpeg_segments(given):
        if marker in (0xE1, 0xED, 0xFE):
            dropped = True
            turned = _orientation(content) if marker == 0xE1 else 1
            if turned == 1 or not first:
                continue
            content, first = _turned(turned), False
        out.write(b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content)
    _copy_rest(given, out)
    return dropped


def _orientation(content: bytes) -> int:
    """How Exif says that the picture must be turned: 1 (not at all) to 8."""
    if not content.startswith(b"Exif\0\0"):
        return 1
    tiff = content[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    at = struct.unpack(f"{order}I", tiff[4:8])[0]
    if at + 2 > len(tiff):
        return 1
    for number in range(struct.unpack(f"{order}H", tiff[at : at + 2])[0]):
        entry = tiff[at + 2 + 12 * number : at + 14 + 12 * number]
        if len(entry) == 12 and struct.unpack(f"{order}H", entry[:2])[0] == 0x0112:
            found = struct.unpack(f"{order}H", entry[8:10])[0]
            return found if 1 <= found <= 8 else 1
    return 1


def _turned(orientation: int) -> bytes:
    """An Exif block that says only how to turn the picture."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0"


def _clean_png(given: BinaryIO, out: BinaryIO) -> bool:
    """Without texts, times and Exif, and without whatever follows the end of the picture."""
    out.write(given.read(8))
    dropped = False
    while True:
        head = given.read(8)
        length, kind = struct.unpack(">I4s", head)
        keep = kind not in (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")
        dropped |= not keep
        _copy(given, out if keep else None, head, length + 4)
        if kind == b"IEND":
            return dropped or bool(given.read(1))


def _clean_webp(given: BinaryIO, out: BinaryIO) -> bool:
    """Without Exif and XMP, and with a head that promises none."""
    head = given.read(12)
    left = struct.unpack("<I", head[4:8])[0] - 4
    out.write(head)
    dropped, written = False, 4
    while left > 0:
        begin = given.read(8)
        kind, length = struct.unpack("<4sI", begin)
        padded = length + (length & 1)
        keep = kind not in (b"EXIF", b"XMP ")
        dropped |= not keep
        if kind == b"VP8X":
            flags = given.read(1)[0]
            begin, padded = begin + bytes([flags & ~0x0C]), padded - 1
        _copy(given, out if keep else None, begin, padded)
        written += len(begin) + padded if keep else 0
        left -= 8 + length + (length & 1)
    out.seek(4)
    out.write(struct.pack("<I", written))
    return dropped or bool(given.read(1))


def _copy(given: BinaryIO, out: BinaryIO | None, head: bytes, length: int) -> None:
    """Copy (or with `out` None pass over) so many bytes; ValueError where there are fewer."""
    if out is not None:
        out.write(head)
    while length > 0:
        piece = given.read(min(_PIECE, length))
        if not piece:
            raise ValueError
        length -= len(piece)
        if out is not None:
            out.write(piece)


def _copy_rest(given: BinaryIO, out: BinaryIO) -> None:
    while piece := given.read(_PIECE):
        out.write(piece)


_SIZES: dict[str, Callable[[BinaryIO], Size]] = {
    "image/png": _png_size,
    "image/gif": _gif_size,
    "image/webp": _webp_size,
    "image/jpeg": _jpeg_size,
}
_CLEAN: dict[str, Callable[[BinaryIO, BinaryIO], bool]] = {
    "image/jpeg": _clean_jpeg,
    "image/png": _clean_png,
    "image/webp": _clean_webp,
}
