"""Contents of files as tests send them, made here byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PLACE = b"N31.2304E121.4737 iPhone of Wang Fang"


def png(width: int = 3, height: int = 2, *extra: tuple[bytes, bytes], pixels: bool = True) -> bytes:
    """A picture of one colour, with further chunks (kind, content) before its pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = zlib.compress((b"\0" + b"\x20\x40\x80" * width) * height) if pixels else zlib.compress(b"")
    chunks = [(b"IHDR", head), *extra, (b"IDAT", content), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def jpeg(width: int = 40, height: int = 30, *, orientation: int = 1) -> bytes:
    """The head of a photograph with Exif that tells where it was taken, and bytes for its pixels."""
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack("<HHII", 0x8825, 4, 1, 38)
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + entries + b"\0\0\0\0" + PLACE
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0"
    parts = [
        (0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        (0xE1, exif),
        (0xFE, PLACE),
        (0xC0, frame),
        (0xDA, b"\x01\x01\0\0?\0"),
    ]
    return (
        b"\xff\xd8" + b"".join(_segment(marker, data) for marker, data in parts) + b"\x12\x34pixels\xff\xd9"
    )


def webp() -> bytes:
    """A picture with Exif, in the extended form."""
    parts = [(b"VP8X", b"\x08\0\0\0" + b"\x27\0\0" + b"\x1d\0\0"), (b"VP8 ", b"pixels"), (b"EXIF", PLACE)]
    inner = b"WEBP" + b"".join(k + struct.pack("<I", len(d)) + d + b"\0" * (len(d) % 2) for k, d in parts)
    return b"RIFF" + struct.pack("<I", len(inner)) + inner


def packed(*names: str) -> bytes:
    """A zip with these names in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data
